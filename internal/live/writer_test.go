package live_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
)

// writer changes the account at random.
type writer struct {
	t             *testing.T
	r             *rand.Rand
	node          *node
	contacts      []models.ContactID
	conversations []models.ConversationID
	merges        []models.ContactMergeID
	links         []models.ContactInboxID
	inbox         models.InboxID
	company       models.CompanyID
	label         models.LabelID
	segment       models.SegmentID
}

func newWriter(t *testing.T, n *node, r *rand.Rand) *writer {
	t.Helper()
	w := &writer{t: t, r: r, node: n}
	inbox, err := n.CRM.CreateInbox(n.admin, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI})
	w.must(err)
	company, err := n.CRM.CreateCompany(n.admin, models.CompanyCreateInput{Name: "Acme"})
	w.must(err)
	label, err := n.CRM.CreateLabel(n.admin, models.LabelCreateInput{Title: "vip"})
	w.must(err)
	segment, err := n.CRM.CreateSegment(n.admin, models.SegmentCreateInput{Name: "Some",
		Filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"vip"}}}})
	w.must(err)
	w.inbox, w.company, w.label, w.segment = inbox.ID, company.ID, label.ID, segment.ID
	return w
}

// must fails the test unless a write has worked, or was refused by a rule.
func (w *writer) must(err error) bool {
	w.t.Helper()
	var refused *models.Error
	var several models.Errors
	if err != nil && !errors.As(err, &refused) && !errors.As(err, &several) {
		w.t.Fatal(err)
	}
	return err == nil
}

func pick[T any](r *rand.Rand, of []T) (v T) {
	if len(of) > 0 {
		v = of[r.IntN(len(of))]
	}
	return v
}

func given[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

var names = []string{"Ada", "Adam", "Bob", "Bea", "", "Cem", "Ada"}

// write does one of the writes.
func (w *writer) write() {
	w.node.pass(time.Minute)
	writes := []func(){w.create, w.create, w.update, w.update, w.update, w.attributes, w.label1, w.label1, w.delete, w.merge, w.unmerge,
		w.message, w.message, w.message, w.talk, w.talk, w.change, w.change, w.rate, w.heartbeat, w.link, w.unlink, w.employ, w.bulk,
		w.rare}
	pick(w.r, writes)()
}

func (w *writer) create() {
	in := models.ContactCreateInput{Name: ptr(pick(w.r, names))}
	if w.r.IntN(2) == 0 {
		in.Email = ptr(fmt.Sprintf("c%d@example.com", w.r.IntN(1000)))
	}
	if w.r.IntN(3) == 0 {
		in.Labels = []string{pick(w.r, []string{"vip", "new", "old"})}
	}
	c, err := w.node.CRM.CreateContact(w.node.admin, in)
	if w.must(err) {
		w.contacts = append(w.contacts, c.ID)
	}
}

func (w *writer) update() {
	in := models.ContactUpdateInput{ID: pick(w.r, w.contacts)}
	switch w.r.IntN(5) {
	case 0:
		in.Name = given(pick(w.r, names))
	case 1:
		in.Email = given(fmt.Sprintf("c%d@example.com", w.r.IntN(1000)))
	case 2:
		in.ContactType = given(pick(w.r, []models.ContactType{models.Visitor, models.Lead, models.Customer}))
	case 3:
		in.LastName = given(pick(w.r, []string{"Stone", "Byron", ""}))
	default:
		in.AdditionalAttributes = given(models.AdditionalAttributesInput{
			City: given(pick(w.r, []string{"Bonn", "Rome", "Oslo"}))})
	}
	_, err := w.node.CRM.UpdateContact(w.node.admin, in)
	w.must(err)
}

func (w *writer) attributes() {
	json := fmt.Sprintf(`{"plan": %q, "seats": %d}`, pick(w.r, []string{"pro", "free"}), w.r.IntN(6))
	_, err := w.node.CRM.UpdateContact(w.node.admin, models.ContactUpdateInput{ID: pick(w.r, w.contacts),
		CustomAttributes: graphql.OmittableOf(models.JSON(json))})
	w.must(err)
}

func (w *writer) label1() {
	in := models.ContactLabelsInput{ID: pick(w.r, w.contacts), Labels: []string{pick(w.r, []string{"vip", "new", "old"})}}
	var err error
	if w.r.IntN(2) == 0 {
		_, err = w.node.CRM.AddContactLabels(w.node.admin, in)
	} else {
		_, err = w.node.CRM.RemoveContactLabels(w.node.admin, in)
	}
	w.must(err)
}

func (w *writer) delete() {
	if w.r.IntN(2) == 0 {
		return
	}
	id := pick(w.r, w.contacts)
	w.must(w.node.CRM.DeleteContact(w.node.admin, models.ContactDeleteInput{ID: id}))
}

func (w *writer) merge() {
	into, from := pick(w.r, w.contacts), pick(w.r, w.contacts)
	_, merge, err := w.node.CRM.MergeContacts(w.node.admin, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
	if w.must(err) {
		w.merges = append(w.merges, merge.ID)
	}
}

func (w *writer) unmerge() {
	if len(w.merges) > 0 {
		_, _, err := w.node.CRM.UnmergeContacts(w.node.admin, models.ContactUnmergeInput{MergeID: pick(w.r, w.merges)})
		w.must(err)
	}
}

func (w *writer) talk() {
	v, err := w.node.CRM.CreateConversation(w.node.admin, models.ConversationCreateInput{ContactID: pick(w.r, w.contacts), InboxID: w.inbox})
	if w.must(err) {
		w.conversations = append(w.conversations, v.ID)
	}
}

func (w *writer) message() {
	_, err := w.node.CRM.CreateMessage(w.node.admin, models.MessageCreateInput{ConversationID: pick(w.r, w.conversations), Content: "Hi",
		MessageType: pick(w.r, []models.MessageType{models.Incoming, models.Outgoing})})
	w.must(err)
}

func (w *writer) change() {
	in := models.ConversationUpdateInput{ID: pick(w.r, w.conversations)}
	switch w.r.IntN(4) {
	case 0:
		in.Labels = graphql.OmittableOf([]string{pick(w.r, []string{"vip", "new"})})
	case 1:
		in.ContactID = given(pick(w.r, w.contacts))
	default:
		in.Status = given(pick(w.r, []models.ConversationStatus{models.Open, models.Resolved}))
	}
	_, err := w.node.CRM.UpdateConversation(w.node.admin, in)
	w.must(err)
	if w.r.IntN(8) == 0 {
		w.must(w.node.CRM.DeleteConversation(w.node.admin, models.ConversationDeleteInput{ID: in.ID}))
	}
}

func (w *writer) rate() {
	_, err := w.node.CRM.CreateCsatResponse(w.node.admin, models.CsatResponseCreateInput{ConversationID: pick(w.r, w.conversations),
		Rating: 1 + w.r.IntN(5)})
	w.must(err)
}

func (w *writer) heartbeat() {
	_, err := w.node.CRM.RecordPresence(w.node.admin, models.ContactPresenceInput{ID: pick(w.r, w.contacts),
		Availability: pick(w.r, []models.Availability{models.Online, models.Busy})})
	w.must(err)
}

func (w *writer) link() {
	l, err := w.node.CRM.CreateContactInbox(w.node.admin, models.ContactInboxCreateInput{ContactID: pick(w.r, w.contacts), InboxID: w.inbox})
	if w.must(err) {
		w.links = append(w.links, l.ID)
	}
}

func (w *writer) unlink() {
	w.must(w.node.CRM.DeleteContactInbox(w.node.admin, models.ContactInboxDeleteInput{ID: pick(w.r, w.links)}))
}

func (w *writer) employ() {
	_, err := w.node.CRM.UpdateContact(w.node.admin, models.ContactUpdateInput{ID: pick(w.r, w.contacts), CompanyID: given(w.company)})
	w.must(err)
}

func (w *writer) bulk() {
	set := models.ContactBulkSet{Blocked: given(w.r.IntN(2) == 0)}
	if w.r.IntN(2) == 0 {
		set = models.ContactBulkSet{LabelsAdd: []string{"new"}}
	}
	ids := []models.ContactID{pick(w.r, w.contacts)}
	for _, id := range w.contacts {
		if w.r.IntN(3) == 0 && id != ids[0] {
			ids = append(ids, id)
		}
	}
	job, err := w.node.CRM.BulkUpdateContacts(w.node.admin, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: ids}, Set: set})
	if w.must(err) {
		w.work(job)
	}
}

// rare changes what concerns many contacts at once.
func (w *writer) rare() {
	var err error
	switch w.r.IntN(4) {
	case 0:
		_, err = w.node.CRM.UpdateLabel(w.node.admin, models.LabelUpdateInput{ID: w.label, Title: given(pick(w.r, []string{"vip", "vips"}))})
	case 1:
		in := models.CompanyUpdateInput{ID: w.company, Name: given(pick(w.r, []string{"Acme", "Zeta"}))}
		_, err = w.node.CRM.UpdateCompany(w.node.admin, in)
	case 2:
		f := &models.ContactFilter{Blocked: ptr(w.r.IntN(2) == 0)}
		if w.r.IntN(2) == 0 {
			f = &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"new", "old"}}}
		}
		_, err = w.node.CRM.UpdateSegment(w.node.admin, models.SegmentUpdateInput{ID: w.segment, Filter: graphql.OmittableOf(f)})
	default:
		_, _, err = w.node.CRM.BlockContact(w.node.admin, models.ContactBlockInput{ID: pick(w.r, w.contacts)})
	}
	w.must(err)
}

func (w *writer) work(job *models.Job) {
	for more := true; more; {
		var err error
		if more, err = w.node.CRM.WorkJob(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}); err != nil {
			w.t.Fatal(err)
		}
	}
}

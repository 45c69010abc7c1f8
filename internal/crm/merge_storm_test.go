package crm_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// storm is many clients that change the same few contacts concurrently, and what they know about them.
type storm struct {
	t     *testing.T
	w     *crmtest.World
	ctx   context.Context
	inbox models.InboxID
	ids   []models.ContactID

	mu       sync.Mutex // guards the fields below
	versions map[models.ContactID]int
	talks    []models.ConversationID
	messages []models.MessageID
	ratings  []models.CsatResponseID
	labels   []string
	merges   []models.ContactMergeID
	sum      int // of the ratings
}

// deeds are the actions of clients, with their relative frequencies; may lists their possible errors.
var deeds = []struct {
	may []string
	do  func(s *storm, random *rand.Rand) error
}{
	{[]string{"INVALID from.0"}, (*storm).merge},
	{[]string{"NOT_FOUND mergeId", "BLOCKED_BY_RULE mergeId"}, (*storm).undo},
	{nil, (*storm).converse},
	{nil, (*storm).converse},
	{nil, (*storm).move},
	{[]string{"NOT_FOUND conversationId"}, (*storm).write},
	{[]string{"NOT_FOUND conversationId", "BLOCKED_BY_RULE conversationId"}, (*storm).rate},
	{nil, (*storm).label},
	{nil, (*storm).update},
	{nil, (*storm).beat},
}

// pick returns an element of a list to which others may be appending, the zero value if it is empty.
func pick[T any](s *storm, random *rand.Rand, from *[]T) (one T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(*from) > 0 {
		one = (*from)[random.IntN(len(*from))]
	}
	return one
}

// keep adds an id to a list if there was no error.
func keep[T any](s *storm, in *[]T, made T, err error) error {
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		*in = append(*in, made)
	}
	return err
}

// changed makes a change and checks that the contacts have higher versions than were known before.
func (s *storm) changed(change func() ([]*models.Contact, error)) error {
	s.mu.Lock()
	known := maps.Clone(s.versions)
	s.mu.Unlock()
	contacts, err := change()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range contacts {
		if c.Version <= known[c.ID] {
			s.t.Errorf("%s has version %d after %d", c.ID, c.Version, known[c.ID])
		}
		s.versions[c.ID] = max(s.versions[c.ID], c.Version)
	}
	return nil
}

func (s *storm) merge(random *rand.Rand) error {
	return s.changed(func() ([]*models.Contact, error) {
		in := models.ContactMergeInput{Into: pick(s, random, &s.ids), From: []models.ContactID{pick(s, random, &s.ids)}}
		survivor, merge, err := s.w.CRM.MergeContacts(s.ctx, in)
		if err != nil {
			return nil, err
		}
		return []*models.Contact{survivor}, keep(s, &s.merges, merge.ID, nil)
	})
}

func (s *storm) undo(random *rand.Rand) error {
	id := pick(s, random, &s.merges)
	return s.changed(func() ([]*models.Contact, error) {
		contacts, _, err := s.w.CRM.UnmergeContacts(s.ctx, models.ContactUnmergeInput{MergeID: id})
		return contacts, err
	})
}

func (s *storm) converse(random *rand.Rand) error {
	v, err := s.w.CRM.CreateConversation(s.ctx, models.ConversationCreateInput{ContactID: pick(s, random, &s.ids), InboxID: s.inbox})
	if err != nil {
		return err
	}
	return keep(s, &s.talks, v.ID, nil)
}

func (s *storm) move(random *rand.Rand) error {
	to, talk := pick(s, random, &s.ids), pick(s, random, &s.talks)
	if talk == (models.ConversationID{}) {
		return nil
	}
	_, err := s.w.CRM.UpdateConversation(s.ctx, models.ConversationUpdateInput{ID: talk, ContactID: given(to)})
	return err
}

func (s *storm) write(random *rand.Rand) error {
	in := models.MessageCreateInput{ConversationID: pick(s, random, &s.talks), Content: "Hi", MessageType: models.Incoming}
	m, err := s.w.CRM.CreateMessage(s.ctx, in)
	if err != nil {
		return err
	}
	return keep(s, &s.messages, m.ID, nil)
}

func (s *storm) rate(random *rand.Rand) error {
	rating := 1 + random.IntN(5)
	r, err := s.w.CRM.CreateCsatResponse(s.ctx, models.CsatResponseCreateInput{ConversationID: pick(s, random, &s.talks), Rating: rating})
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.sum += rating
	s.mu.Unlock()
	return keep(s, &s.ratings, r.ID, nil)
}

func (s *storm) label(random *rand.Rand) error {
	title := fmt.Sprintf("label-%d", random.Uint64())
	return s.changed(func() ([]*models.Contact, error) {
		c, err := s.w.CRM.AddContactLabels(s.ctx, models.ContactLabelsInput{ID: pick(s, random, &s.ids), Labels: []string{title}})
		return []*models.Contact{c}, keep(s, &s.labels, title, err)
	})
}

func (s *storm) update(random *rand.Rand) error {
	return s.changed(func() ([]*models.Contact, error) {
		c, err := s.w.CRM.UpdateContact(s.ctx, models.ContactUpdateInput{ID: pick(s, random, &s.ids),
			LastName: given(fmt.Sprint(random.Uint64()))})
		return []*models.Contact{c}, err
	})
}

func (s *storm) beat(random *rand.Rand) error {
	_, err := s.w.CRM.RecordPresence(s.ctx, models.ContactPresenceInput{ID: pick(s, random, &s.ids), Availability: models.Online})
	return err
}

// TestMergeStorm has 32 clients merge, undo, converse, move, rate, label, update and send presence for the same ten contacts, while
// two servers scan for duplicates. Only the expected errors occur, nothing is lost, versions increase, every id that was ever
// returned resolves, and nothing deadlocks: without the lock of RecordPresence a heartbeat and a merge do.
func TestMergeStorm(t *testing.T) {
	t.Parallel()
	const clients, contacts = 32, 10
	duration := crmtest.Sized(20*time.Second, 3*time.Second)
	w := crmtest.NewWorld(t)
	s := &storm{t: t, w: w, ctx: crmtest.As(w.Home.Administrator), inbox: newInbox(t, w).ID, versions: map[models.ContactID]int{}}
	for i := range contacts {
		s.ids = append(s.ids, newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), Email: ptr(fmt.Sprintf("ada+%d@gmail.com", i))}).ID)
	}
	end := time.Now().Add(duration)
	for _, err := range together(clients+2, func(i int) error {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		for time.Now().Before(end) {
			if i >= clients {
				if err := w.CRM.ScanDuplicates(context.Background()); err != nil {
					return err
				}
				continue
			}
			deed := deeds[random.IntN(len(deeds))]
			if err := deed.do(s, random); err != nil && !slices.Contains(deed.may, refusal(err)) {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	s.ended()
}

// ended checks the stored records.
func (s *storm) ended() {
	t, w := s.t, s.w
	if n := w.Statements.Refused(deadlock); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
	checkInvariants(t, w)
	for what, row := range map[string]struct {
		sql  string
		want int
	}{
		"conversations":             {"SELECT count(*) FROM conversations", len(s.talks)},
		"messages":                  {"SELECT count(*) FROM messages", len(s.messages)},
		"ratings":                   {"SELECT count(*) FROM csat_responses", len(s.ratings)},
		"the sum of ratings":        {"SELECT coalesce(sum(csat1 + 2 * csat2 + 3 * csat3 + 4 * csat4 + 5 * csat5), 0)::int FROM contacts", s.sum},
		"labels":                    {"SELECT count(DISTINCT label_id) FROM contact_labels", len(s.labels)},
		"the last number":           {"SELECT coalesce(max(display_id), 0) FROM conversations", len(s.talks)},
		"merges":                    {"SELECT count(*) FROM contact_merges", len(s.merges)},
		"contacts there and merged": {"SELECT count(*) + (SELECT count(*) FROM contact_aliases) FROM contacts", len(s.ids)},
	} {
		if n := w.Count(t, row.sql); n != row.want {
			t.Errorf("%s: %d, not %d", what, n, row.want)
		}
	}
	for i, id := range s.ids {
		byID, errID := w.CRM.FindContact(s.ctx, models.ContactBy{ID: &id})
		byEmail, errEmail := w.CRM.FindContact(s.ctx, models.ContactBy{Email: ptr(fmt.Sprintf("ada+%d@gmail.com", i))})
		if errID != nil || errEmail != nil || byID == nil || byEmail == nil || byID.ID != byEmail.ID {
			t.Errorf("%s finds %v, %v; its email %v, %v", id, byID, errID, byEmail, errEmail)
		}
	}
	contacts, err := w.CRM.ContactsByID(s.ctx, s.ids)
	wantAll(t, s.ids, contacts, err)
	talks, err := crm.Read(s.ctx, w.CRM, s.talks, (*crm.Batch).ConversationsByID)
	wantAll(t, s.talks, talks, err)
	messages, err := crm.Read(s.ctx, w.CRM, s.messages, (*crm.Batch).MessagesByID)
	wantAll(t, s.messages, messages, err)
	ratings, err := crm.Read(s.ctx, w.CRM, s.ratings, (*crm.Batch).CsatResponsesByID)
	wantAll(t, s.ratings, ratings, err)
	merges, err := w.CRM.MergesByID(s.ctx, s.merges)
	wantAll(t, s.merges, merges, err)
	scanned(t, w)
	wantAllPairs(t, w)
}

// wantAll fails unless every id was found.
func wantAll[K comparable, T any](t *testing.T, ids []K, found map[K]*T, err error) {
	t.Helper()
	for _, id := range ids {
		if err != nil || found[id] == nil {
			t.Fatalf("%v is found as %v, %v", id, found[id], err)
		}
	}
}

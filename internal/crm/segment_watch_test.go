package crm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// watcher is a world in which segments are watched.
type watcher struct {
	*crmtest.World
	t     *testing.T
	ctx   context.Context
	told  int64
	names map[string]string
}

func newWatcher(t *testing.T) *watcher {
	t.Helper()
	w := crmtest.NewWorld(t)
	return &watcher{World: w, t: t, ctx: crmtest.As(w.Home.Administrator), names: map[string]string{}}
}

// watched creates a segment that is watched.
func (w *watcher) watched(name, condition string) *models.Segment {
	w.t.Helper()
	f := &models.ContactFilter{}
	if err := json.Unmarshal([]byte(condition), f); err != nil {
		w.t.Fatal(err)
	}
	s := made(w.CRM.CreateSegment(w.ctx, models.SegmentCreateInput{Name: name, Filter: f, Shared: true, Watch: true}))
	w.names[s.ID.String()] = name
	return s
}

func (w *watcher) person(name string, labels ...string) *models.Contact {
	c := made(w.CRM.CreateContact(w.ctx, models.ContactCreateInput{Name: &name, Labels: labels}))
	w.names[c.ID.String()] = name
	return c
}

func (w *watcher) look() {
	w.t.Helper()
	if err := w.CRM.WatchSegments(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// since returns the events of segments since the last call.
func (w *watcher) since() (told []string) {
	w.t.Helper()
	for _, e := range w.events() {
		if e.Position.Seq > w.told {
			told = append(told, fmt.Sprintf("%s %s %s", w.names[e.ContactID.String()], strings.ToLower(string(e.Type)[8:]),
				w.names[e.SegmentID.String()]))
			w.told = e.Position.Seq
		}
	}
	return told
}

func (w *watcher) events() []*models.ContactEvent {
	w.t.Helper()
	all := 100
	log, err := w.CRM.ListEvents(w.ctx, page.Args{First: &all}, crm.EventQuery{Types: models.TypesOfSegments})
	if err != nil {
		w.t.Fatal(err)
	}
	return log.Nodes()
}

// tells fails unless a look tells these events and no others, and a second look none.
func (w *watcher) tells(after string, want ...string) {
	w.t.Helper()
	w.look()
	w.look()
	if got := w.since(); !slices.Equal(got, want) {
		w.t.Errorf("after %s: %q, not %q", after, got, want)
	}
}

// TestSegmentsAreWatched changes what filters look at, one thing after the other.
func TestSegmentsAreWatched(t *testing.T) {
	t.Parallel()
	w := newWatcher(t)
	now := time.Now().Truncate(time.Microsecond)
	w.CRM.SetClock(func() time.Time { return now })
	w.person("Ann", "vip")
	inbox := made(w.CRM.CreateInbox(w.ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	vips := w.watched("vips", `{"labels": {"any": ["vip"]}}`)
	w.tells("the beginning", "Ann entered vips")
	w.watched("talking", `{"conversations": {"some": {"status": {"eq": "OPEN"}}}}`)
	w.watched("happy", `{"csatAverage": {"gte": 4}}`)
	w.watched("acme", `{"companyName": {"eq": "Acme"}}`)
	w.watched("old", `{"createdAt": {"olderThan": "P10D"}}`)
	w.watched("away", `{"availability": "BUSY"}`)
	w.tells("filters that nobody matches")

	bea := w.person("Bea", "vip")
	w.tells("a creation", "Bea entered vips")
	made(w.CRM.UpdateContact(w.ctx, models.ContactUpdateInput{ID: bea.ID, LastName: given("Stone")}))
	w.tells("a change of something else")
	talk := made(w.CRM.CreateConversation(w.ctx, models.ConversationCreateInput{ContactID: bea.ID, InboxID: inbox.ID}))
	w.tells("a conversation", "Bea entered talking")
	made(w.CRM.CreateCsatResponse(w.ctx, models.CsatResponseCreateInput{ConversationID: talk.ID, Rating: 5}))
	made(w.CRM.UpdateConversation(w.ctx, models.ConversationUpdateInput{ID: talk.ID, Status: given(models.Resolved)}))
	w.tells("a rating and the end of the conversation", "Bea left talking", "Bea entered happy")
	company := made(w.CRM.CreateCompany(w.ctx, models.CompanyCreateInput{Name: "Zeta"}))
	made(w.CRM.UpdateContact(w.ctx, models.ContactUpdateInput{ID: bea.ID, CompanyID: given(company.ID)}))
	w.tells("a link to a company")
	made(w.CRM.UpdateCompany(w.ctx, models.CompanyUpdateInput{ID: company.ID, Name: given("Acme")}))
	w.tells("a new name of the company", "Bea entered acme")
	made(w.CRM.RecordPresence(w.ctx, models.ContactPresenceInput{ID: bea.ID, Availability: models.Busy}))
	w.tells("a heartbeat", "Bea entered away")
	now = now.Add(11 * 24 * time.Hour)
	w.tells("eleven days", "Ann entered old", "Bea entered old", "Bea left away")

	cem := w.person("Cem", "vip")
	w.tells("a creation", "Cem entered vips")
	if _, _, err := w.CRM.MergeContacts(w.ctx, models.ContactMergeInput{Into: bea.ID, From: []models.ContactID{cem.ID}}); err != nil {
		t.Fatal(err)
	}
	w.tells("a merge", "Cem left vips")
	f := &models.ContactFilter{Labels: &models.LabelsFilter{None: []string{"vip"}}}
	made(w.CRM.UpdateSegment(w.ctx, models.SegmentUpdateInput{ID: vips.ID, Filter: given(*f)}))
	dan := w.person("Dan")
	w.tells("another filter", "Ann left vips", "Bea left vips", "Dan entered vips")
	made(w.CRM.EraseContact(w.ctx, models.ContactEraseInput{ID: dan.ID, ExpectedVersion: &dan.Version}))
	w.tells("an erasure", "Dan left vips")
	for _, e := range w.events() {
		if e.ContactID == dan.ID && strings.Contains(string(e.Snapshot), "Dan") {
			t.Errorf("the log has the erased contact in %s", e.Snapshot)
		}
	}

	made(w.CRM.UpdateSegment(w.ctx, models.SegmentUpdateInput{ID: vips.ID, Watch: given(false)}))
	w.person("Eva")
	w.tells("the end of watching")
	if err := w.CRM.DeleteSegment(w.ctx, vips.ID); err != nil {
		t.Fatal(err)
	}
	w.tells("a delete of the segment")
	if n := w.Count(t, "SELECT count(*) FROM segment_members WHERE account_id = $1 AND segment_id = $2", w.Home.Key, vips.ID); n != 0 {
		t.Errorf("%d members of a segment that is not watched are kept", n)
	}
}

// TestWatchersGoOn has changes while nobody watches, more than one transaction takes, and another server that goes on. Each is told once,
// after the event that caused it, to the webhook that asks for it and in the history.
func TestWatchersGoOn(t *testing.T) {
	t.Parallel()
	w := newWatcher(t)
	w.watched("all", `{"blocked": false}`)
	hook := endpoint(t, w.World, w.Home, models.SegmentEntered)
	other := endpoint(t, w.World, w.Home, models.ContactUpdated)
	w.look()
	bulk(t, w.World, w.Home, 1203)
	ann := w.person("Ann")
	w.Exec(t, "UPDATE segment_cursors SET looked_at = now() - interval '2 hours'")
	server := made(crm.New(w.Pool))
	for range 3 {
		if err := server.WatchSegments(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const ofAnn = "SELECT count(*) FROM contact_events WHERE account_id = $1 AND contact_id = $2"
	if n := w.Count(t, "SELECT count(DISTINCT contact_id) FROM contact_events WHERE account_id = $1 AND type = 'SEGMENT_ENTERED'",
		w.Home.Key); n != 1204 || w.Count(t, ofAnn, w.Home.Key, ann.ID) != 2 {
		t.Errorf("%d have entered", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_events WHERE account_id = $1", w.Home.Key); n != 1205 {
		t.Errorf("the log has %d events", n)
	}
	history, err := w.CRM.EventsByContact(w.ctx, []models.ContactID{ann.ID}, page.Args{})
	if err != nil || len(history[ann.ID].Nodes()) != 2 || history[ann.ID].Nodes()[0].Type != models.SegmentEntered {
		t.Errorf("the history has %v, %v", history[ann.ID], err)
	}
	dispatch(t, w.World)
	if n := len(deliveries(t, w.World, w.Home, hook, "")); n != 100 {
		t.Errorf("%d deliveries on the first page", n)
	}
	if n := len(deliveries(t, w.World, w.Home, other, "")); n != 0 {
		t.Errorf("%d deliveries to an endpoint that does not ask for them", n)
	}
}

// TestWatchedSegmentsAreBounded: only shared segments, and 50 of an account.
func TestWatchedSegmentsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWatcher(t)
	s := w.watched("one", `{"blocked": true}`)
	in := models.SegmentCreateInput{Name: "Mine", Filter: &models.ContactFilter{}, Watch: true}
	if err := refusalOf(w.CRM.CreateSegment(w.ctx, in)); err != "INVALID watch" {
		t.Errorf("a private one: %s", err)
	}
	in.Shared = true
	if err := refusalOf(w.CRM.UpdateSegment(w.ctx, models.SegmentUpdateInput{ID: s.ID, Shared: given(false)})); err != "INVALID watch" {
		t.Errorf("one that is to be private: %s", err)
	}
	for i := range 49 {
		in.Name = fmt.Sprint("Segment ", i)
		made(w.CRM.CreateSegment(w.ctx, in))
	}
	made(w.CRM.UpdateSegment(w.ctx, models.SegmentUpdateInput{ID: s.ID, Name: given("Still one")}))
	if err := refusalOf(w.CRM.CreateSegment(w.ctx, in)); err != "LIMIT watch" {
		t.Errorf("the 51st: %s", err)
	}
	in.Watch = false
	last := made(w.CRM.CreateSegment(w.ctx, in))
	if err := refusalOf(w.CRM.UpdateSegment(w.ctx, models.SegmentUpdateInput{ID: last.ID, Watch: given(true)})); err != "LIMIT watch" {
		t.Errorf("the 51st: %s", err)
	}
}

// TestRolesWithLimitsSeeNoSegmentEvents: who is in a segment tells what its filter looks at, which such a role may not see.
func TestRolesWithLimitsSeeNoSegmentEvents(t *testing.T) {
	t.Parallel()
	w := newWatcher(t)
	w.watched("all", `{"blocked": false}`)
	ann := w.person("Ann")
	w.look()
	limited := *w.Home.Agent
	limited.Limits = &models.Limits{Contacts: &models.ContactFilter{Blocked: ptr(false)}, TimeZone: "UTC"}
	for _, v := range []struct {
		viewer *models.Viewer
		events int
	}{{w.Home.Agent, 2}, {&limited, 1}} {
		history, err := w.CRM.EventsByContact(crmtest.As(v.viewer), []models.ContactID{ann.ID}, page.Args{})
		if err != nil || len(history[ann.ID].Nodes()) != v.events {
			t.Errorf("%d events, not %d, %v", len(history[ann.ID].Nodes()), v.events, err)
		}
	}
}

package resolvers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/models"
	"kith/models/typeid"
)

// live is a world with subscriptions, whose log is compared only when a test says so.
type live struct {
	*crmtest.World
	*crmtest.API
	t     *testing.T
	admin context.Context
}

func newLive(t *testing.T) *live {
	t.Helper()
	w := crmtest.NewWorld(t)
	return &live{w, w.LiveAPI(t, events.NewBus(), make(chan time.Time)), t, crmtest.As(w.Home.Administrator)}
}

func (l *live) contact(name string, labels ...string) *models.Contact {
	l.t.Helper()
	c, err := l.CRM.CreateContact(l.admin, models.ContactCreateInput{Name: &name, Labels: labels})
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

// end returns the cursor of the last event.
func (l *live) end() string {
	l.t.Helper()
	at, _, err := l.CRM.OpenLog(l.admin, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	return string(at.Cursor())
}

// expect makes sure that the next event has this data.
func (l *live) expect(s *crmtest.Subscription, want string) crmtest.Event {
	l.t.Helper()
	e, ok := s.Next(l.t)
	if !ok || e.Kind != "next" || string(e.Data) != want {
		l.t.Fatalf("got %s %s\nwant %s", e.Kind, e.Body, want)
	}
	return e
}

// ends makes sure that the subscription ends, with an error of this code or, with "", without one.
func (l *live) ends(s *crmtest.Subscription, code string) crmtest.Event {
	l.t.Helper()
	e, ok := s.Next(l.t)
	last := e
	if code != "" {
		if !ok || len(e.Errors) != 1 || e.Errors[0].Extensions["code"] != code {
			l.t.Fatalf("got %s %s, not %s", e.Kind, e.Body, code)
		}
		last, ok = s.Next(l.t)
	}
	if !ok || last.Kind != "complete" {
		l.t.Fatalf("got %s %s, not the end", last.Kind, last.Body)
	}
	return e
}

func TestContactEventsSubscription(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	ada := l.contact("Ada", "vip")
	s := l.Subscribe(t, l.Home.Agent,
		`subscription ($after: Cursor) { contactEvents(after: $after) { type cursor contactId contact { name labels { title } }
			changes { field to } actor { ... on User { role } } } }`,
		map[string]any{"after": l.end()}, "")
	if _, err := l.CRM.AddContactLabels(l.admin, models.ContactLabelsInput{ID: ada.ID, Labels: []string{"new"}}); err != nil {
		t.Fatal(err)
	}
	e, ok := s.Next(t)
	var got struct {
		ContactEvents struct {
			Type, Cursor, ContactID string
			Contact                 struct {
				Labels []struct{ Title string }
			}
			Changes []struct {
				Field string
				To    []string
			}
			Actor struct{ Role string }
		}
	}
	if err := json.Unmarshal(e.Data, &got); err != nil || !ok {
		t.Fatal(err, e.Body)
	}
	if g := got.ContactEvents; g.Type != "CONTACT_UPDATED" || g.ContactID != ada.ID.String() || g.Cursor != e.ID || e.ID != l.end() ||
		len(g.Contact.Labels) != 2 ||
		g.Changes[0].Field != "labels" || !slices.Equal(g.Changes[0].To, []string{"new", "vip"}) || g.Actor.Role != "ADMINISTRATOR" {
		t.Errorf("got %s, id %s", e.Body, e.ID)
	}
}

// TestResume ends a stream and begins another one with the id of the last event, on which the operation's cursor has no say.
func TestResume(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	const query = `subscription ($after: Cursor) { contactEvents(after: $after) { contact { name } } }`
	l.contact("Ada")
	begin := map[string]any{"after": l.end()}
	s := l.Subscribe(t, l.Home.Agent, query, begin, "")
	l.contact("Grace")
	last := l.expect(s, `{"contactEvents":{"contact":{"name":"Grace"}}}`)
	s.End()
	for i := range 3 {
		l.contact(fmt.Sprint("Missed ", i))
	}
	again := l.Subscribe(t, l.Home.Agent, query, begin, last.ID)
	for i := range 3 {
		l.expect(again, fmt.Sprintf(`{"contactEvents":{"contact":{"name":"Missed %d"}}}`, i))
	}
	l.ends(l.Subscribe(t, l.Home.Agent, query, begin, "nonsense"), "INVALID")
	l.ends(l.Subscribe(t, l.Foreign.Agent, query, begin, ""), "INVALID")
	l.Exec(t, "UPDATE account_seq SET epoch = epoch + 1")
	refused := l.ends(l.Subscribe(t, l.Home.Agent, query, begin, ""), "CURSOR_EXPIRED")
	cursor, _ := refused.Errors[0].Extensions["cursor"].(string)
	l.expect(l.Subscribe(t, l.Home.Agent, query, begin, cursor), `{"contactEvents":{"contact":{"name":"Ada"}}}`)
}

func TestContactEventsByFilter(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	ada, grace := l.contact("Ada", "vip"), l.contact("Grace")
	const query = `subscription ($after: Cursor, $filter: ContactFilter) { contactEvents(after: $after, filter: $filter) {
		type contactId matches } }`
	begin := l.end()
	said := func(kind string, c *models.Contact, matches bool) string {
		return fmt.Sprintf(`{"contactEvents":{"type":"%s","contactId":"%s","matches":%t}}`, kind, c.ID, matches)
	}
	s := l.Subscribe(t, l.Home.Agent, query,
		map[string]any{"after": begin, "filter": map[string]any{"labels": map[string]any{"any": []string{"vip"}}}}, "")
	block := func(c *models.Contact) {
		if _, _, err := l.CRM.BlockContact(l.admin, models.ContactBlockInput{ID: c.ID}); err != nil {
			t.Fatal(err)
		}
	}
	block(grace) // is none of them
	block(ada)
	l.expect(s, said("CONTACT_BLOCKED", ada, true))
	if _, err := l.CRM.SetContactLabels(l.admin, models.ContactLabelsInput{ID: grace.ID, Labels: []string{"vip"}}); err != nil {
		t.Fatal(err)
	}
	l.expect(s, said("CONTACT_UPDATED", grace, true)) // has become one
	if _, err := l.CRM.SetContactLabels(l.admin, models.ContactLabelsInput{ID: ada.ID}); err != nil {
		t.Fatal(err)
	}
	l.expect(s, said("CONTACT_UPDATED", ada, false)) // is none of them any more
	l.rename(ada, "Ada L.")                          // which the filter does not look at
	l.contact("Nobody")
	if _, err := l.CRM.UnblockContact(l.admin, models.ContactUnblockInput{ID: grace.ID}); err != nil {
		t.Fatal(err)
	}
	l.expect(s, said("CONTACT_UNBLOCKED", grace, true))
	for _, c := range []*models.Contact{ada, grace} {
		if err := l.CRM.DeleteContact(l.admin, models.ContactDeleteInput{ID: c.ID}); err != nil {
			t.Fatal(err)
		}
		l.expect(s, said("CONTACT_DELETED", c, false))
	}
	deep := map[string]any{}
	for range 20 {
		deep = map[string]any{"not": deep}
	}
	l.ends(l.Subscribe(t, l.Home.Agent, query, map[string]any{"filter": deep}, ""), "INVALID")
	nothing := map[string]any{"labels": map[string]any{"none": []any{}}}
	l.ends(l.Subscribe(t, l.Home.Agent, query, map[string]any{"filter": nothing}, ""), "INVALID")
}

// TestContactUpdated follows a contact into a merge and out of it again, and to its end.
func TestContactUpdated(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	ada, grace := l.contact("Ada"), l.contact("Grace")
	const query = `subscription ($id: ID!) { contactUpdated(id: $id) { id name labels { title } } }`
	said := func(c *models.Contact, name, labels string) string {
		return fmt.Sprintf(`{"contactUpdated":{"id":"%s","name":"%s","labels":[%s]}}`, c.ID, name, labels)
	}
	s := l.Subscribe(t, l.Home.Agent, query, map[string]any{"id": ada.ID.String()}, l.end())
	rename := func(c *models.Contact, name string) {
		t.Helper()
		if _, err := l.CRM.UpdateContact(l.admin, models.ContactUpdateInput{ID: c.ID, Name: graphql.OmittableOf(&name)}); err != nil {
			t.Fatal(err)
		}
	}
	rename(grace, "Grace H.")
	rename(ada, "Ada L.")
	l.expect(s, said(ada, "Ada L.", ""))
	if _, err := l.CRM.AddContactLabels(l.admin, models.ContactLabelsInput{ID: ada.ID, Labels: []string{"vip"}}); err != nil {
		t.Fatal(err)
	}
	l.expect(s, said(ada, "Ada L.", `{"title":"vip"}`))
	_, merge, err := l.CRM.MergeContacts(l.admin, models.ContactMergeInput{Into: grace.ID, From: []models.ContactID{ada.ID}})
	if err != nil {
		t.Fatal(err)
	}
	l.expect(s, said(grace, "Grace H.", `{"title":"vip"}`))
	rename(grace, "Grace B. H.")
	l.expect(s, said(grace, "Grace B. H.", `{"title":"vip"}`))
	late := l.Subscribe(t, l.Home.Agent, query, map[string]any{"id": ada.ID.String()}, l.end())
	if _, _, err := l.CRM.UnmergeContacts(l.admin, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*crmtest.Subscription{s, late} {
		l.expect(s, said(ada, "Ada L.", `{"title":"vip"}`))
	}
	rename(ada, "Ada")
	for _, s := range []*crmtest.Subscription{s, late} {
		l.expect(s, said(ada, "Ada", `{"title":"vip"}`))
	}
	if err := l.CRM.DeleteContact(l.admin, models.ContactDeleteInput{ID: ada.ID}); err != nil {
		t.Fatal(err)
	}
	l.ends(s, "")
	l.ends(late, "")
	for name, id := range map[string]string{"deleted": ada.ID.String(), "unknown": typeid.New[models.ContactID]().String(), "malformed": "x"} {
		if e := l.ends(l.Subscribe(t, l.Home.Agent, query, map[string]any{"id": id}, ""), "NOT_FOUND"); strings.Contains(e.Body, `"data":{`) {
			t.Errorf("%s: %s", name, e.Body)
		}
	}
	l.ends(l.Subscribe(t, l.Foreign.Agent, query, map[string]any{"id": grace.ID.String()}, ""), "NOT_FOUND")
}

// TestStatementsOfAnEvent counts what one event costs for many subscribers who select the same.
func TestStatementsOfAnEvent(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	l.contact("Ada")
	const subscribers = 20
	var open [subscribers]*crmtest.Subscription
	for i := range open {
		open[i] = l.Subscribe(t, l.Home.Agent,
			`subscription ($after: Cursor) { contactEvents(after: $after) { type contactId snapshot changes { field from to } occurredAt } }`,
			map[string]any{"after": l.end()}, "")
	}
	hear := func() {
		for _, s := range open {
			if e, _ := s.Next(t); len(e.Errors) > 0 || e.Kind != "next" {
				t.Fatal(e.Body)
			}
		}
	}
	l.contact("Grace")
	hear()
	l.Statements.Reset()
	l.contact("Joan")
	hear()
	var reads []string
	for _, s := range l.Statements.List() {
		if strings.HasPrefix(strings.TrimSpace(s.SQL), "SELECT") {
			reads = append(reads, s.SQL)
		}
	}
	for _, read := range reads {
		if !strings.Contains(read, "FROM contact_events") && !strings.Contains(read, "FROM account_seq") {
			t.Errorf("more than the log is read: %s", read)
		}
	}
	if len(reads) > 3 { // a late look may find that there is nothing more, and ask how far the log reaches
		t.Errorf("%d subscribers took %d reads: %q", subscribers, len(reads), reads)
	}
}

package resolvers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/models"
)

const contactsLive = `subscription ($filter: ContactFilter, $segment: ID, $search: String, $orderBy: [ContactOrder!], $first: Int,
	$have: [ContactListHave!], $countLimit: Int) {
	contactsLive(filter: $filter, segment: $segment, search: $search, orderBy: $orderBy, first: $first, have: $have, countLimit: $countLimit) {
		... on ContactListSnapshot { nodes { name } count { value } }
		... on ContactListPatch { ops {
			... on ContactListInsert { after node { name labels { title } } }
			... on ContactListMove { moved: contactId after }
			... on ContactListUpdate { node { name version } }
			... on ContactListRemove { removed: contactId reason into }
		} count { value } }
		... on ContactListReset { reason }
	} }`

func snapshotOf(names, count string) string {
	return fmt.Sprintf(`{"contactsLive":{"nodes":[%s],"count":%s}}`, names, count)
}

func patchOf(ops, count string) string {
	return fmt.Sprintf(`{"contactsLive":{"ops":[%s],"count":%s}}`, ops, count)
}

func removed(c *models.Contact, reason, into string) string {
	return fmt.Sprintf(`{"removed":"%s","reason":"%s","into":%s}`, c.ID, reason, into)
}

func contains(text string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) })
}

func (l *live) rename(c *models.Contact, name string) {
	l.t.Helper()
	if _, err := l.CRM.UpdateContact(l.admin, models.ContactUpdateInput{ID: c.ID, Name: graphql.OmittableOf(&name)}); err != nil {
		l.t.Fatal(err)
	}
}

// TestContactsLive follows a short list through everything that can happen to it.
func TestContactsLive(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	bob, dan := l.contact("Bob", "vip"), l.contact("Dan", "vip")
	l.contact("Other")
	byName := []any{map[string]any{"by": map[string]any{"field": "NAME"}, "direction": "ASC"}}
	vips := map[string]any{"labels": map[string]any{"any": []string{"vip"}}}
	s := l.Subscribe(t, l.Home.Agent, contactsLive, map[string]any{"filter": vips, "orderBy": byName, "first": 2, "countLimit": 10}, "")
	l.expect(s, snapshotOf(`{"name":"Bob"},{"name":"Dan"}`, `{"value":2}`))
	ada := l.contact("Ada", "vip")
	l.expect(s, patchOf(removed(dan, "PUSHED_OUT", "null")+`,{"after":null,"node":{"name":"Ada","labels":[{"title":"vip"}]}}`, `{"value":3}`))
	l.rename(dan, "Dana") // stays outside
	l.rename(ada, "Cem")
	l.expect(s, patchOf(fmt.Sprintf(`{"moved":"%s","after":"%s"},{"node":{"name":"Cem","version":2}}`, ada.ID, bob.ID), `{"value":3}`))
	if _, err := l.CRM.SetContactLabels(l.admin, models.ContactLabelsInput{ID: bob.ID}); err != nil {
		t.Fatal(err)
	}
	l.expect(s, patchOf(removed(bob, "LEFT", "null")+fmt.Sprintf(`,{"after":"%s","node":{"name":"Dana","labels":[{"title":"vip"}]}}`, ada.ID),
		`{"value":2}`))
	if _, _, err := l.CRM.MergeContacts(l.admin, models.ContactMergeInput{Into: bob.ID, From: []models.ContactID{ada.ID}}); err != nil {
		t.Fatal(err)
	}
	l.expect(s, patchOf(removed(ada, "MERGED", `"`+bob.ID.String()+`"`)+`,{"after":null,"node":{"name":"Bob","labels":[{"title":"vip"}]}}`,
		`{"value":2}`))
	if err := l.CRM.DeleteContact(l.admin, models.ContactDeleteInput{ID: dan.ID}); err != nil {
		t.Fatal(err)
	}
	l.expect(s, patchOf(removed(dan, "DELETED", "null"), `{"value":1}`))
}

// TestContactsLiveByActivity has a list by the last activity, which no event tells, and a list of those with an open conversation.
func TestContactsLiveByActivity(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	inbox, err := l.CRM.CreateInbox(l.admin, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI})
	if err != nil {
		t.Fatal(err)
	}
	ada := l.contact("Ada")
	l.contact("Bob")
	latest := []any{map[string]any{"by": map[string]any{"field": "LAST_ACTIVITY_AT"}, "direction": "DESC", "nulls": "LAST"}}
	open := map[string]any{"conversations": map[string]any{"some": map[string]any{"status": map[string]any{"eq": "OPEN"}}}}
	byActivity := l.Subscribe(t, l.Home.Agent, contactsLive, map[string]any{"orderBy": latest, "first": 1}, "")
	waiting := l.Subscribe(t, l.Home.Agent, contactsLive, map[string]any{"filter": open}, "")
	l.expect(byActivity, snapshotOf(`{"name":"Bob"}`, "null"))
	l.expect(waiting, snapshotOf("", "null"))
	v, err := l.CRM.CreateConversation(l.admin, models.ConversationCreateInput{ContactID: ada.ID, InboxID: inbox.ID})
	if err != nil {
		t.Fatal(err)
	}
	l.expect(waiting, patchOf(`{"after":null,"node":{"name":"Ada","labels":[]}}`, "null"))
	_, err = l.CRM.CreateMessage(l.admin, models.MessageCreateInput{ConversationID: v.ID, Content: "Hello", MessageType: models.Incoming})
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := byActivity.Next(t); !ok || !contains(e.Body, `"PUSHED_OUT"`, `{"after":null,"node":{"name":"Ada","labels":[]}}`) {
		t.Errorf("got %s", e.Body)
	}
	resolved := models.Resolved
	if _, err := l.CRM.UpdateConversation(l.admin, models.ConversationUpdateInput{ID: v.ID,
		Status: graphql.OmittableOf(&resolved)}); err != nil {
		t.Fatal(err)
	}
	for { // the message has updated the contact
		e, ok := waiting.Next(t)
		if contains(e.Body, removed(ada, "LEFT", "null")) {
			return
		}
		if !ok || !contains(e.Body, `{"node":{"name":"Ada","version":1}}`) {
			t.Fatalf("got %s", e.Body)
		}
	}
}

// TestContactsLiveGoesOn begins with what the client has: what is missing, what has changed, what is in another place, and what is gone.
func TestContactsLiveGoesOn(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	ada, bob, cem := l.contact("Ada"), l.contact("Bob"), l.contact("Cem")
	byName := []any{map[string]any{"by": map[string]any{"field": "NAME"}, "direction": "ASC"}}
	had := func(contacts ...*models.Contact) (all []any) {
		for _, c := range contacts {
			all = append(all, map[string]any{"id": c.ID.String(), "version": c.Version})
		}
		return all
	}
	begin := func(have []any, last string) *crmtest.Subscription {
		return l.Subscribe(t, l.Home.Agent, contactsLive, map[string]any{"orderBy": byName, "have": have}, last)
	}
	l.expect(begin(had(ada, bob, cem), ""), patchOf("", "null"))
	l.rename(bob, "Bea")
	if err := l.CRM.DeleteContact(l.admin, models.ContactDeleteInput{ID: cem.ID}); err != nil {
		t.Fatal(err)
	}
	dan := l.contact("Dan")
	s := begin(had(cem, ada, bob), "")
	l.expect(s, patchOf(removed(cem, "DELETED", "null")+`,{"node":{"name":"Bea","version":2}}`+
		fmt.Sprintf(`,{"after":"%s","node":{"name":"Dan","labels":[]}}`, bob.ID), "null"))
	if err := l.CRM.DeleteContact(l.admin, models.ContactDeleteInput{ID: dan.ID}); err != nil {
		t.Fatal(err)
	}
	last := l.expect(s, patchOf(removed(dan, "DELETED", "null"), "null"))
	// A stream that a browser repeats begins anew: what it said then is not what it has now.
	l.expect(begin(had(cem), last.ID), snapshotOf(`{"name":"Ada"},{"name":"Bea"}`, "null"))
}

// TestContactsLiveRefuses has a request for each bound, and a list that ends with its segment.
func TestContactsLiveRefuses(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	blocked := true
	segment, err := l.CRM.CreateSegment(crmtest.As(l.Home.Agent), models.SegmentCreateInput{Name: "Mine",
		Filter: &models.ContactFilter{Blocked: &blocked}})
	if err != nil {
		t.Fatal(err)
	}
	ada := map[string]any{"id": l.contact("Ada").ID.String(), "version": 1}
	for name, variables := range map[string]map[string]any{
		"too many":                  {"first": 101},
		"none":                      {"first": 0},
		"counted too far":           {"countLimit": 100_001},
		"named twice":               {"have": []any{ada, ada}},
		"no contact":                {"have": []any{map[string]any{"id": "user_1", "version": 1}}},
		"a filter without anything": {"filter": map[string]any{"labels": map[string]any{"none": []any{}}}},
		"a segment of nobody":       {"segment": "segment_00000000000000000000000000"},
		"a short search":            {"search": "x"},
	} {
		if e := l.ends(l.Subscribe(t, l.Home.Agent, contactsLive, variables, ""), "INVALID"); e.Body == "" {
			t.Error(name)
		}
	}
	mine := map[string]any{"segment": segment.ID.String()}
	l.ends(l.Subscribe(t, l.Home.Administrator, contactsLive, mine, ""), "INVALID") // which is the agent's own
	s := l.Subscribe(t, l.Home.Agent, contactsLive, mine, "")
	l.expect(s, snapshotOf("", "null"))
	if err := l.CRM.DeleteSegment(crmtest.As(l.Home.Agent), segment.ID); err != nil {
		t.Fatal(err)
	}
	l.ends(s, "INVALID")
	foreign := l.Subscribe(t, l.Foreign.Agent, contactsLive, nil, "")
	l.expect(foreign, snapshotOf("", "null"))
}

// TestContactsLiveStatements counts what a list costs: many subscribers are one view, and what does not concern it is not read.
func TestContactsLiveStatements(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	vips := map[string]any{"labels": map[string]any{"any": []string{"vip"}}}
	var all []*crmtest.Subscription
	for range 20 {
		s := l.Subscribe(t, l.Home.Agent, `subscription ($filter: ContactFilter) { contactsLive(filter: $filter) {
			... on ContactListPatch { ops { ... on ContactListInsert { node { name } } } } } }`, map[string]any{"filter": vips}, "")
		l.expect(s, `{"contactsLive":{}}`)
		all = append(all, s)
	}
	other := l.contact("Other")
	l.rename(other, "Nobody")
	l.Statements.Reset()
	l.contact("Ada", "vip")
	for _, s := range all {
		l.expect(s, `{"contactsLive":{"ops":[{"node":{"name":"Ada"}}]}}`)
	}
	windows := 0
	for _, s := range l.Statements.List() {
		if contains(s.SQL, "child.rest") {
			windows++
		}
	}
	if windows < 1 || windows > 3 { // the reads of what came before may be among them
		t.Errorf("20 subscribers took %d reads", windows)
	}
}

// TestContactsLiveWithoutNotifications finds what another server has committed by comparing, once at a tick.
func TestContactsLiveWithoutNotifications(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ticks := make(chan time.Time)
	l := &live{w, w.LiveAPI(t, events.NewBus(), ticks), t, crmtest.As(w.Home.Administrator)}
	ada := l.contact("Ada")
	latest := []any{map[string]any{"by": map[string]any{"field": "LAST_ACTIVITY_AT"}, "direction": "DESC"}}
	s := l.Subscribe(t, l.Home.Agent, contactsLive, map[string]any{"orderBy": latest}, "")
	l.expect(s, snapshotOf(`{"name":"Ada"}`, "null"))
	l.Exec(t, "UPDATE contacts SET last_activity_at = now() WHERE account_id = $1 AND id = $2", l.Home.Key, ada.ID)
	ticks <- time.Now()
	l.expect(s, patchOf(`{"node":{"name":"Ada","version":1}}`, "null"))
}

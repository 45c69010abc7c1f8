package resolvers_test

import (
	"fmt"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// TestEqualSubscribersReadOnce: what an event shows is read once for subscribers with the same rights, and anew for those with others, for
// those with limits, and for what shows each viewer something else.
func TestEqualSubscribersReadOnce(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	ada := l.contact("Ada", "vip")
	colleague, limited := *l.Home.Agent, *l.Home.Agent
	id := typeid.New[models.UserID]()
	colleague.UserID = &id
	vip := "Ada"
	limited.Limits = &models.Limits{Permissions: models.PermissionList{models.PermView}, TimeZone: "UTC",
		Contacts: &models.ContactFilter{Name: &models.StringFilter{StartsWith: &vip}}}
	for _, c := range []struct {
		name, selects string
		viewers       []*models.Viewer
		reads         int
	}{
		{"agents", `contact { name labels { title } }`, []*models.Viewer{l.Home.Agent, &colleague, l.Home.Agent, &colleague}, 1},
		{"roles", `contact { name labels { title } }`,
			[]*models.Viewer{l.Home.Agent, l.Home.Agent, l.Home.Administrator, l.Home.Administrator}, 2},
		{"limits", `contact { name labels { title } }`, []*models.Viewer{&limited, &limited, l.Home.Agent, l.Home.Agent}, 2},
		{"personal", `contact { name labels { title usedBySegments { count } } }`,
			[]*models.Viewer{l.Home.Agent, l.Home.Agent, &colleague, &colleague}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			begin := l.end()
			var open []*crmtest.Subscription
			for _, viewer := range c.viewers {
				s := l.Subscribe(t, viewer, `subscription ($after: Cursor, $of: [ID!]) { contactEvents(after: $after, contactIds: $of) { `+
					c.selects+` } }`, map[string]any{"after": begin, "of": []string{ada.ID.String()}}, "")
				open = append(open, s)
				defer s.End()
			}
			hear := func(name string) {
				l.rename(ada, name)
				for _, s := range open {
					if e, _ := s.Next(t); len(e.Errors) > 0 || !strings.Contains(e.Body, fmt.Sprintf(`"name":%q`, name)) {
						t.Fatal(e.Body)
					}
				}
			}
			hear("Ada " + c.name) // by when all have begun
			l.Statements.Reset()
			hear("Ada again " + c.name)
			reads := 0
			for _, s := range l.Statements.List() {
				if strings.Contains(s.SQL, "FROM contact_labels") && !strings.Contains(s.SQL, "INSERT INTO contact_events") {
					reads++
				}
			}
			if reads != c.reads {
				t.Errorf("labels were read %d times, not %d", reads, c.reads)
			}
		})
	}
}

package crm_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
)

// TestMergeStorm lets many clients merge, undo, converse, rate, label and update the same ten contacts at once.
func TestMergeStorm(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	inbox := newInbox(t, w)
	const clients, contacts = 32, 10
	duration := 20 * time.Second
	if testing.Short() {
		duration = 3 * time.Second
	}
	var ids []models.ContactID
	for i := range contacts {
		ids = append(ids, newContact(t, w, models.ContactCreateInput{Name: ptr(fmt.Sprint("c", i)), Email: ptr(fmt.Sprintf("c%d@example.com", i))}).ID)
	}
	ctx := crmtest.As(w.Home.Administrator)
	var mu sync.Mutex
	var talks []models.ConversationID
	var undoable []models.ContactMergeID
	created, rated, ratings := 0, 0, 0
	labelled := map[string]bool{}
	versions := map[models.ContactID]int{}
	// rises notes the version that a change gave a contact: it is higher than every one that was known before the change began.
	before := func() map[models.ContactID]int {
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(versions)
	}
	rises := func(known map[models.ContactID]int, c *models.Contact) {
		mu.Lock()
		defer mu.Unlock()
		if c.Version <= known[c.ID] {
			t.Errorf("%s has version %d after %d", c.ID, c.Version, known[c.ID])
		}
		versions[c.ID] = max(versions[c.ID], c.Version)
	}
	internal := map[string]int{}
	note := func(err error) {
		if _, unforeseen := models.UserErrors(err); unforeseen != nil {
			mu.Lock()
			internal[unforeseen.Error()]++
			mu.Unlock()
		}
	}
	end := time.Now().Add(duration)
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(client)))
			for time.Now().Before(end) {
				a, b := ids[random.IntN(contacts)], ids[random.IntN(contacts)]
				mu.Lock()
				var talk models.ConversationID
				if len(talks) > 0 {
					talk = talks[random.IntN(len(talks))]
				}
				mu.Unlock()
				switch random.IntN(8) {
				case 0:
					known := before()
					survivor, m, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a, From: []models.ContactID{b}})
					note(err)
					if err == nil {
						rises(known, survivor)
						mu.Lock()
						undoable = append(undoable, m.ID)
						mu.Unlock()
					}
				case 1:
					mu.Lock()
					var id models.ContactMergeID
					if n := len(undoable); n > 0 {
						id, undoable = undoable[n-1], undoable[:n-1]
					}
					mu.Unlock()
					_, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: id})
					note(err)
				case 2, 3:
					v, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: a, InboxID: inbox.ID})
					note(err)
					if err == nil {
						mu.Lock()
						talks = append(talks, v.ID)
						created++
						mu.Unlock()
					}
				case 4:
					_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: talk, Content: "Hi", MessageType: models.Incoming})
					note(err)
				case 5:
					rating := 1 + random.IntN(5)
					_, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: talk, Rating: rating})
					note(err)
					if err == nil {
						mu.Lock()
						rated++
						ratings += rating
						mu.Unlock()
					}
				case 6:
					title := fmt.Sprint("l-", random.IntN(5))
					_, err := w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: a, Labels: []string{title}})
					note(err)
					if err == nil {
						mu.Lock()
						labelled[title] = true
						mu.Unlock()
					}
				default:
					known := before()
					c, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: a, LastName: graphql.OmittableOf(ptr(fmt.Sprint(random.IntN(100))))})
					note(err)
					if err == nil {
						rises(known, c)
					}
				}
			}
		})
	}
	all.Wait()
	for text, n := range internal {
		t.Errorf("%d × %s", n, text)
	}
	checkInvariants(t, w)
	if n := w.Count(t, "SELECT count(*) FROM conversations"); n != created {
		t.Errorf("%d conversations of %d", n, created)
	}
	if n := w.Count(t, "SELECT count(*) FROM csat_responses"); n != rated {
		t.Errorf("%d ratings of %d", n, rated)
	}
	if n := w.Count(t, "SELECT coalesce(sum(csat1 + 2 * csat2 + 3 * csat3 + 4 * csat4 + 5 * csat5), 0)::int FROM contacts"); n != ratings {
		t.Errorf("ratings sum up to %d, not %d", n, ratings)
	}
	if n := w.Count(t, "SELECT count(DISTINCT label_id) FROM contact_labels"); n != len(labelled) {
		t.Errorf("%d labels of %d", n, len(labelled))
	}
	t.Logf("PostgreSQL counted %d deadlocks", w.Count(t, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
	for _, id := range ids {
		if c, err := w.CRM.FindContact(ctx, models.ContactBy{ID: &id}); err != nil || c == nil {
			t.Errorf("%s finds nothing: %v", id, err)
		}
	}
}

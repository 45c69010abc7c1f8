package live_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestSegmentEventsAreTrue has a random writer, filters of every kind, and looks at random moments: whoever applies the events has, after
// a look, the contacts of each segment.
func TestSegmentEventsAreTrue(t *testing.T) {
	t.Parallel()
	rounds := crmtest.Sized(400, 12)
	seed := crmtest.Sized(uint64(time.Now().UnixNano()), 20261130)
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 6))
	n := newNode(t)
	writer := newWriter(t, n, r)
	var watched []models.SegmentID
	for i, condition := range conditions {
		f := &models.ContactFilter{}
		if err := json.Unmarshal([]byte(condition), f); err != nil {
			t.Fatal(err)
		}
		in := models.SegmentCreateInput{Name: fmt.Sprint("Segment ", i), Filter: f, Shared: true, Watch: true}
		s, err := n.CRM.CreateSegment(n.admin, in)
		if writer.must(err) {
			watched = append(watched, s.ID)
		}
	}
	_, err := n.CRM.UpdateSegment(n.admin, models.SegmentUpdateInput{ID: writer.segment, Shared: given(true), Watch: given(true)})
	writer.must(err)
	watched = append(watched, writer.segment)
	members := map[models.SegmentID]map[models.ContactID]bool{}
	var at *page.Cursor
	for range rounds {
		for range 1 + r.IntN(40) {
			writer.write()
		}
		n.pass(2 * time.Minute)
		if err := n.CRM.WatchSegments(t.Context()); err != nil {
			t.Fatal(err)
		}
		at = n.tell(t, members, at)
		for _, id := range watched {
			n.compareMembers(t, id, members[id])
		}
		if t.Failed() {
			return
		}
	}
}

// tell applies the events of segments after a cursor, each of which must change something.
func (n *node) tell(t *testing.T, members map[models.SegmentID]map[models.ContactID]bool, at *page.Cursor) *page.Cursor {
	t.Helper()
	for more := true; more; {
		log, err := n.CRM.ListEvents(n.admin, page.Args{First: ptr(100), After: at}, crm.EventQuery{Types: models.TypesOfSegments})
		if err != nil {
			t.Fatal(err)
		}
		events := log.Nodes()
		for _, e := range events {
			if members[*e.SegmentID] == nil {
				members[*e.SegmentID] = map[models.ContactID]bool{}
			}
			entered := e.Type == models.SegmentEntered
			if members[*e.SegmentID][e.ContactID] == entered {
				t.Errorf("%s %s was told twice", e.Type, e.ContactID)
			}
			members[*e.SegmentID][e.ContactID] = entered
			cursor := e.Cursor()
			at = &cursor
		}
		more = len(events) == 100
	}
	return at
}

func (n *node) compareMembers(t *testing.T, id models.SegmentID, told map[models.ContactID]bool) {
	t.Helper()
	list, err := n.CRM.ListContacts(n.admin, page.Args{First: ptr(100)}, crm.ContactQuery{Segment: &id})
	if err != nil {
		t.Fatal(err)
	}
	if list.PageInfo.HasNextPage {
		t.Fatal("there are too many contacts for one page")
	}
	var want, got []string
	for _, c := range list.Nodes() {
		want = append(want, c.ID.String())
	}
	for c, inside := range told {
		if inside {
			got = append(got, c.String())
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("segment %s has %v, not %v", id, got, want)
	}
}

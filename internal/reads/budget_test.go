package reads_test

import (
	"encoding/json"
	"testing"
)

// operations are what lists and pages of one contact are made of.
var operations = []struct {
	name, text string
	// statements and trips are what the database is asked; allocations is the budget of one answer.
	statements, trips, allocations int
}{
	{"list", `{ contacts(first: 25) { nodes { id name email phoneNumber csat { averageRating }
		labels { title color } inboxes { name channelType }
		conversations(first: 3) { nodes { id displayId status lastActivityAt } } } } }`, 4, 2, 1000},
	{"detail", `query($by: ContactBy!) { contact(by: $by) { id name email csat { averageRating count }
		labels { title } inboxes { name } notes(first: 5) { nodes { content author { name } } }
		conversations(first: 20) { nodes { id displayId status messages(last: 10) {
			nodes { id content sender { ... on User { name } ... on Contact { name } } } } } } } }`, 9, 4, 1400},
	{"page with cursors and counts",
		`{ contacts(first: 25, orderBy: {by: {field: NAME}}) { edges { cursor node { id name conversations(first: 1) { count { value } } } }
		pageInfo { hasNextPage endCursor } count { value precision } } }`, 4, 2, 1200},
}

// someone has conversations, notes, labels and ratings.
var someone = map[string]any{"by": map[string]any{"phoneNumber": "+12125551006"}}

// TestOperationsKeepTheirBudget counts statements, round trips and allocations of answers whose plans and statements are known.
func TestOperationsKeepTheirBudget(t *testing.T) {
	p := newPaths(t)
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			d := document{o.text, someone}
			if want, _ := p.ask(p.plain, d); want != ask(t, p, d) {
				t.Error(want)
			}
			p.world.Statements.Reset()
			ask(t, p, d)
			if n, trips := len(p.world.Statements.List()), p.world.Statements.RoundTrips(); n != o.statements || trips != o.trips {
				t.Errorf("%d statements in %d round trips: %v", n, trips, p.world.Statements.List())
			}
			if testing.Short() {
				return // as under the race detector, where pools drop at random what they hold
			}
			if n := testing.AllocsPerRun(20, func() { ask(t, p, d) }); n > float64(o.allocations) {
				t.Errorf("%.0f allocations", n)
			}
		})
	}
}

// TestNothingWaitsForAnID asks for one contact by phone number and by id: then its relations come with it, a round trip earlier.
func TestNothingWaitsForAnID(t *testing.T) {
	p := newPaths(t)
	text := operations[1].text
	var got struct{ Contact struct{ ID string } }
	if err := json.Unmarshal([]byte(ask(t, p, document{`query($by: ContactBy!) { contact(by: $by) { id } }`, someone})), &got); err != nil {
		t.Fatal(err)
	}
	id := map[string]any{"by": map[string]any{"id": got.Contact.ID}}
	var answers []string
	var statements, trips []int
	for _, variables := range []map[string]any{someone, id} {
		p.world.Statements.Reset()
		answers = append(answers, ask(t, p, document{text, variables}))
		statements, trips = append(statements, len(p.world.Statements.List())), append(trips, p.world.Statements.RoundTrips())
	}
	if answers[0] != answers[1] || statements[0] != statements[1] || trips[0] != trips[1]+1 {
		t.Errorf("by phone number and by id: %v statements in %v round trips, %v", statements, trips, answers)
	}
}

func ask(t testing.TB, p *paths, d document) string {
	t.Helper()
	before := p.left.Load()
	answer, ok := p.ask(p.compiled, d)
	if !ok || p.left.Load() != before {
		t.Fatalf("%s is not answered by the compiled path: %s", d.text, answer)
	}
	return answer
}

// BenchmarkPaths compares the paths on the operations.
func BenchmarkPaths(b *testing.B) {
	p := newPaths(b)
	for _, o := range operations {
		d := document{o.text, someone}
		b.Run(o.name+"/compiled", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.ask(p.compiled, d)
			}
		})
		b.Run(o.name+"/plain", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.ask(p.plain, d)
			}
		})
	}
}

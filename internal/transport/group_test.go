package transport

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// two returns a group with two members.
func two() *group {
	g := &group{answers: map[any]*pending{}}
	g.set(2)
	return g
}

func made(body string, whole bool) *result { return &result{body: []byte(body), whole: whole} }

// TestAnswersAreShared has members come to an answer before, while and after it is made.
func TestAnswersAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, executed := two(), 0
		slow := func() *result {
			executed++
			time.Sleep(time.Second)
			return made("slow", true)
		}
		for range 3 {
			go func() {
				if a := g.result(t.Context(), "event", slow); string(a.body) != "slow" {
					t.Errorf("got %s", a.body)
				}
			}()
		}
		time.Sleep(time.Second + sharedFor/2)
		if a := g.result(t.Context(), "event", slow); string(a.body) != "slow" || executed != 1 {
			t.Errorf("%s after %d executions", a.body, executed)
		}
		if a := g.result(t.Context(), "another", slow); a == nil || executed != 2 {
			t.Errorf("another event took %d executions", executed)
		}
		time.Sleep(2 * sharedFor)
		synctest.Wait()
		if len(g.answers) != 0 {
			t.Errorf("%d answers are kept", len(g.answers))
		}
	})
}

// TestAnswersThatAreNotShared: what has failed is made anew by each member, and so is what is nobody else's or made by the only member.
func TestAnswersThatAreNotShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, n := two(), 0
		gone := func() *result { // its client leaves meanwhile
			time.Sleep(time.Second)
			return nil
		}
		failed := func() *result {
			n++
			return made("failed", false)
		}
		go g.result(t.Context(), "event", gone)
		synctest.Wait()
		for range 2 {
			if a := g.result(t.Context(), "event", failed); string(a.body) != "failed" {
				t.Errorf("got %+v", a)
			}
		}
		for range 2 {
			g.result(t.Context(), nil, failed)
		}
		g.set(1)
		for range 2 {
			g.result(t.Context(), "alone", func() *result { n++; return made("", true) })
		}
		if n != 6 || len(g.answers) != 0 {
			t.Errorf("%d executions, %d answers are kept", n, len(g.answers))
		}
	})
}

// TestMemberLeavesWhileItWaits: it does not wait for the answer.
func TestMemberLeavesWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := two()
		go g.result(t.Context(), "event", func() *result {
			time.Sleep(time.Hour)
			return made("late", true)
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if a := g.result(ctx, "event", nil); a != nil {
			t.Errorf("got %s", a.body)
		}
		time.Sleep(2 * time.Hour) // until the other has made it
	})
}

// TestPanicOfOneMember: the others make the answer themselves.
func TestPanicOfOneMember(t *testing.T) {
	g := two()
	func() {
		defer func() { _ = recover() }()
		g.result(t.Context(), "event", func() *result { panic("broken") })
	}()
	if a := g.result(t.Context(), "event", func() *result { return made("good", true) }); string(a.body) != "good" {
		t.Errorf("got %s", a.body)
	}
}

func TestSelectionVariables(t *testing.T) {
	for query, want := range map[string][]string{
		`subscription ($a: Int) { ticks(after: $a) { n } }`:                                         nil,
		`subscription ($a: Int, $b: Int) { ticks(after: $a) { n(of: {x: [$b]}) } }`:                 {"b"},
		`subscription ($a: Int) { ticks(after: $a) @include(if: $c) { n } }`:                        {"c"},
		`subscription { ticks { ...F } } fragment F on T { n(x: $d) ...F ... @skip(if: $e) { m } }`: {"d", "e"},
		`subscription { ...R } fragment R on Subscription { ticks(after: $f) { n(x: $g) } }`:        {"g"},
	} {
		doc, err := parser.ParseQuery(&ast.Source{Input: query})
		if err != nil {
			t.Fatal(err)
		}
		fragments := map[string]*ast.FragmentDefinition{}
		for _, f := range doc.Fragments {
			fragments[f.Name] = f
		}
		if got := selectionVariables(doc.Operations[0], fragments); !slices.Equal(got, want) {
			t.Errorf("%s: %q", query, got)
		}
	}
}

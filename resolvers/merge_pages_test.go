package resolvers_test

import (
	"fmt"
	"testing"

	"kith/internal/crmtest"
)

// TestPagesOfMergesAndLinks reads the merges into a contact and its links by pages, to the end and back.
func TestPagesOfMergesAndLinks(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	var made struct {
		Inbox struct{ Inbox struct{ ID string } }
		C0    struct{ Contact struct{ ID string } }
	}
	api.Get(t, w.Home.Administrator, &made, `mutation { inbox: inboxCreate(input: {name: "Chat", channelType: API}) { inbox { id } }
		c0: contactCreate(input: {name: "Ada"}) { contact { id } } }`, nil)
	into := made.C0.Contact.ID
	for i := range 3 {
		var source struct {
			ContactCreate struct{ Contact struct{ ID string } }
		}
		api.Get(t, w.Home.Agent, &source, `mutation($i: ID!, $s: String!) { contactCreate(input: {inbox: {inboxId: $i, sourceId: $s}}) {
			contact { id } } }`, map[string]any{"i": made.Inbox.Inbox.ID, "s": fmt.Sprint("source-", i)})
		api.Get(t, w.Home.Agent, &struct{}{}, `mutation($a: ID!, $b: ID!) { contactMerge(input: {into: $a, from: [$b]}) { merge { id } } }`,
			map[string]any{"a": into, "b": source.ContactCreate.Contact.ID})
	}
	type list struct {
		Nodes []struct {
			SourceID  string
			CreatedAt string
			Sources   []struct{ Moved struct{ ContactInboxes int } }
		}
		PageInfo struct {
			HasNextPage, HasPreviousPage bool
			EndCursor, StartCursor       string
		}
		Count struct{ Value int }
	}
	read := func(pages string) (links, merges list) {
		t.Helper()
		var got struct {
			Contact struct{ ContactInboxes, MergedFrom list }
		}
		const rest = ` pageInfo { hasNextPage hasPreviousPage startCursor endCursor } count { value } }`
		api.Get(t, w.Home.Agent, &got, `query($id: ID!) { contact(by: {id: $id}) { contactInboxes(`+pages+`) { nodes { sourceId }`+rest+`
			mergedFrom(`+pages+`) { nodes { createdAt sources { moved { contactInboxes } } }`+rest+` } }`, map[string]any{"id": into})
		return got.Contact.ContactInboxes, got.Contact.MergedFrom
	}
	links, merges := read("first: 2")
	for name, l := range map[string]list{"links": links, "merges": merges} {
		if len(l.Nodes) != 2 || !l.PageInfo.HasNextPage || l.PageInfo.HasPreviousPage || l.Count.Value != 3 {
			t.Errorf("%s: %+v", name, l)
		}
	}
	if links.Nodes[0].SourceID != "source-0" || merges.Nodes[0].CreatedAt < merges.Nodes[1].CreatedAt ||
		len(merges.Nodes[0].Sources) != 1 || merges.Nodes[0].Sources[0].Moved.ContactInboxes != 1 {
		t.Errorf("%+v, %+v", links, merges)
	}
	links, merges = read("last: 1")
	if len(links.Nodes) != 1 || links.Nodes[0].SourceID != "source-2" || len(merges.Nodes) != 1 || !merges.PageInfo.HasPreviousPage {
		t.Errorf("the last: %+v, %+v", links, merges)
	}
}

package resolvers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kith/internal/crmtest"
)

// boards are groups of contacts with a page of each group.
var boards = []string{
	`(by: LABEL) { key count label { title } contacts(first: 2) { nodes { name } count { value precision } } }`,
	`(by: LABEL, filter: {labels: {any: ["label-1"]}}) { key count contacts(first: 2) { nodes { name } } }`,
	`(by: CREATED_MONTH, filter: {createdAt: {during: TODAY}}) { key count contacts(first: 2) { nodes { name } } }`,
	`(by: CREATED_MONTH, filter: {createdAt: {withinLast: "P2D"}}) { key count contacts(first: 2) { nodes { name } } }`,
	`(by: COUNTRY, limit: 1) { key count contacts(first: 3) { nodes { name labels { title } } } }`,
	`(by: CONTACT_TYPE, filter: {name: {in: ["Contact 0", "Contact 4"]}}) { key count contacts(first: 3) { nodes { name } } }`,
	`(by: BLOCKED) { key count contacts(last: 1) { nodes { name } } }`,
	`(by: COMPANY) { key count contacts(first: 2) { nodes { name } } }`,
	`(by: COUNTRY) { key count }`,
}

// TestGroupsAreReadTogether asks for nine boards by alias: the statements do not grow with the boards, and each has what it has alone.
func TestGroupsAreReadTogether(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	for i := range 7 {
		api.Get(t, w.Home.Administrator, &struct{}{}, fmt.Sprintf(`mutation { contactCreate(input: {name: "Contact %d", email: "c%d@example.com",
			labels: ["label-%d", "all"], countryCode: "%s"}) { contact { id } } }`, i, i, i%3, []string{"DE", "FR"}[i%2]), nil)
	}
	var document strings.Builder
	want := make(map[string]string)
	for i, board := range boards {
		var alone map[string]json.RawMessage
		api.Get(t, w.Home.Administrator, &alone, fmt.Sprintf("{ b%d: contactGroups%s }", i, board), nil)
		want[fmt.Sprint("b", i)] = string(alone[fmt.Sprint("b", i)])
		fmt.Fprintf(&document, "b%d: contactGroups%s\n", i, board)
	}
	var got map[string]json.RawMessage
	w.Statements.Reset()
	api.Get(t, w.Home.Administrator, &got, "{"+document.String()+"}", nil)
	for name, alone := range want {
		if string(got[name]) != alone || len(alone) < 10 && name != "b7" {
			t.Errorf("%s: %s, alone %s", name, got[name], alone)
		}
	}
	// The time zone, labels by title, the groups, pages of three kinds, labels of groups and of contacts. A busy machine may bring some late.
	if n := len(w.Statements.List()); n > 2*8 {
		t.Errorf("%d statements: %v", n, w.Statements.List())
	}
}

// TestABoardFailsAlone has groups that are not valid beside others.
func TestABoardFailsAlone(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	answer := w.API(t).Ask(t, w.Home.Administrator, `{ a: contactGroups(by: LABEL) { key }
		b: contactGroups(by: LABEL, limit: 1001) { key } }`, nil)
	if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "INVALID" || fmt.Sprint(answer.Errors[0].Path) != "[b]" {
		t.Errorf("%s", answer.Body)
	}
}

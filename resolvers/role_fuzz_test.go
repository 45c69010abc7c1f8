package resolvers_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"kith/graph"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

func pageArgs(first int) page.Args { return page.Args{First: &first} }

// asker writes random queries of any root field, with whatever is below it.
type asker struct {
	*rand.Rand
	schema *ast.Schema
	values map[string][]string
	// asked is how often fields were selected, as Type.field.
	asked map[string]int
}

// query is a document that asks for a root field, and for its fields down to a depth.
func (a *asker) query(root *ast.FieldDefinition, depth int) string {
	return "{ " + a.field(a.schema.Query, root, depth) + " }"
}

func (a *asker) field(of *ast.Definition, f *ast.FieldDefinition, depth int) string {
	a.asked[of.Name+"."+f.Name]++
	text := f.Name
	var given []string
	for _, argument := range f.Arguments {
		choices, named := a.values[f.Name+"."+argument.Name]
		if !named {
			choices = a.values[argument.Name]
		}
		required := argument.Type.NonNull && argument.DefaultValue == nil
		if len(choices) > 0 && (required || a.IntN(3) == 0) {
			given = append(given, argument.Name+": "+choices[a.IntN(len(choices))])
		}
	}
	if len(given) > 0 {
		text += "(" + strings.Join(given, ", ") + ")"
	}
	if target := a.schema.Types[f.Type.Name()]; target.IsCompositeType() {
		below := depth - 1
		if strings.HasSuffix(of.Name, "Connection") || strings.HasSuffix(of.Name, "Edge") {
			below = depth
		}
		text += a.selection(target, below)
	}
	return text
}

// selection selects all fields of a type that are no objects, and a few that are: those that were asked for least.
func (a *asker) selection(of *ast.Definition, depth int) string {
	parts := []string{"__typename"}
	if of.IsAbstractType() { // of one type, since fields of one name must agree
		possible := a.schema.GetPossibleTypes(of)
		one := possible[a.IntN(len(possible))]
		return " { __typename ... on " + one.Name + a.selection(one, depth) + " }"
	}
	var objects []*ast.FieldDefinition
	for _, f := range of.Fields {
		switch {
		case strings.HasPrefix(f.Name, "__"):
		case !a.schema.Types[f.Type.Name()].IsCompositeType():
			parts = append(parts, a.field(of, f, depth))
		case slices.Contains([]string{"nodes", "node", "count"}, f.Name):
			parts = append(parts, a.field(of, f, depth)) // of pages, which are no level of their own
		case depth > 0:
			objects = append(objects, f)
		}
	}
	a.Shuffle(len(objects), func(i, j int) { objects[i], objects[j] = objects[j], objects[i] })
	slices.SortStableFunc(objects, func(f, g *ast.FieldDefinition) int {
		return a.asked[of.Name+"."+f.Name] - a.asked[of.Name+"."+g.Name]
	})
	for _, f := range objects[:min(len(objects), max(depth, 1))] {
		parts = append(parts, a.field(of, f, depth))
	}
	return " { " + strings.Join(parts, " ") + " }"
}

// arguments are values for the arguments of the schema: among them ids and keys of all contacts.
func (p *population) arguments() map[string][]string {
	quoted := func(texts []string) (all []string) {
		for _, s := range texts {
			all = append(all, fmt.Sprintf("%q", s))
		}
		return all
	}
	var ids, by, filters, searches []string
	for _, kind := range slices.Sorted(maps.Keys(p.ids)) {
		ids = append(ids, quoted(p.ids[kind])...)
	}
	for i, id := range p.contacts {
		c := canary(i)
		by = append(by, fmt.Sprintf("{id: %q}", id), fmt.Sprintf(`{email: "mail%s@d%d.example"}`, c, i%2),
			fmt.Sprintf(`{phoneNumber: "+1212555%d"}`, 1000+i), fmt.Sprintf(`{identifier: "ident%s"}`, c),
			fmt.Sprintf(`{source: {inboxId: %q, sourceId: "source%s"}}`, p.inboxes[0], c))
		filters = append(filters, fmt.Sprintf(`{email: {contains: "%s"}}`, c), fmt.Sprintf(`{name: {contains: "%s"}}`, c),
			fmt.Sprintf(`{customAttributes: [{key: "secret", text: {eq: "attr%s"}}]}`, c))
		searches = append(searches, fmt.Sprintf("%q", c), fmt.Sprintf(`"mail%s"`, c))
	}
	filters = append(filters, "{}", `{labels: {any: ["all"]}}`, `{blocked: true}`)
	contacts := quoted(p.contacts)
	pairs := []string{}
	for i := range contacts {
		pairs = append(pairs, "["+contacts[i]+", "+contacts[(i+1)%len(contacts)]+"]")
	}
	return map[string][]string{
		"id": ids, "ids": {"[" + strings.Join(ids[:min(len(ids), 90)], ", ") + "]"}, "contact.by": by, "contact": contacts,
		"contacts.filter": filters, "contactGroups.filter": filters, "search": searches, "contactGroups.by": {"CONTACT_TYPE", "COUNTRY", "LABEL",
			"INBOX", "COMPANY", "CREATED_MONTH", "BLOCKED"},
		"first": {"15"}, "limit": {"1000"}, "contactIds": pairs, "conversation.by": conversationKeys(p), "minProbability": {"0.5"},
		"contacts.orderBy":    {"[{by: {field: NAME}}]", "[{by: {field: EMAIL}, direction: DESC}]", `[{by: {attribute: "secret"}}]`},
		"customAttribute.key": {`"secret"`}, "company.by": {fmt.Sprintf("{id: %q}", p.ids["company"][0])}, "inboxId": quoted(p.inboxes),
		"contactDuplicatesOf.draft": {`{name: "Ada zq01x", emails: ["mailzq01x@d1.example"]}`,
			`{name: "Ada zq02x", phoneNumbers: ["+12125551002"]}`},
		"contactMergePreview.input": {fmt.Sprintf("{into: %s, from: [%s]}", contacts[0], contacts[1]),
			fmt.Sprintf("{into: %s, from: [%s]}", contacts[2], contacts[3])},
		"companyMergePreview.input": {fmt.Sprintf("{into: %q, from: %q}", p.ids["company"][0], p.ids["company"][1]),
			fmt.Sprintf("{into: %q, from: %q}", p.ids["company"][1], p.ids["company"][0])},
		"userId": ids[:1], "nodeByLegacyId.system": {`"chatwoot"`}, "nodeByLegacyId.id": {`"1"`},
		"suppressed.address": {`{email: "mailzq01x@d1.example"}`},
		"matchedOn.search":   searches, "system": {`"chatwoot"`}, "style": {"INTERNATIONAL", "E164"},
		"appliesTo": {"CONTACT"}, "key": {`"secret"`}, "purpose": {`"news"`, `"calls"`},
		"by": by, "noun": {"CONTACT"}, "type": {"CONTACT"},
	}
}

func conversationKeys(p *population) (keys []string) {
	for i, id := range p.ids["conversation"] {
		keys = append(keys, fmt.Sprintf("{id: %q}", id), fmt.Sprintf("{displayId: %d}", i+1))
	}
	return keys
}

// maskedTexts are beginnings of values that a masked field shows, in front of the canary.
var maskedTexts = map[models.MaskedField][]string{
	models.MaskEmail: {"mailzq", "mailtwozq", "waszq", "fromzq", "proofzq"}, models.MaskPhoneNumber: {"+1212555", "555-1", "12125551"},
	models.MaskIdentifier:           {"identzq"},
	models.MaskAdditionalAttributes: {"cityzq", "jobzq", "loczq"}, models.MaskCustomAttributes: {"attrzq", "\"plan0", "\"plan1"},
	models.MaskNotes: {"notezq"},
}

// leaks returns what an answer tells that a role must not see.
func (p *population) leaks(body, query string, seen []bool, masked models.MaskList) (found []string) {
	for i, visible := range seen {
		if visible {
			continue
		}
		for _, text := range append([]string{canary(i)}, p.belongs[i]...) {
			if strings.Contains(body, text) && !strings.Contains(query, text) {
				found = append(found, fmt.Sprintf("contact %d by %s", i, text))
			}
		}
	}
	for _, field := range masked {
		for _, text := range maskedTexts[field] {
			if strings.Contains(body, text) {
				found = append(found, fmt.Sprintf("%s by %s", field, text))
			}
		}
	}
	return found
}

// deep are root fields below which almost everything is.
var deep = []string{"node", "nodes", "contact", "contacts", "conversations", "contactEvents", "companies"}

// TestRolesLeakNothing asks for every root field, and for everything below it, as random roles, stores what hidden contacts have, changes
// what belongs to them, and follows jobs, exports, lists and events: nothing of the contacts that the filter of a role hides is in an
// answer, and nothing of the fields that it masks. Each layer of it was taken out once to see this test, or another one, fail:
// breaks_role.go of internal/mutants. Whole, it is 20 roles and 5,000 calls at least, which `.ci/run roles` runs.
func TestRolesLeakNothing(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	w, api := l.World, l.API
	p := populate(t, w, api, 12)
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	a := &asker{Rand: rand.New(rand.NewPCG(7+crmtest.Seeds(t, 1, 1)[0], 7)), schema: schema, values: p.arguments(), asked: map[string]int{}}
	calls, failures, answered, refused := 0, 0, map[string]int{}, map[string]string{}
	for range crmtest.Sized(20, 5) {
		in := randomRole(a.Rand, p)
		x := &witness{Rand: a.Rand, t: t, w: w, api: api, p: p, in: in, viewer: w.WithRole(t, in), seen: p.seenBy(t, w, in.ContactFilter),
			calls: &calls, failures: &failures}
		for round := range crmtest.Sized(30, 6) {
			for _, root := range schema.Query.Fields {
				if strings.HasPrefix(root.Name, "__") || round > 1 && !slices.Contains(deep, root.Name) {
					continue
				}
				answer := x.ask(a.query(root, 3))
				if len(answer.Errors) == 0 {
					answered[root.Name]++
				} else {
					refused[root.Name] = answer.Body
				}
			}
		}
		x.writes()
		x.jobs()
		x.follows()
	}
	if want := crmtest.Sized(5000, 500); calls < want {
		t.Errorf("%d calls, not %d", calls, want)
	}
	// Of administrators, and of those who manage webhooks; and nothing is suppressed or was brought from elsewhere.
	others := []string{"auditEvents", "suppressed", "retentionPreview", "webhookEndpoints", "userSessions"}
	for _, root := range schema.Query.Fields {
		if answered[root.Name] == 0 && !strings.HasPrefix(root.Name, "__") && !slices.Contains(others, root.Name) {
			t.Errorf("%s was never answered: %.1000s", root.Name, refused[root.Name])
		}
		if strings.Contains(refused[root.Name], "INTERNAL") {
			t.Errorf("%s: %.1000s", root.Name, refused[root.Name])
		}
	}
	for _, name := range []string{"Contact.notes", "Contact.history", "Contact.mergedFrom", "Conversation.messages", "Message.sender",
		"Label.contactsCount", "Company.contacts", "Company.conversations", "Company.notes", "ContactGroup.contacts", "Segment.contacts",
		"DuplicatePair.contacts", "Job.failures"} {
		if a.asked[name] == 0 {
			t.Errorf("nobody asked for %s", name)
		}
	}
}

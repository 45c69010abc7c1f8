package reads

import (
	"slices"
	"strings"
	"testing"

	"kith/graph"
)

// uncovered are the fields of covered types that are left to gqlgen, with everything else that is asked beside them.
var uncovered = []string{
	"Contact.history", "Contact.mergedFrom",
	"Query.account", "Query.contactDuplicates", "Query.contactEvents", "Query.contactGroups", "Query.contactMergePreview", "Query.csatReport",
	"Query.customAttributeDefinitions", "Query.inboxes", "Query.job", "Query.jobs", "Query.labels", "Query.node", "Query.nodes", "Query.segments", "Query.viewer", "Query.webhookEndpoints",
}

// TestEveryFieldIsCoveredOrListed tells of fields that are new: a column of the field's name covers it, else it needs an entry in
// its type's table or a line in uncovered.
func TestEveryFieldIsCoveredOrListed(t *testing.T) {
	t.Parallel()
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	types := typesOf(schema)
	var missing []string
	for name, covered := range types {
		for _, f := range schema.Types[name].Fields {
			if _, ok := covered.fields[f.Name]; !ok && !strings.HasPrefix(f.Name, "__") {
				missing = append(missing, name+"."+f.Name)
			}
		}
		for entry := range tables[name].fields {
			if schema.Types[name].Fields.ForName(entry) == nil {
				t.Errorf("%s has no field %s", name, entry)
			}
		}
	}
	slices.Sort(missing)
	for _, field := range missing {
		if !slices.Contains(uncovered, field) {
			t.Errorf("%s is not covered: name its column after it, give it an entry in the table of its type, or list it here", field)
		}
	}
	for _, field := range uncovered {
		if !slices.Contains(missing, field) {
			t.Errorf("%s is covered, or no field any more", field)
		}
	}
}

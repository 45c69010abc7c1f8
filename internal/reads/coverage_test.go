package reads

import (
	"maps"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"kith/graph"
	"kith/models"
)

// TestNewRefusesWhatTheTablesDoNotSay changes the schema and the tables, one thing each: a field that nobody has decided on must keep the
// server from starting, even if it has the name of a column.
func TestNewRefusesWhatTheTablesDoNotSay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(schema *ast.Schema, tables map[string]table)
		want   string
	}{
		{"as it is", func(*ast.Schema, map[string]table) {}, ""},
		{"a field of the name of a column", func(_ *ast.Schema, tables map[string]table) {
			tables["Inbox"] = tableOf[models.Inbox](fields{}).showing("id version name channelType csatSurveyEnabled createdAt").
				leaving("usedBySegments legacyIds viewerCan")
		}, "reads: Inbox.hmacToken: say in the table"},
		{"a field that is new", func(schema *ast.Schema, _ map[string]table) {
			schema.Types["Label"].Fields = append(schema.Types["Label"].Fields, &ast.FieldDefinition{Name: "secret"})
		}, "reads: Label.secret: say in the table"},
		{"a root field that is new", func(schema *ast.Schema, _ map[string]table) {
			schema.Types["Query"].Fields = append(schema.Types["Query"].Fields, &ast.FieldDefinition{Name: "secrets"})
		}, "reads: Query.secrets: say in the table"},
		{"a field that is gone", func(_ *ast.Schema, tables map[string]table) {
			tables["Label"] = tables["Label"].leaving("shape")
		}, "reads: Label.shape: the schema has no such field"},
		{"a field that stands there twice", func(_ *ast.Schema, tables map[string]table) {
			tables["Label"] = tables["Label"].leaving("title")
		}, "reads: Label.title: it stands in the table twice"},
		{"a column that is not there", func(schema *ast.Schema, tables map[string]table) {
			schema.Types["Label"].Fields = append(schema.Types["Label"].Fields, &ast.FieldDefinition{Name: "secret"})
			tables["Label"] = tables["Label"].showing("secret")
		}, "reads: Label.secret: there is no column secret"},
		{"a column that an entry needs", func(_ *ast.Schema, tables map[string]table) {
			entries := maps.Clone(tables["Inbox"].fields)
			entries["hmacToken"] = leaf("secret", func(*models.Inbox, *call) any { return nil })
			inboxes := tables["Inbox"]
			inboxes.fields = entries
			tables["Inbox"] = inboxes
		}, "reads: Inbox.hmacToken: there is no column secret"},
		{"a member that is not there", func(schema *ast.Schema, tables map[string]table) {
			schema.Types["Count"].Fields = append(schema.Types["Count"].Fields, &ast.FieldDefinition{Name: "secret"})
			tables["Count"] = tables["Count"].showing("secret")
		}, "reads: Count.secret: page.Count has no such member"},
		{"a type that is gone", func(_ *ast.Schema, tables map[string]table) {
			tables["Secret"] = tableOf[models.Label](fields{})
		}, "reads: the schema has no type Secret"},
	} {
		schema, changed := *graph.NewExecutableSchema(graph.Config{}).Schema(), maps.Clone(tables)
		schema.Types = maps.Clone(schema.Types)
		for _, name := range []string{"Label", "Query", "Count"} {
			def := *schema.Types[name]
			def.Fields = def.Fields[:len(def.Fields):len(def.Fields)]
			schema.Types[name] = &def
		}
		c.change(&schema, changed)
		_, err := typesOf(&schema, changed)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

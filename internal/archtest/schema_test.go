package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	gqlast "github.com/vektah/gqlparser/v2/ast"
	gqlparser "github.com/vektah/gqlparser/v2/parser"
)

// longestSchemaLine is how many characters a line of the schema may have.
const longestSchemaLine = 140

// mostEqual is how many elements of one kind may share a description.
const mostEqual = 4

// sameEverywhere are elements that mean the same wherever they stand, and so may share one description: those of Relay's pages,
// and two fields that every mutation has in common.
var sameEverywhere = []string{
	"first", "after", "last", "before", "edges", "nodes", "pageInfo", "cursor", "count", "limit",
	"clientMutationId", "expectedVersion", "userErrors",
}

// element is something in the schema that has a description.
type element struct {
	kind        string
	path        []string
	typeName    string // of a field or argument, blank for others
	description string
}

func (e element) name() string { return e.path[len(e.path)-1] }

func (e element) String() string { return strings.Join(e.path, ".") }

// fault says what is wrong with the description as such, blank if nothing is.
func (e element) fault() string {
	said := plainWords(e.description)
	switch {
	case strings.TrimSpace(e.description) == "":
		return "has no description"
	case said == plainWords(e.name()),
		said == plainWords(strings.TrimSuffix(e.name(), "Id")),
		e.typeName != "" && said == plainWords(e.typeName):
		return "has a description that only repeats its name or type: " + e.description
	case slices.Contains(emptyPhrases, said):
		return "has a description that says nothing: " + e.description
	}
	return ""
}

// emptyPhrases are descriptions, as plainWords gives them, that would fit anywhere.
var emptyPhrases = []string{
	"input", "payload", "node", "edge", "id", "opaqueid", "value", "result", "answer", "record", "object", "type", "field", "argument",
}

// plainWords reduces a text or a name to what it says: its letters and digits in lower case, without articles.
func plainWords(text string) string {
	var all []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch word = strings.ToLower(word); word {
		case "a", "an", "the", "its", "this", "of":
		default:
			all = append(all, word)
		}
	}
	return strings.Join(all, "")
}

// repeated returns the descriptions that too many elements of one kind share.
func repeated(elements []element) (faults []string) {
	shared := map[[2]string][]string{}
	for _, e := range elements {
		if !slices.Contains(sameEverywhere, e.name()) {
			key := [2]string{e.kind, plainWords(e.description)}
			shared[key] = append(shared[key], e.String())
		}
	}
	for key, paths := range shared {
		if len(paths) > mostEqual {
			faults = append(faults, fmt.Sprintf("%d elements of the kind %s have one description: %s",
				len(paths), key[0], strings.Join(paths, ", ")))
		}
	}
	slices.Sort(faults)
	return faults
}

// elementsOf lists everything in a schema document that has a description. Extensions have none of their own, but their fields do.
func elementsOf(document *gqlast.SchemaDocument) (all []element) {
	arguments := func(list gqlast.ArgumentDefinitionList, path ...string) {
		for _, a := range list {
			all = append(all, element{"argument", append(slices.Clip(path), a.Name), a.Type.Name(), a.Description})
		}
	}
	for _, d := range document.Schema {
		all = append(all, element{"schema", []string{"schema"}, "", d.Description})
	}
	for _, d := range document.Definitions {
		all = append(all, element{"type", []string{d.Name}, "", d.Description})
	}
	for _, d := range slices.Concat(document.Definitions, document.Extensions) {
		for _, f := range d.Fields {
			all = append(all, element{"field", []string{d.Name, f.Name}, f.Type.Name(), f.Description})
			arguments(f.Arguments, d.Name, f.Name)
		}
		for _, v := range d.EnumValues {
			all = append(all, element{"enum value", []string{d.Name, v.Name}, "", v.Description})
		}
	}
	for _, d := range document.Directives {
		all = append(all, element{"directive", []string{"@" + d.Name}, "", d.Description})
		arguments(d.Arguments, "@"+d.Name)
	}
	return all
}

// schemaFiles reads the files of the schema, by their paths.
func schemaFiles(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "graph", "schema", "*.graphqls"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	files := make(map[string]string, len(paths))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[path] = string(text)
	}
	return files
}

func TestSchemaExplainsItself(t *testing.T) {
	t.Parallel()
	var all []element
	for path, text := range schemaFiles(t) {
		document, err := gqlparser.ParseSchema(&gqlast.Source{Name: path, Input: text})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, elementsOf(document)...)
	}
	if len(all) < 900 {
		t.Errorf("only %d elements were seen", len(all))
	}
	for _, e := range all {
		if fault := e.fault(); fault != "" {
			t.Errorf("%s %s", e, fault)
		}
	}
	for _, fault := range repeated(all) {
		t.Error(fault)
	}
}

func TestSchemaLinesAreShort(t *testing.T) {
	t.Parallel()
	for path, text := range schemaFiles(t) {
		for i, line := range strings.Split(text, "\n") {
			if n := utf8.RuneCountInString(line); n > longestSchemaLine {
				t.Errorf("%s:%d has %d characters, more than %d", path, i+1, n, longestSchemaLine)
			}
		}
	}
}

// TestEmptyDescriptionsAreFound shows that the rules above refuse what they are for.
func TestEmptyDescriptionsAreFound(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, typeName, description string
		bad                         bool
	}{
		{"input", "NoteCreateInput", "The input.", true},
		{"input", "NoteCreateInput", "The note create input.", true},
		{"input", "NoteCreateInput", "The contact and the text of the note.", false},
		{"payload", "NotePayload", "The payload.", true},
		{"node", "Note", "The node.", true},
		{"node", "Note", "The note.", true},
		{"node", "Note", "The note at this position.", false},
		{"inboxId", "ID", "The inbox.", true},
		{"inboxId", "ID", "Inbox id.", true},
		{"inboxId", "ID", "Id of the inbox; NOT_FOUND if there is none.", false},
		{"displayName", "String", "Display name.", true},
		{"id", "ID", "Opaque id.", true},
		{"id", "ID", "  ", true},
	} {
		e := element{"field", []string{"T", row.name}, row.typeName, row.description}
		if fault := e.fault(); (fault != "") != row.bad {
			t.Errorf("%s %q: fault is %q", row.name, row.description, fault)
		}
	}
	same := func(kind, name string, n int) (all []element) {
		for range n {
			all = append(all, element{kind, []string{"T", name}, "String", "1 to 100 characters."})
		}
		return all
	}
	for _, row := range []struct {
		elements []element
		faults   int
	}{
		{same("field", "title", mostEqual), 0},
		{same("field", "title", mostEqual+1), 1},
		{same("field", "userErrors", mostEqual+1), 0},
		{slices.Concat(same("field", "title", mostEqual), same("argument", "title", mostEqual)), 0},
	} {
		if got := repeated(row.elements); len(got) != row.faults {
			t.Errorf("%d of %v: %v", len(row.elements), row.elements[0], got)
		}
	}
}

package archtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gqlast "github.com/vektah/gqlparser/v2/ast"
	gqlparser "github.com/vektah/gqlparser/v2/parser"
)

func TestSchemaExplainsItself(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "graph", "schema", "*.graphqls"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	elements := 0
	explained := func(description string, path ...string) {
		t.Helper()
		if elements++; strings.TrimSpace(description) == "" {
			t.Errorf("%s has no description", strings.Join(path, "."))
		}
	}
	arguments := func(list gqlast.ArgumentDefinitionList, path ...string) {
		for _, a := range list {
			explained(a.Description, append(path, a.Name)...)
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		document, parseErr := gqlparser.ParseSchema(&gqlast.Source{Name: file, Input: string(text)})
		if parseErr != nil {
			t.Fatal(parseErr)
		}
		for _, d := range document.Definitions {
			explained(d.Description, d.Name)
		}
		for _, d := range slices.Concat(document.Definitions, document.Extensions) {
			for _, f := range d.Fields {
				explained(f.Description, d.Name, f.Name)
				arguments(f.Arguments, d.Name, f.Name)
			}
			for _, v := range d.EnumValues {
				explained(v.Description, d.Name, v.Name)
			}
		}
		for _, d := range document.Directives {
			explained(d.Description, "@"+d.Name)
			arguments(d.Arguments, "@"+d.Name)
		}
	}
	if elements < 300 {
		t.Errorf("only %d elements were seen", elements)
	}
}

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestDocumentsAreCurrent compares each table in the documents with the source.
func TestDocumentsAreCurrent(t *testing.T) {
	t.Parallel()
	for _, s := range sections {
		document, err := os.ReadFile(filepath.Join(root, s.file))
		if err != nil {
			t.Fatal(err)
		}
		current, err := s.replace(string(document))
		if err != nil {
			t.Error(err)
		} else if current != string(document) {
			t.Errorf("the %s in %s are not those of the source: run go generate ./internal/docgen", s.name, s.file)
		}
	}
}

// TestTheSchemaIsCurrent compares the schema in one file with its sources.
func TestTheSchemaIsCurrent(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile(filepath.Join(root, sdlFile))
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != string(sdl()) {
		t.Errorf("%s is not that of graph/schema: run go generate ./internal/docgen", sdlFile)
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	s := section{"x.md", "limits", func() string { return "| new |\n" }}
	const begin, end = "<!-- limits: made by go generate ./internal/docgen -->\n", "<!-- end of limits -->\n"
	got, err := s.replace("before\n" + begin + "\n| old |\n\n" + end + "after\n")
	if want := "before\n" + begin + "\n| new |\n\n" + end + "after\n"; err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
	for _, document := range []string{"", begin, end, end + begin} {
		if _, err := s.replace(document); err == nil {
			t.Errorf("%q has no section, and was changed", document)
		}
	}
}

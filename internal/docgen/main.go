// Docgen writes the tables of the documentation that are made from tables in the source: settings, limits, and the rules of imports.
// Each stands between two comments in a document. It also writes the schema as one file.
//
//	go generate ./internal/docgen
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kith/internal/app"
	"kith/internal/archtest"
)

//go:generate go run .

// root is the folder of the module, seen from this one.
const root = "../.."

// section is a part of a document.
type section struct {
	file, name string
	content    func() string
}

var sections = []section{
	{"docs/OPERATIONS.md", "settings", app.SettingsTable},
	{"docs/OPERATIONS.md", "limits", app.LimitsTable},
	{"docs/ARCHITECTURE.md", "imports", archtest.Table},
}

func main() {
	for _, s := range sections {
		if err := s.write(); err != nil {
			fail(err)
		}
	}
	if err := writeSDL(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "docgen:", err)
	os.Exit(1)
}

func (s section) write() error {
	path := filepath.Join(root, s.file)
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := s.replace(string(document))
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(changed), 0o644)
}

// replace returns the document with the section as it is now.
func (s section) replace(document string) (string, error) {
	begin := fmt.Sprintf("<!-- %s: made by go generate ./internal/docgen -->\n", s.name)
	end := fmt.Sprintf("<!-- end of %s -->\n", s.name)
	before, rest, begins := strings.Cut(document, begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		return "", fmt.Errorf("%s has no section between %q and %q", s.file, begin, end)
	}
	return before + begin + "\n" + s.content() + "\n" + end + after, nil
}

package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// root is the folder of the module, seen from this one.
const root = "../.."

const (
	longestFile   = 400
	longestMedian = 110
	longestServer = 40
	longestLine   = 140
	mostFolders   = 10 // nine of the server, and its client
)

// sources are the files of the module whose names end in one of the endings.
func sources(t *testing.T, endings ...string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata"):
			return filepath.SkipDir
		case slices.Contains(endings, filepath.Ext(name)):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	return paths
}

// lines are those of a file, none if a program wrote it.
func lines(t *testing.T, path string) []string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if strings.HasPrefix(lines[0], "// Code generated ") && strings.HasSuffix(lines[0], " DO NOT EDIT.") {
		return nil
	}
	return lines
}

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	var lengths []int
	for _, path := range sources(t, ".go") {
		n := len(lines(t, path))
		if n == 0 {
			continue
		}
		lengths = append(lengths, n)
		if n > longestFile {
			t.Errorf("%s has %d lines, more than %d", path, n, longestFile)
		}
	}
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2]; median > longestMedian {
		t.Errorf("half of the files have more than %d lines; %d is the most", median-1, longestMedian)
	}
	if n := len(lines(t, filepath.Join(root, "server.go"))); n > longestServer {
		t.Errorf("server.go has %d lines, more than %d: code of the program belongs to %s", n, longestServer, program)
	}
}

func TestLinesAreShort(t *testing.T) {
	t.Parallel()
	for _, path := range sources(t, ".go", ".graphqls", ".md") {
		for i, line := range lines(t, path) {
			if utf8.RuneCountInString(line) > longestLine && !mayBeLong(path, line) {
				t.Errorf("%s:%d is longer than %d columns", path, i+1, longestLine)
			}
		}
	}
}

// TestNothingIsAStub finds the resolvers that gqlgen has written for new fields and nobody has filled in.
func TestNothingIsAStub(t *testing.T) {
	t.Parallel()
	for _, path := range sources(t, ".go") {
		for i, line := range lines(t, path) {
			if strings.HasSuffix(path, ".resolvers.go") && strings.Contains(line, "not implemented") {
				t.Errorf("%s:%d is a stub", path, i+1)
			}
		}
	}
}

// mayBeLong excuses what can't be wrapped: tables and links of documents, and the signatures of resolvers, which gqlgen writes.
func mayBeLong(path, line string) bool {
	switch filepath.Ext(path) {
	case ".md":
		return strings.HasPrefix(line, "|") || strings.Contains(line, "](http")
	case ".go":
		return strings.HasSuffix(path, ".resolvers.go") && strings.HasPrefix(line, "func (r *")
	}
	return false
}

func TestFewFolders(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			folders = append(folders, e.Name())
		}
	}
	if len(folders) == 0 || len(folders) > mostFolders {
		t.Errorf("there are %d folders at the top, which has room for %d: %s", len(folders), mostFolders, folders)
	}
}

// TestPackagesAreDocumented holds for commands too, whose comment says what they do.
func TestPackagesAreDocumented(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, path := range sources(t, ".go") {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Dir(path)
		documented[folder] = documented[folder] || file.Doc != nil && !strings.HasPrefix(file.Doc.Text(), "Code generated")
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", folder)
		}
	}
}

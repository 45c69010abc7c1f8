package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestBreaksApply finds the function and the text of each break.
func TestBreaksApply(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Break]bool{}
	for _, b := range breaks() {
		if _, err := b.apply(root); err != nil {
			t.Error(err)
		}
		if b.Guarantee == "" || seen[b] {
			t.Errorf("%s has no guarantee, or stands twice", b)
		}
		seen[b] = true
	}
}

// TestBreaksNameTests finds a test for each break.
func TestBreaksNameTests(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string][]string{}
	for _, b := range breaks() {
		dir, pattern := b.tests()
		if _, ok := known[dir]; !ok {
			known[dir] = testsOf(t, filepath.Join(root, dir))
		}
		matches, err := regexp.Compile(pattern)
		if err != nil || !slices.ContainsFunc(known[dir], matches.MatchString) {
			t.Errorf("%s: no test of %s is called %s: %v", b, dir, pattern, err)
		}
	}
}

// testsOf returns the names of a folder's tests and examples.
func testsOf(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	begin := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w+)\(`)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range begin.FindAllSubmatch(content, -1) {
			names = append(names, string(found[1]))
		}
	}
	return names
}

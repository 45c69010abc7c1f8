package archtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// maxPlaces bounds the files that a new field of contacts takes.
const maxPlaces = 6

// longTests is the environment variable that has TestAddAField run: it generates and compiles most of the tree once more.
const longTests = "KITH_TEST_LONG"

// place is one step of a recipe: a file, and the lines that are added to it, each group behind a line that the file has.
type place struct {
	file  string
	lines []string
}

// TestRecipeOfAField holds that the recipe for a field of contacts fits the tree: its files are few, and have the lines that it names.
func TestRecipeOfAField(t *testing.T) {
	t.Parallel()
	places := recipe(t)
	if len(places) == 0 || len(places) > maxPlaces {
		t.Errorf("%d places", len(places))
	}
	for _, p := range places {
		if _, err := p.apply(root); err != nil {
			t.Error(err)
		}
	}
}

// TestAddAField follows the recipe in a copy of the tree, and has the field stored, read, told, merged, imported and exported there.
func TestAddAField(t *testing.T) {
	if os.Getenv(longTests) == "" {
		t.Skipf("it compiles most of the tree once more; set %s=1, as .ci/run does", longTests)
	}
	tree := t.TempDir()
	if err := copyTree(t, tree); err != nil {
		t.Fatal(err)
	}
	for _, p := range recipe(t) {
		text, err := p.apply(tree)
		if err == nil {
			err = os.WriteFile(filepath.Join(tree, p.path()), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	from := filepath.Join(tree, "internal/archtest/testdata/nickname_test.go.txt")
	if err := os.Rename(from, filepath.Join(tree, "internal/transfer/nickname_test.go")); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{
		{"go", "generate", "."},
		{"go", "test", "./models", "-run", "^(TestEvery|TestMerged)"}, // others state the form of what there was before
		{"go", "test", "./internal/transfer", "-run", "^TestNickname$", "-count=1", "-v"},
	} {
		c := exec.CommandContext(t.Context(), command[0], command[1:]...)
		c.Dir = tree
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
		}
		if slices.Contains(command, "-v") && !bytes.Contains(out, []byte("--- PASS: TestNickname")) {
			t.Fatalf("the test of the field did not run:\n%s", out)
		}
	}
}

// recipe reads what CONTRIBUTING.md has done for a new field of contacts.
func recipe(t *testing.T) (places []place) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs/CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "## Add a field to a contact\n")
	section, _, _ = strings.Cut(section, "\n## ")
	isDiff := false
	for line := range strings.Lines(section) {
		line = strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "   ")
		file, isFile := strings.CutPrefix(line, "+++ ")
		switch {
		case strings.HasPrefix(line, "```"):
			isDiff = line == "```diff"
		case !isDiff:
		case isFile:
			places = append(places, place{file: file})
		default:
			p := &places[len(places)-1]
			p.lines = append(p.lines, line)
		}
	}
	return places
}

// path is the place's file; NNNN is a number above those that there are.
func (p place) path() string { return strings.ReplaceAll(p.file, "NNNN", "9999") }

// apply returns what becomes of the place's file in a tree: behind each line of the recipe that the file has stand those that are new.
func (p place) apply(tree string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(tree, p.path()))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	lines, at := strings.SplitAfter(string(text), "\n"), 0
	if os.IsNotExist(err) {
		lines = nil
	}
	for _, line := range p.lines {
		if added, isNew := strings.CutPrefix(line, "+"); isNew {
			lines = slices.Insert(lines, at, added+"\n")
			at++
			continue
		}
		after := slices.IndexFunc(lines[at:], func(l string) bool { return words(l) == words(line) })
		if after < 0 {
			return nil, fmt.Errorf("docs/CONTRIBUTING.md: %s has no line %q where the recipe has one", p.file, strings.TrimSpace(line))
		}
		at += after + 1
	}
	return []byte(strings.Join(lines, "")), nil
}

// words leaves out how a line is indented and aligned.
func words(line string) string { return strings.Join(strings.Fields(line), " ") }

// copyTree copies what git knows, or would know, of the module.
func copyTree(t *testing.T, to string) error {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // it is being deleted
		}
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

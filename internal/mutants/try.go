package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// outcome is what became of a break.
type outcome string

const (
	killed   outcome = "killed"
	survived outcome = "SURVIVED"
	// invalid breaks do not compile: an error of the list, and nothing to count among generated ones.
	invalid outcome = "does not compile"
)

// report tries all mutations and prints the survivors; an error if there are any.
func report(ctx context.Context, root string, all []mutation, timeout time.Duration) error {
	count := map[outcome]int{}
	for i, m := range all {
		result, err := m.try(ctx, root, timeout)
		if err != nil {
			return err
		}
		count[result]++
		fmt.Printf("%d/%d %-9s %s\n", i+1, len(all), result, m.Break)
		if result == survived {
			fmt.Printf("    %s\n    - %s\n    + %s\n", m.file, strings.TrimSpace(m.Old), strings.TrimSpace(m.New))
		}
	}
	tried := count[killed] + count[survived]
	fmt.Printf("%d of %d killed (%d %%), %d do not compile\n", count[killed], tried, 100*count[killed]/max(1, tried), count[invalid])
	if count[survived] > 0 || count[invalid] > 0 && !slices.ContainsFunc(all, mutation.generated) {
		return errors.New("some breaks survive or do not compile")
	}
	return nil
}

// try runs the tests of a mutation with its file in the place of the true one.
func (m mutation) try(ctx context.Context, root string, timeout time.Duration) (outcome, error) {
	dir, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	file, overlay := filepath.Join(dir, "broken.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: file}})
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.WriteFile(file, m.content, 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return "", err
	}
	tested, pattern := m.tests()
	ctx, cancel := context.WithTimeout(ctx, 2*timeout)
	defer cancel()
	compile := exec.CommandContext(ctx, "go", "build", "-overlay", overlay, "./"+m.Package)
	compile.Dir = root
	if err := compile.Run(); err != nil {
		return invalid, ctx.Err()
	}
	test := exec.CommandContext(ctx, "go", "test", "-overlay", overlay, "-short", "-count=1", "-failfast", "-vet=off",
		"-timeout", timeout.String(), "-run", pattern, "./"+tested)
	test.Dir = root
	out, err := test.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case err != nil:
		return killed, nil
	case strings.Contains(string(out), "no tests to run"):
		return "", fmt.Errorf("%s: no test is called %s in %s", m.Break, pattern, tested)
	}
	return survived, nil
}

// changedSince returns the mutations of files that differ from a commit.
func changedSince(ctx context.Context, root, commit string, all []mutation) ([]mutation, error) {
	command := exec.CommandContext(ctx, "git", "diff", "--name-only", commit)
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git diff %s: %w", commit, err)
	}
	changed := strings.Fields(string(out))
	return slices.DeleteFunc(all, func(m mutation) bool {
		name, err := filepath.Rel(root, m.file)
		return err != nil || !slices.Contains(changed, filepath.ToSlash(name))
	}), nil
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	return strings.TrimSpace(string(out)), err
}

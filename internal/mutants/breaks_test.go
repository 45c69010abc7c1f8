package main

import "testing"

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

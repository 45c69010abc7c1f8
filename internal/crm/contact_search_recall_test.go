package crm_test

import (
	"os"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/internal/dataset"
	"kith/models"
)

// recallAt10 is the least share of misspelt names whose person must be among the first ten that a search finds. Some of
// this set have a mistake in a name of three letters, or two in one of fewer than eight, which searches do not forgive.
const recallAt10 = 0.9

// TestSearchFindsMisspeltNames searches the misspelt names of data set 1 of Febrl among the names of its originals.
func TestSearchFindsMisspeltNames(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../../bench/testdata/febrl1.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	originals, misspelt, err := dataset.ReadFebrl(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(originals) < 400 || len(misspelt) < 100 {
		t.Fatalf("%d originals, %d misspelt", len(originals), len(misspelt))
	}
	w := crmtest.NewWorld(t)
	for _, p := range originals {
		newContact(t, w, models.ContactCreateInput{Name: ptr(p.Given + " " + p.Surname)})
	}
	found := 0
	var missed []string
	for _, m := range misspelt {
		page := first(names(t, w, m.Typed.Given+" "+m.Typed.Surname), 10)
		if strings.Contains("\n"+strings.Join(page, "\n")+"\n", "\n"+m.Original.Given+" "+m.Original.Surname+"\n") {
			found++
		} else {
			missed = append(missed, m.Typed.Given+" "+m.Typed.Surname+" for "+m.Original.Given+" "+m.Original.Surname)
		}
	}
	if recall := float64(found) / float64(len(misspelt)); recall < recallAt10 {
		t.Errorf("recall@10 is %.3f of %d; missed:\n%s", recall, len(misspelt), strings.Join(missed, "\n"))
	}
}

func first(all []string, n int) []string { return all[:min(n, len(all))] }

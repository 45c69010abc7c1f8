package identity_test

import (
	"maps"
	"os"
	"slices"
	"testing"

	"kith/internal/identity"
	"kith/models"
)

// pairSubject reads one of the two contacts of a row of pairs.csv.
func pairSubject(r map[string]string, who string) identity.Subject {
	s := identity.Subject{Name: r[who+"_name"], Company: models.Fold(r[who+"_company"])}
	for _, v := range []struct {
		at    *[]string
		value string
	}{{&s.Emails, r[who+"_email"]}, {&s.Phones, r[who+"_phone"]}, {&s.Identifiers, r[who+"_identifier"]}} {
		if v.value != "" {
			*v.at = []string{v.value}
		}
	}
	return s
}

// TestPairs measures the model on pairs that people have labelled, of the kinds that address books have: pairs.csv.
func TestPairs(t *testing.T) {
	t.Parallel()
	m := identity.Prior(2)
	var likely, right, same, n int
	wrong := map[string]int{}
	for _, r := range rows(t, "pairs.csv") {
		a, b := m.Read(pairSubject(r, "a")), m.Read(pairSubject(r, "b"))
		p, reasons := m.Compare(a, b)
		if back, _ := m.Compare(b, a); back != p {
			t.Errorf("%v: %v, and %v the other way round", r, p, back)
		}
		isSame, looksSame := r["label"] == "same", p >= models.LikelyDuplicate
		shared := slices.ContainsFunc(a.Blocks(), func(key int64) bool { return slices.Contains(b.Blocks(), key) })
		if looksSame && !shared {
			t.Errorf("%v have %v, but share no block", r, p)
		}
		n++
		if looksSame {
			likely++
		}
		if isSame {
			same++
		}
		if isSame && looksSame {
			right++
		}
		if isSame != looksSame {
			wrong[r["label"]+": "+r["case"]]++
			if os.Getenv("KITH_SHOW_PAIRS") != "" {
				t.Logf("%s, %.3f %v: %v", r["label"], p, reasons(), r)
			}
		}
	}
	precision, recall := float64(right)/float64(likely), float64(right)/float64(same)
	t.Logf("%d pairs, %d of one person: precision %.3f, recall %.3f", n, same, precision, recall)
	for _, kind := range slices.Sorted(maps.Keys(wrong)) {
		t.Logf("%d wrong of %s", wrong[kind], kind)
	}
	if precision < 0.95 || recall < 0.85 {
		t.Errorf("precision %.3f, recall %.3f", precision, recall)
	}
}

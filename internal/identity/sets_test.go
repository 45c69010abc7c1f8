package identity_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/identity"
	"kith/models"
)

// labelled is a subject of a set with the person it is.
type labelled struct {
	identity.Subject
	person string
	row    []string
}

// rows reads a file of testdata, by the names of its columns.
func rows(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var found []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, name := range all[0] {
			m[strings.TrimSpace(name)] = row[i]
		}
		found = append(found, m)
	}
	return found
}

func fake1000(t *testing.T, birthDate bool) (set []labelled) {
	t.Helper()
	for _, r := range rows(t, "fake_1000.csv") {
		s := identity.Subject{Name: r["first_name"], LastName: r["surname"], City: r["city"], Attributes: map[string]string{}}
		if r["email"] != "" {
			s.Emails = []string{r["email"]}
		}
		if birthDate {
			s.Attributes["birth_date"] = r["dob"]
		}
		set = append(set, labelled{s, r["cluster"], []string{r["first_name"], r["surname"], r["dob"], r["city"], r["email"]}})
	}
	return set
}

func febrl(t *testing.T, file string) (set []labelled) {
	t.Helper()
	for _, r := range rows(t, file) {
		s := identity.Subject{Name: r["given_name"], LastName: r["surname"], City: r["suburb"], Attributes: map[string]string{
			"birth_date": r["date_of_birth"], "address": strings.TrimSpace(r["street_number"] + " " + r["address_1"])}}
		set = append(set, labelled{s, strings.Split(r["rec_id"], "-")[1],
			[]string{r["given_name"], r["surname"], r["street_number"], r["address_1"], r["suburb"], r["date_of_birth"]}})
	}
	return set
}

var (
	birthDate = identity.Attribute{Key: "birth_date", Date: true}
	address   = identity.Attribute{Key: "address"}
)

// quality is how well a set was found.
type quality struct {
	precision, recall, f1, calibration float64
	candidates                         int
}

// measure learns a model of a set, compares the contacts that share a block, and counts pairs of contacts.
func measure(t *testing.T, set []labelled, attributes ...identity.Attribute) quality {
	t.Helper()
	var subjects []identity.Subject
	for _, l := range set {
		subjects = append(subjects, l.Subject)
	}
	m := identity.Learn(len(set), subjects, attributes...)
	var traits []*identity.Traits
	holders := map[int64][]int{}
	for i, s := range subjects {
		traits = append(traits, m.Read(s))
		for _, key := range traits[i].Blocks() {
			holders[key] = append(holders[key], i)
		}
	}
	candidates := map[[2]int]bool{}
	for i, tr := range traits {
		for _, key := range tr.Blocks() {
			for _, j := range holders[key] {
				if i < j && len(holders[key]) <= identity.MaxHolders {
					candidates[[2]int{i, j}] = true
				}
			}
		}
	}
	truth := 0
	persons := map[string]int{}
	for _, l := range set {
		truth += persons[l.person]
		persons[l.person]++
	}
	var right, listed, kept, found int
	var bins [10]struct{ n, p, same float64 }
	for pair := range candidates {
		p, reasons := m.Compare(traits[pair[0]], traits[pair[1]])
		same := set[pair[0]].person == set[pair[1]].person
		if same {
			found++
		}
		if p >= models.LikelyDuplicate {
			listed++
			if same {
				right++
			}
		}
		if p >= models.LeastDuplicate {
			kept++
			bin := &bins[min(9, int(p*10))]
			bin.n, bin.p = bin.n+1, bin.p+p
			if same {
				bin.same++
			}
		}
		if os.Getenv("KITH_SHOW_PAIRS") != "" && same != (p >= models.LikelyDuplicate) {
			t.Logf("same %v, %.3f %v\n\t%q\n\t%q", same, p, reasons(), set[pair[0]].row, set[pair[1]].row)
		}
	}
	if os.Getenv("KITH_SHOW_PAIRS") != "" {
		for i := range set {
			for j := range i {
				if set[i].person == set[j].person && !candidates[[2]int{j, i}] {
					p, r := m.Compare(traits[j], traits[i])
					t.Logf("missed %.2f %v %q %q", p, r(), set[j].row, set[i].row)
				}
			}
		}
		for f, w := range m.Fields {
			t.Logf("%v %.4f", identity.Field(f), w)
		}
		t.Logf("%+.5v", m.Attributes)
	}
	q := quality{precision: float64(right) / float64(listed), recall: float64(right) / float64(truth), candidates: len(candidates)}
	q.f1 = 2 * q.precision * q.recall / (q.precision + q.recall)
	for _, b := range bins {
		q.calibration += math.Abs(b.p-b.same) / float64(kept)
	}
	t.Logf("%d pairs of %d, %d candidates with %d of them: precision %.3f, recall %.3f, F1 %.3f, calibration error %.3f; "+
		"rate %.3f, household %.3f", truth,
		len(set), q.candidates, found, q.precision, q.recall, q.f1, q.calibration, m.Rate, m.Household)
	return q
}

// TestLabelledSets finds the pairs of public labelled sets at the one default threshold.
func TestLabelledSets(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name       string
		set        []labelled
		attributes []identity.Attribute
		f1         float64
	}{
		{"fake_1000 by name, email and city", fake1000(t, false), nil, .83},
		{"fake_1000 with birth date", fake1000(t, true), []identity.Attribute{birthDate}, .90},
		{"FEBRL-1", febrl(t, "febrl1.csv"), []identity.Attribute{birthDate, address}, .97},
		{"FEBRL-3", febrl(t, "febrl3.csv"), []identity.Attribute{birthDate, address}, .97},
	} {
		t.Run(row.name, func(t *testing.T) {
			q := measure(t, row.set, row.attributes...)
			if q.f1 < row.f1 || q.precision < .95 || q.calibration > .05 {
				t.Errorf("F1 %.3f, precision %.3f, calibration error %.3f", q.f1, q.precision, q.calibration)
			}
		})
	}
}

// TestNameCases: pairs of names that people have labelled, each in an account of its own that has said nothing yet.
func TestNameCases(t *testing.T) {
	t.Parallel()
	m := identity.Prior(2)
	var right, listed, truth, n int
	for _, r := range rows(t, "name_cases.csv") {
		if r["schema"] != "Person" {
			continue
		}
		n++
		p, reasons := m.Compare(m.Read(identity.Subject{Name: r["name1"]}), m.Read(identity.Subject{Name: r["name2"]}))
		same := r["is_match"] == "true"
		if same {
			truth++
		}
		if p >= models.LikelyDuplicate {
			listed++
			if same {
				right++
			}
		}
		if os.Getenv("KITH_SHOW_PAIRS") != "" && same != (p >= models.LikelyDuplicate) {
			t.Logf("same %v, %.3f %v %q %q", same, p, reasons(), r["name1"], r["name2"])
		}
	}
	precision, recall := float64(right)/float64(listed), float64(right)/float64(truth)
	f1 := 2 * precision * recall / (precision + recall)
	t.Logf("%d pairs, %d of one person: precision %.3f, recall %.3f, F1 %.3f", n, truth, precision, recall, f1)
	if precision < .85 || f1 < .74 {
		t.Errorf("precision %.3f, F1 %.3f", precision, f1)
	}
}

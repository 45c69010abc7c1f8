package models_test

import (
	"encoding/csv"
	"maps"
	"os"
	"slices"
	"testing"

	"kith/models"
)

// TestDuplicatesOfTheCorpus measures the rule on pairs that people have labelled: testdata/duplicates.csv.
func TestDuplicatesOfTheCorpus(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/duplicates.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var likely, right, same int
	wrong := map[string]int{}
	for _, row := range rows[1:] {
		a, b := subject(row[2:7]), subject(row[7:12])
		l := models.Compare(a, b)
		if back := models.Compare(b, a); back.Score != l.Score {
			t.Errorf("%v: %v, and %v the other way round", row, l, back)
		}
		if l.Score >= models.LikelyDuplicate && (!found(a, b) || !found(b, a)) {
			t.Errorf("%v score %v, but do not find each other", row, l)
		}
		isSame, looksSame := row[0] == "same", l.Score >= models.LikelyDuplicate
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
			wrong[row[0]+": "+row[1]]++
			if testing.Verbose() {
				t.Logf("%s, %.3f %v: %v | %v", row[0], l.Score, l.Reasons, row[2:7], row[7:12])
			}
		}
	}
	precision, recall := float64(right)/float64(likely), float64(right)/float64(same)
	t.Logf("%d pairs, %d of them the same person: precision %.3f, recall %.3f at %v", len(rows)-1, same, precision, recall,
		models.LikelyDuplicate)
	for _, kind := range slices.Sorted(maps.Keys(wrong)) {
		t.Logf("%d wrong of %s", wrong[kind], kind)
	}
	if len(rows)-1 < 400 || same < 100 || same > len(rows)-100 {
		t.Errorf("%d pairs, %d of them the same, are too few to say anything", len(rows)-1, same)
	}
	if precision < 0.95 || recall < 0.85 {
		t.Errorf("precision %.3f, recall %.3f", precision, recall)
	}
}

// found reports whether b holds a key that a seeks.
func found(a, b models.DuplicateSubject) bool {
	_, sought := a.Traits().MatchKeys()
	held, _ := b.Traits().MatchKeys()
	return slices.ContainsFunc(sought, func(key int64) bool { return slices.Contains(held, key) })
}

func subject(fields []string) models.DuplicateSubject {
	var company string
	if key := models.FoldKey(fields[4]); key != nil {
		company = *key
	}
	return models.DuplicateSubject{Name: fields[0], Email: fields[1], Phone: fields[2], Identifier: fields[3], Company: company}
}

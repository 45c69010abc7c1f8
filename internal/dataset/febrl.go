package dataset

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
)

// Person is a row of a data set of Febrl.
type Person struct{ Given, Surname string }

// Misspelt is a person as somebody else typed the names, and the person as in the original.
type Misspelt struct{ Typed, Original Person }

// ReadFebrl reads a data set of Febrl: the originals, and the duplicates whose names are misspelt. Duplicates without a name, those with
// the names of the original, and those in which a name was replaced by another, further from it than farthest letters, are left out: no
// search by name can find them.
func ReadFebrl(r io.Reader) (originals []Person, misspelt []Misspelt, err error) {
	c := csv.NewReader(r)
	c.TrimLeadingSpace = true
	rows, err := c.ReadAll()
	if err != nil {
		return nil, nil, err
	}
	byNumber, duplicates := map[string]Person{}, map[string][]Person{}
	for _, row := range rows[1:] {
		id, p := strings.Split(row[0], "-"), Person{strings.TrimSpace(row[1]), strings.TrimSpace(row[2])}
		switch {
		case p.Given == "" || p.Surname == "":
		case id[2] == "org":
			byNumber[id[1]], originals = p, append(originals, p)
		default:
			duplicates[id[1]] = append(duplicates[id[1]], p)
		}
	}
	for number, typed := range duplicates {
		original, ok := byNumber[number]
		for _, p := range typed {
			if ok && p != original && p != (Person{original.Surname, original.Given}) && near(p, original) {
				misspelt = append(misspelt, Misspelt{p, original})
			}
		}
	}
	slices.SortFunc(misspelt, func(a, b Misspelt) int {
		return strings.Compare(a.Typed.Given+" "+a.Typed.Surname, b.Typed.Given+" "+b.Typed.Surname)
	})
	return originals, misspelt, nil
}

// farthest is how many letters a misspelt name may differ in, of which a swap of neighbours is one.
const farthest = 2

func near(a, b Person) bool {
	return letters(a.Given, b.Given) <= farthest && letters(a.Surname, b.Surname) <= farthest ||
		letters(a.Given, b.Surname) <= farthest && letters(a.Surname, b.Given) <= farthest
}

// letters is the number of letters that differ: the optimal string alignment distance.
func letters(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			d[i][j] = min(replaced, d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

package filter_test

import (
	"fmt"

	"kith/internal/filter"
	"kith/models"
)

func ExampleContacts() {
	city, blocked := "Leipzig", false
	clause, err := filter.Contacts(&models.ContactFilter{
		City:    &models.StringFilter{Eq: &city},
		Blocked: &blocked,
	}, filter.Options{})
	fmt.Println(clause.SQL, len(clause.Args), err)
	// Output:
	// (c.city_key = ?::text AND c.blocked = ?) 2 <nil>
}

func ExampleCheck() {
	f := models.ContactFilter{}
	for range 20 { // deeper than a filter may be
		f = models.ContactFilter{Not: &f}
	}
	fmt.Println(filter.Check(&f))
	// Output:
	// INVALID not.not.not.not.not.not: A filter is at most 6 levels deep.
}

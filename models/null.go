package models

import "github.com/99designs/gqlgen/graphql"

// filled returns the value of a field of an update that can't be empty, nil if it is absent. Null is Invalid.
func filled[T any](field graphql.Omittable[*T], name string, errs *Errors) *T {
	value, set := field.ValueOK()
	if set && value == nil {
		errs.Add(emptied(name))
	}
	return value
}

// filledList is filled for a list.
func filledList[T any](field graphql.Omittable[[]T], name string, errs *Errors) []T {
	value, set := field.ValueOK()
	if set && value == nil {
		errs.Add(emptied(name))
	}
	return value
}

func emptied(name string) *Error {
	return Errorf(Invalid, "This can't be empty: give it a value, or leave it out to keep the one that it has.").At(name)
}

package models_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"kith/models"
)

func TestUserErrors(t *testing.T) {
	holder := &models.Contact{Name: "Ada"}
	label := &models.Label{Title: "vip"}
	input := func(code models.Code, field ...string) models.InputError {
		return models.InputError{Code: code, Message: "m", Field: append([]string{}, field...)}
	}
	failure := errors.New("disk full")
	for _, row := range []struct {
		name string
		err  error
		want []models.UserError
	}{
		{"nothing", nil, []models.UserError{}},
		{"one", models.Errorf(models.Invalid, "m").At("email"), []models.UserError{input(models.Invalid, "email")}},
		{"one about the whole input", models.Errorf(models.Limit, "m"), []models.UserError{input(models.Limit)}},
		{"wrapped", fmt.Errorf("while: %w", models.Errorf(models.NotFound, "m").At("id")), []models.UserError{input(models.NotFound, "id")}},
		{"several in their order", models.Errors{models.Errorf(models.TooLong, "m").At("name"), models.Errorf(models.Required, "m").At("a", "0")},
			[]models.UserError{input(models.TooLong, "name"), input(models.Required, "a", "0")}},
		{"taken", &models.Error{Code: models.Taken, Message: "m", Field: []string{"email"}, Contact: holder},
			[]models.UserError{models.TakenError{InputError: input(models.Taken, "email"), Node: holder, Contact: holder}}},
		{"taken by what has gone", models.Errorf(models.Taken, "m").At("title"),
			[]models.UserError{models.TakenError{InputError: input(models.Taken, "title")}}},
		{"taken by a label", &models.Error{Code: models.Taken, Message: "m", Field: []string{"title"}, Node: label},
			[]models.UserError{models.TakenError{InputError: input(models.Taken, "title"), Node: label}}},
		{"stale label", &models.Error{Code: models.StaleVersion, Message: "m", Node: label},
			[]models.UserError{models.StaleVersionError{InputError: input(models.StaleVersion), Current: label}}},
		{"stale", &models.Error{Code: models.StaleVersion, Message: "m", Contact: holder},
			[]models.UserError{models.StaleVersionError{InputError: input(models.StaleVersion), Current: holder}}},
		{"forbidden", models.Errorf(models.Forbidden, "m"), []models.UserError{input(models.Forbidden)}},
		{"blocked by a rule", models.Errorf(models.BlockedByRule, "m"), []models.UserError{input(models.BlockedByRule)}},
		{"unauthenticated", models.Errorf(models.Unauthenticated, "m"), nil},
		{"unavailable", models.Errorf(models.Unavailable, "m"), nil},
		{"conflict", models.Errorf(models.Conflict, "m"), nil},
		{"internal among others", models.Errors{models.Errorf(models.Invalid, "m"), models.Errorf(models.Internal, "m")}, nil},
		{"any other error", failure, nil},
	} {
		got, err := models.UserErrors(row.err)
		if !reflect.DeepEqual(got, row.want) || (row.want == nil) != (err != nil) ||
			err != nil && !errors.Is(err, row.err) && !reflect.DeepEqual(err, row.err) {
			t.Errorf("%s: %#v %v", row.name, got, err)
		}
	}
}

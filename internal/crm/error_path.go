package crm

import (
	"errors"

	"kith/models"
)

// underField prepends a field to the paths of errors.
func underField(err error, field string) error {
	var one *models.Error
	var many models.Errors
	if errors.As(err, &one) {
		many = models.Errors{one}
	} else if !errors.As(err, &many) {
		return err
	}
	for _, e := range many {
		e.Field = append([]string{field}, e.Field...)
	}
	return err
}

// renameField replaces one field in the path of an error by another one.
func renameField(err error, from, to string) error {
	var e *models.Error
	if errors.As(err, &e) && len(e.Field) > 0 && e.Field[0] == from {
		e.Field[0] = to
	}
	return err
}

// withoutNUL makes a lookup value safe for PostgreSQL, which rejects NUL characters; no stored text contains one.
func withoutNUL(s string) string {
	for i := range len(s) {
		if s[i] == 0 {
			return ""
		}
	}
	return s
}

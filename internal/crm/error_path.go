package crm

import (
	"errors"

	"kith/models"
)

// underField says that the input that errors are about stands below a field.
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

// renameField says that what an error calls one field is another one in this input.
func renameField(err error, from, to string) error {
	var e *models.Error
	if errors.As(err, &e) && len(e.Field) > 0 && e.Field[0] == from {
		e.Field[0] = to
	}
	return err
}

// withoutNUL makes a lookup value harmless: PostgreSQL refuses NUL characters, which no stored text has.
func withoutNUL(s string) string {
	for i := range len(s) {
		if s[i] == 0 {
			return ""
		}
	}
	return s
}

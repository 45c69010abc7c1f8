package filter

import (
	"reflect"

	"kith/models"
)

// Instants compiles a filter of one instant; name is the SQL of its column. Invalid as Contacts.
func Instants(name string, f *models.DateTimeFilter, o Options) (Clause, error) {
	if err := check(reflect.ValueOf(f)); err != nil {
		return Clause{}, err
	}
	return o.when(f, column(name)), nil
}

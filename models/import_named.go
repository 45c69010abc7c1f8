package models

import "cmp"

// fullName returns the name that the row gives together with its middle and last name.
func (r *ImportRow) fullName() string {
	return FullName(deref(r.Patch.Name.Value()), deref(r.Patch.MiddleName.Value()), deref(r.Patch.LastName.Value()))
}

// Named reports whether the row says a name.
func (r *ImportRow) Named() bool { return r.fullName() != "" }

// NamesAnother reports whether the row says another name than the contact has. A contact without a name can have any.
func (r *ImportRow) NamesAnother(c *Contact) bool {
	name, has := r.fullName(), c.FullName()
	return name != "" && has != "" && Fold(name) != Fold(has)
}

// Names reports whether the row says the name that the contact has.
func (r *ImportRow) Names(c *Contact) bool {
	return r.Named() && Fold(r.fullName()) == Fold(c.FullName())
}

// NameKey returns the sort key of the name that a contact made of the row has, nil without one.
func (r *ImportRow) NameKey() *string {
	return FoldKey(cmp.Or(deref(r.Patch.Name.Value()), r.fullName()))
}

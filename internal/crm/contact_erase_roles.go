package crm

import (
	"encoding/json"

	"kith/internal/store"
	"kith/models"
)

// nobody is a filter that no contact matches.
const nobody = `{"or":[]}`

// fromRoles takes the contacts out of the lists of values in the filters of roles. A filter that would mean something else without them
// matches nobody from then on: a role can't be deleted while users have it, and must show them no more than before.
func (e *erasure) fromRoles() error {
	tx := e.tx
	named, err := roles.List(tx, "o.account_id = ? AND "+namesThem("o.contact_filter")+" ORDER BY o.id FOR UPDATE", tx.Account, e.values,
		e.digits)
	if err != nil {
		return err
	}
	e.counts[models.ErasedRoles] += len(named)
	for _, role := range named {
		var filter any
		if err := json.Unmarshal(*role.ContactFilter, &filter); err != nil {
			return err
		}
		stored := models.JSON(nobody)
		if rest, kept := e.without(filter); kept {
			stored = models.AuditDetails(rest)
		}
		role.ContactFilter, role.Version, role.UpdatedAt = &stored, role.Version+1, tx.Now
		tx.endsCredentials = true
		if err := store.Save(tx, role, role.ID); err != nil {
			return err
		}
	}
	return nil
}

package crm

import (
	"kith/internal/store"
	"kith/models"
)

// reference is a column of a table that refers to contacts.
type reference struct {
	table, column string
	// moved is the column of contact_merge_sources that records the rows of this table which a merge moves; blank for tables that a
	// merge handles separately.
	moved string
}

// contactReferences are all references to contacts, in the order in which they are locked. A test compares them with the foreign
// keys of the database.
var contactReferences = []reference{
	{"conversations", "contact_id", "conversations"},
	{"messages", "sender_contact_id", "messages"},
	{"contact_inboxes", "contact_id", "contact_inboxes"},
	{"notes", "contact_id", "notes"},
	{"csat_responses", "contact_id", "csat_responses"},
	{"contact_points", "contact_id", ""},
	{"contact_labels", "contact_id", ""},
	{"contact_presence", "contact_id", ""},
	{"contact_aliases", "contact_id", ""},
	{"duplicate_queue", "contact_id", ""},
	{"contact_match_sets", "contact_id", ""},
	{"contact_duplicates", "first_id", ""},
	{"contact_duplicates", "second_id", ""},
}

// ContactReferences returns the columns that refer to contacts, as table.column.
func ContactReferences() []string {
	names := make([]string, len(contactReferences))
	for i, r := range contactReferences {
		names[i] = r.table + "." + r.column
	}
	return names
}

// withMerged is a CTE `gone` with the ids of contacts and of those that were merged into them. Its parameters are the ids and the
// account.
const withMerged = `
	WITH RECURSIVE gone (id) AS (
		SELECT unnest(?::uuid[])
		UNION
		SELECT s.contact_id
		FROM gone
		JOIN contact_merges m ON m.account_id = ? AND m.into_id = gone.id AND m.undone_at IS NULL
		JOIN contact_merge_sources s ON s.account_id = m.account_id AND s.merge_id = m.id
	)`

// resolveMerged maps ids to existing contacts: a contact's id to itself, the id of a merged contact to the survivor. Unknown ids
// are left out.
func resolveMerged(r reader, ids []models.ContactID) (map[models.ContactID]models.ContactID, error) {
	leads, err := store.Rows[struct{ Asked, Live models.ContactID }](r, `
		SELECT asked.id, coalesce(c.id, a.contact_id)
		FROM unnest(?::uuid[]) AS asked (id)
		LEFT JOIN contacts c ON c.account_id = ? AND c.id = asked.id
		LEFT JOIN contact_aliases a ON a.account_id = ? AND a.id = asked.id
		WHERE coalesce(c.id, a.contact_id) IS NOT NULL`, store.IDs[models.ContactID](ids), r.Account, r.Account)
	found := make(map[models.ContactID]models.ContactID, len(ids))
	for _, l := range leads {
		found[l.Asked] = l.Live
	}
	return found, err
}

// lockContacts locks contacts in the order of their ids and resolves the ids of merged ones. NotFound for an unknown id, at the
// path that path returns for its index.
func lockContacts(tx *Tx, ids []models.ContactID, path func(i int) []string) ([]*models.Contact, error) {
	live, err := resolveMerged(tx.sees(), ids)
	if err != nil {
		return nil, err
	}
	var wanted []models.ContactID
	for i, id := range ids {
		if _, ok := live[id]; !ok {
			return nil, models.Errorf(models.NotFound, "There is no such contact.").At(path(i)...)
		}
		wanted = append(wanted, live[id])
	}
	locked, err := lockAll(tx, wanted)
	if err != nil {
		return nil, err
	}
	byID := make(map[models.ContactID]*models.Contact, len(locked))
	for _, c := range locked {
		byID[c.ID] = c
	}
	found := make([]*models.Contact, len(ids))
	for i, id := range wanted {
		if found[i] = byID[id]; found[i] == nil {
			return nil, store.ErrMoved // merged or deleted before it was locked
		}
	}
	return found, nil
}

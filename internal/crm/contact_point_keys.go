package crm

import (
	"kith/internal/store"
	"kith/models"
)

// hasKey is the condition for the contact that has an address: its kind is part of the text, so that the index of that kind serves.
func hasKey(kind models.PointKind) string {
	return `c.account_id = ? AND c.id = (
		SELECT p.contact_id
		FROM contact_points p
		WHERE p.account_id = ? AND p.kind = '` + string(kind) + `' AND p.key = ? AND p.system = ? AND NOT p.shared)`
}

// hasKeyArgs are the parameters of hasKey.
func hasKeyArgs(account int64, key models.PointKey) []any {
	return []any{account, account, key.Key, key.System}
}

// findByKey returns the contact that has an address as a key, or nil.
func findByKey(r store.Querier, account int64, key models.PointKey) (*models.Contact, error) {
	return contacts.First(r, hasKey(key.Kind), hasKeyArgs(account, key)...)
}

// keyLists are the lists of selectKeys for addresses.
func keyLists(keys []models.PointKey) []any {
	args := make([]any, 0, 4)
	for _, kind := range []models.PointKind{models.PointEmail, models.PointPhone} {
		found := []string{}
		for _, k := range keys {
			if k.Kind == kind {
				found = append(found, k.Key)
			}
		}
		args = append(args, found)
	}
	identifiers, systems := []string{}, []string{}
	for _, k := range keys {
		if k.Kind == models.PointIdentifier {
			identifiers, systems = append(identifiers, k.Key), append(systems, k.System)
		}
	}
	return append(args, identifiers, systems)
}

// selectKeys selects columns of the addresses p that are keys and among those given. Its parameters are the account and a list for
// each kind, as keysArgs gives them.
func selectKeys(columns string) string {
	return `
		SELECT ` + columns + ` FROM contact_points p WHERE p.account_id = ? AND p.kind = 'EMAIL' AND p.key = ANY(?) AND NOT p.shared
		UNION ALL
		SELECT ` + columns + ` FROM contact_points p WHERE p.account_id = ? AND p.kind = 'PHONE_NUMBER' AND p.key = ANY(?) AND NOT p.shared
		UNION ALL
		SELECT ` + columns + ` FROM contact_points p
		JOIN unnest(?::text[], ?::text[]) AS wanted (key, system) ON p.key = wanted.key AND p.system = wanted.system
		WHERE p.account_id = ? AND p.kind = 'IDENTIFIER' AND NOT p.shared`
}

// keysArgs are the parameters of selectKeys.
func keysArgs(account int64, keys []models.PointKey) []any {
	lists := keyLists(keys)
	return []any{account, lists[0], account, lists[1], lists[2], lists[3], account}
}

// holder is the contact that has a key.
type holder struct {
	Kind, System, Key string
	Contact           models.ContactID
}

// holdersOf returns which contacts have the keys.
func holdersOf(q store.Querier, account int64, keys []models.PointKey) (map[models.PointKey]models.ContactID, error) {
	found := make(map[models.PointKey]models.ContactID, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	rows, err := store.Rows[holder](q, selectKeys("p.kind, p.system, p.key, p.contact_id"), keysArgs(account, keys)...)
	for _, h := range rows {
		found[models.PointKey{Kind: models.PointKind(h.Kind), System: h.System, Key: h.Key}] = h.Contact
	}
	return found, err
}

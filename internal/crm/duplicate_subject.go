package crm

import (
	"encoding/json"
	"slices"

	"kith/internal/identity"
	"kith/internal/store"
	"kith/models"
)

// evidenceOf returns the custom attributes that an account compares, by key. At most maxEvidence are.
func evidenceOf(r store.Querier, account int64) ([]identity.Attribute, error) {
	rows, err := store.Rows[struct {
		Key  string
		Type string
	}](r, `
		SELECT d.key, d.type
		FROM custom_attribute_definitions d
		WHERE d.account_id = ? AND d.model = 'CONTACT' AND d.evidence
		ORDER BY d.key COLLATE "C"
		LIMIT ?`, account, models.MaxEvidence)
	attributes := make([]identity.Attribute, len(rows))
	for i, row := range rows {
		attributes[i] = identity.Attribute{Key: row.Key, Date: row.Type == string(models.DateAttribute)}
	}
	return attributes, err
}

func sameAttributes(a, b []identity.Attribute) bool {
	return slices.EqualFunc(a, b, func(a, b identity.Attribute) bool { return a.Key == b.Key && a.Date == b.Date })
}

// readSubjects reads the values by which contacts are compared. Shared addresses are among them: those that many have weigh little.
func readSubjects(
	tx store.Querier, account int64, ids store.IDs[models.ContactID], attributes []identity.Attribute,
) (map[models.ContactID]*identity.Subject, error) {
	keys := make([]string, len(attributes))
	for i, a := range attributes {
		keys[i] = a.Key
	}
	rows, err := store.Rows[struct {
		ID                                models.ContactID
		Name, MiddleName, LastName        string
		Company, City, Country, Evidences string
	}](tx, `
		SELECT c.id, c.name, c.middle_name, c.last_name, coalesce(c.company_key, ''), coalesce(c.city_key, ''), coalesce(c.country_code, ''),
			CASE WHEN cardinality(?::text[]) > 0 THEN coalesce((
				SELECT jsonb_object_agg(e.key, c.custom_attributes ->> e.key)
				FROM unnest(?::text[]) AS e (key)
				WHERE jsonb_typeof(c.custom_attributes -> e.key) IN ('string', 'number'))::text, '') ELSE '' END
		FROM contacts c
		WHERE c.account_id = ? AND c.id = ANY(ARRAY(SELECT unnest(?::uuid[])))`, keys, keys, account, ids)
	if err != nil {
		return nil, err
	}
	subjects := make(map[models.ContactID]*identity.Subject, len(rows))
	for _, row := range rows {
		s := &identity.Subject{Name: row.Name, MiddleName: row.MiddleName, LastName: row.LastName, Company: row.Company, City: row.City,
			Country: row.Country}
		if row.Evidences != "" {
			if err := json.Unmarshal([]byte(row.Evidences), &s.Attributes); err != nil {
				return nil, err
			}
		}
		subjects[row.ID] = s
	}
	addresses, err := store.Rows[struct {
		Contact   models.ContactID
		Kind, Key string
	}](tx, `
		SELECT p.contact_id, p.kind, p.key
		FROM contact_points p
		WHERE p.account_id = ? AND p.contact_id = ANY(ARRAY(SELECT unnest(?::uuid[])))
		ORDER BY p.contact_id, `+pointOrder, account, ids)
	for _, p := range addresses {
		if s := subjects[p.Contact]; s != nil {
			addAddress(s, models.PointKind(p.Kind), p.Key)
		}
	}
	return subjects, err
}

func addAddress(s *identity.Subject, kind models.PointKind, key string) {
	switch kind {
	case models.PointPhone:
		s.Phones = append(s.Phones, key)
	case models.PointIdentifier:
		s.Identifiers = append(s.Identifiers, key)
	default:
		s.Emails = append(s.Emails, key)
	}
}

package crm_test

import (
	"slices"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// resolve checks that every address that was given leads to one contact, by all paths.
func (s *identityWriters) resolve() {
	ctx := crmtest.As(s.w.Home.Administrator)
	for key := range s.given {
		want := s.w.Texts(s.t, "SELECT contact_id::text FROM contact_points WHERE kind = $1 AND key = $2", string(key.Kind), key.Key)
		if len(want) != 1 {
			s.t.Errorf("%v is an address of %v", key, want)
			continue
		}
		by, filter := models.ContactBy{}, &models.ContactFilter{}
		switch equals := (&models.StringFilter{Eq: &key.Key}); key.Kind {
		case models.PointEmail:
			by.Email, filter.Email = &key.Key, equals
		case models.PointPhone:
			by.PhoneNumber, filter.PhoneNumber = &key.Key, equals
		default:
			by.Identifier, filter.Identifier = &key.Key, equals
		}
		found, err := s.w.CRM.FindContact(ctx, by)
		if err != nil || found == nil || found.ID.UUID.String() != want[0] {
			s.t.Errorf("%v finds %v, %v, not %s", key, found, err, want)
		}
		for path, q := range map[string]crm.ContactQuery{"filter": {Filter: filter}, "search": {Search: &key.Key}} {
			list, err := s.w.CRM.ListContacts(ctx, page.Args{}, q)
			if err != nil || len(list.Nodes()) != 1 || list.Nodes()[0].ID.UUID.String() != want[0] {
				s.t.Errorf("%v by %s: %v, %v, not %s", key, path, list, err, want)
			}
		}
		if _, err := s.w.CRM.CreateContact(ctx, inputOf([]models.PointKey{key})); holder(err) == nil || holder(err).ID.UUID.String() != want[0] {
			s.t.Errorf("a creation with %v: %v, not taken by %s", key, err, want)
		}
		c, created, err := s.w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.ContactMatchKey(key.Kind),
			Contact: inputOf([]models.PointKey{key})})
		if err != nil || created || c.ID.UUID.String() != want[0] {
			s.t.Errorf("an upsert by %v: %v, %t, %v, not %s", key, c, created, err, want)
		}
	}
}

// undoAll undoes all merges that stand, the latest first. Each source must come back with the addresses that it had, and the survivor keep
// the others.
func (s *identityWriters) undoAll() {
	ctx := crmtest.As(s.w.Home.Administrator)
	const keys = `SELECT kind || ' ' || key FROM contact_points WHERE contact_id = $1 ORDER BY 1`
	for {
		standing := s.w.Texts(s.t, `
			SELECT id::text FROM contact_merges g
			WHERE undone_at IS NULL AND EXISTS (SELECT FROM contacts c WHERE c.id = g.into_id)
			ORDER BY id DESC LIMIT 1`)
		if len(standing) == 0 {
			return
		}
		var id models.ContactMergeID
		if err := id.Scan(standing[0]); err != nil {
			s.t.Fatal(err)
		}
		had := s.w.Texts(s.t, `
			SELECT p ->> 'kind' || ' ' || (p ->> 'key')
			FROM contact_merge_sources m
			CROSS JOIN LATERAL jsonb_array_elements(m.points) p
			WHERE m.merge_id = $1
			ORDER BY 1`, id)
		together := s.w.Texts(s.t, `
			SELECT kind || ' ' || key FROM contact_points p JOIN contact_merges g ON g.into_id = p.contact_id WHERE g.id = $1 ORDER BY 1`, id)
		contacts, _, err := s.w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: id})
		if err != nil {
			s.t.Fatal(err)
		}
		if got := s.w.Texts(s.t, keys, contacts[1].ID); !slices.Equal(got, had) {
			s.t.Errorf("the source of %s comes back with %v, not %v", id, got, had)
		}
		for _, key := range s.w.Texts(s.t, keys, contacts[0].ID) {
			if !slices.Contains(together, key) {
				s.t.Errorf("the survivor of %s has %s, which it did not have", id, key)
			}
		}
	}
}

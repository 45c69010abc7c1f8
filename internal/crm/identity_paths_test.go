package crm_test

import (
	"encoding/json"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// resolve checks that every path leads from each address to its contact, and that the last event of each contact has its addresses.
func (s *identityStorm) resolve() {
	s.ctx = crmtest.As(s.w.Home.Administrator)
	for _, key := range s.pool {
		want, there := s.model.holder(key)
		by, filter := models.ContactBy{}, &models.ContactFilter{}
		equals := &models.StringFilter{Eq: &key.Key}
		switch key.Kind {
		case models.PointEmail:
			by.Email, filter.Email = &key.Key, equals
		case models.PointPhone:
			by.PhoneNumber, filter.PhoneNumber = &key.Key, equals
		default:
			by.Identifier, filter.Identifier = &key.Key, equals
		}
		found, err := s.w.CRM.FindContact(s.ctx, by)
		if err != nil || (found != nil) != there || there && found.ID != want {
			s.t.Errorf("%v finds %v, %v, not %s", key, found, err, want)
		}
		for path, q := range map[string]crm.ContactQuery{"filter": {Filter: filter}, "search": {Search: &key.Key}} {
			list, err := s.w.CRM.ListContacts(s.ctx, page.Args{}, q)
			if err != nil || (len(list.Nodes()) == 1) != there || there && list.Nodes()[0].ID != want {
				s.t.Errorf("%v by %s: %v, %v, not %s", key, path, list, err, want)
			}
		}
	}
	s.checkSnapshots()
}

// checkSnapshots compares the addresses in the last event of each contact with those that it has.
func (s *identityStorm) checkSnapshots() {
	for id, c := range s.model.live {
		texts := s.w.Texts(s.t, `
			SELECT (snapshot -> 'points')::text FROM contact_events WHERE contact_id = $1 ORDER BY seq DESC LIMIT 1`, id)
		var points []struct{ Value string }
		if err := json.Unmarshal([]byte(texts[0]), &points); err != nil || len(points) != len(c.points) {
			s.t.Errorf("the last event of %s has %s, not %v: %v", id, texts[0], c.points, err)
		}
	}
}

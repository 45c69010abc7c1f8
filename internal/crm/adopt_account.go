package crm

import (
	"encoding/json"
	"strings"

	"kith/internal/filter"
	"kith/models"
)

func (a *adoption) adoptUsers(rows Seed) error {
	if len(rows.Users) == 0 {
		return nil
	}
	emails := make([]string, len(rows.Users))
	for i := range rows.Users {
		rows.Users[i].Email = models.EmailKey(rows.Users[i].Email)
		emails[i] = rows.Users[i].Email
	}
	found, err := users.List(a, "u.account_id = ? AND u.email = ANY(?)", a.Account, emails)
	if err != nil {
		return err
	}
	own := map[string]models.UserID{}
	for _, u := range found {
		own[u.Email] = u.ID
	}
	a.Users = map[models.UserID]models.UserID{}
	var fresh []models.User
	for _, u := range rows.Users {
		if _, known := own[u.Email]; !known {
			own[u.Email] = u.ID
			fresh = append(fresh, u)
		}
		a.Users[u.ID] = own[u.Email]
	}
	return storeMissing(a, users, fresh)
}

func (a *adoption) adoptLabels(rows Seed) (err error) {
	if len(rows.Labels) == 0 {
		return nil
	}
	fresh, err := missing(a, labels, rows.Labels)
	if err != nil {
		return err
	}
	if a.Labels, err = seedLabels(a.Tx, fresh); err != nil {
		return err
	}
	for id, own := range a.Labels {
		if id == own { // stored now, unless a label with its title existed
			a.Stored++
		}
	}
	for _, l := range rows.Labels {
		if _, stored := a.Labels[l.ID]; !stored { // it was stored before, maybe under another title
			a.Labels[l.ID] = l.ID
		}
	}
	return nil
}

func (a *adoption) adoptDefinitions(rows Seed) error {
	for _, model := range []models.AttributeModel{models.ContactAttribute, models.ConversationAttribute, models.CompanyAttribute} {
		var keys, folded []string
		var own []models.CustomAttributeDefinition
		for _, d := range rows.Definitions {
			if d.Model == model {
				own, keys, folded = append(own, d), append(keys, d.Key), append(folded, strings.ToLower(d.Key))
			}
		}
		if len(own) == 0 {
			continue
		}
		found, err := definitions.List(a, "d.account_id = ? AND d.model = ? AND (d.key = ANY(?) OR d.folded_key = ANY(?))", a.Account,
			string(model), keys, folded)
		if err != nil {
			return err
		}
		holder, foldedHolder := map[string]models.CustomAttributeDefinitionID{}, map[string]models.CustomAttributeDefinitionID{}
		for _, d := range found {
			holder[d.Key] = d.ID
			if d.FoldedKey != nil {
				foldedHolder[*d.FoldedKey] = d.ID
			}
		}
		own = fitting(a, definitions, own, func(d *models.CustomAttributeDefinition) string {
			if id, taken := holder[d.Key]; taken && id != d.ID {
				return "Another definition has this key."
			}
			holder[d.Key] = d.ID
			folded := strings.ToLower(d.Key)
			if id, taken := foldedHolder[folded]; !taken || id == d.ID { // otherwise both exist, as they did there
				d.FoldedKey, foldedHolder[folded] = &folded, d.ID
			}
			return ""
		})
		if err := storeMissing(a, definitions, own); err != nil {
			return err
		}
	}
	return nil
}

func (a *adoption) adoptCompanies(rows Seed) error {
	if len(rows.Companies) == 0 {
		return nil
	}
	var domains []string
	for _, c := range rows.Companies {
		if c.Domain != nil {
			domains = append(domains, *c.Domain)
		}
	}
	if err := companiesChanged(a.Tx); err != nil {
		return err
	}
	found, err := companies.List(a, "co.account_id = ? AND co.domain = ANY(?)", a.Account, domains)
	if err != nil {
		return err
	}
	holder := map[string]models.CompanyID{}
	for _, c := range found {
		holder[*c.Domain] = c.ID
	}
	return storeMissing(a, companies, fitting(a, companies, rows.Companies, func(c *models.Company) string {
		if c.Domain == nil {
			return ""
		}
		if id, taken := holder[*c.Domain]; taken && id != c.ID {
			a.reject(c.ID.UUID, "domain", *c.Domain, "Another company has this domain.")
			c.Domain = nil
			return ""
		}
		holder[*c.Domain] = c.ID
		return ""
	}))
}

func (a *adoption) adoptInboxes(rows Seed) error { return storeMissing(a, inboxes, rows.Inboxes) }

func (a *adoption) adoptSegments(rows Seed) error {
	return storeMissing(a, segments, fitting(a, segments, rows.Segments, func(s *models.Segment) string {
		f, err := s.ContactFilter()
		if err == nil {
			_, err = filter.Contacts(f, filter.Options{AccountID: a.Account, Now: a.Now.Time})
		}
		if err == nil {
			err = a.setFilter(s, f)
		}
		if err != nil {
			return "The filter would not run."
		}
		return ""
	}))
}

// setFilter gives a segment its filter in the form in which it is stored. Labels that the account does not have keep their titles.
func (a *adoption) setFilter(s *models.Segment, f *models.ContactFilter) error {
	stored, err := withLabelIDs(a.reader(), f)
	if err != nil {
		return err
	}
	s.UsageKeys = filter.UsageKeys(stored)
	s.Filter, err = json.Marshal(stored)
	return err
}

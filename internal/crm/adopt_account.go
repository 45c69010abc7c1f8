package crm

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
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
	for _, u := range rows.Users {
		if _, known := own[u.Email]; !known {
			own[u.Email] = u.ID
		}
		a.Users[u.ID] = own[u.Email]
		if own[u.Email] != u.ID {
			a.remember(u.ID.UUID, own[u.Email].UUID, 0)
		}
	}
	known := slices.DeleteFunc(slices.Clone(rows.Users), func(u models.User) bool { return a.Users[u.ID] != u.ID })
	fresh, err := settle(a, users, known, func(u *models.User) (models.UserID, uuid.UUID) { return u.ID, u.ID.UUID }, a.changeUser)
	if err != nil {
		return err
	}
	return storeNew(a, users, fresh)
}

// changeUser gives a user the name and the role of the other system, and follows who left there and who came back.
func (a *adoption) changeUser(stored *models.User, row models.User) (string, error) {
	if left := row.DeactivatedAt != nil; left != (stored.DeactivatedAt != nil) {
		if left && stored.Role == models.Administrator {
			n, err := users.Count(a, 2, "u.account_id = ? AND u.role = ? AND u.deactivated_at IS NULL", a.Account, string(models.Administrator))
			if err != nil {
				return "", err
			}
			if n == 1 {
				return "The user left there and is the last administrator here, who can't be deactivated.", nil
			}
		}
		a.endsCredentials, stored.DeactivatedAt = true, row.DeactivatedAt
		if err := endSessions(a.Tx, stored.ID); err != nil {
			return "", err
		}
	}
	stored.Name, stored.UpdatedAt = row.Name, a.Now
	if row.DeactivatedAt == nil {
		stored.Role = row.Role
	}
	return "", nil
}

func (a *adoption) adoptBots(rows Seed) error {
	fresh, err := settle(a, bots, rows.Bots, func(b *models.Bot) (models.BotID, uuid.UUID) { return b.ID, b.ID.UUID },
		func(stored *models.Bot, row models.Bot) (string, error) {
			stored.Name, stored.Description, stored.UpdatedAt = row.Name, row.Description, row.UpdatedAt
			return "", nil
		})
	if err != nil {
		return err
	}
	return storeNew(a, bots, fresh)
}

// adoptLabels stores the labels, or uses those of the account with the same titles. Labels has no entry for one that was deleted here.
func (a *adoption) adoptLabels(rows Seed) (err error) {
	if len(rows.Labels) == 0 {
		return nil
	}
	fresh, err := settle(a, labels, rows.Labels, func(l *models.Label) (models.LabelID, uuid.UUID) { return l.ID, l.ID.UUID },
		func(stored *models.Label, row models.Label) (string, error) {
			if row.Title != stored.Title {
				taken, err := labels.First(a, "l.account_id = ? AND l.title = ?", a.Account, row.Title)
				if err != nil {
					return "", err
				}
				if taken != nil {
					return "It was renamed there, and another label has the title here.", nil
				}
			}
			stored.Title, stored.Color, stored.Description, stored.ShowOnSidebar = row.Title, row.Color, row.Description, row.ShowOnSidebar
			stored.UpdatedAt = row.UpdatedAt
			return "", nil
		})
	if err != nil {
		return err
	}
	if a.Labels, err = seedLabels(a.Tx, fresh); err != nil {
		return err
	}
	for id, own := range a.Labels {
		if id == own { // stored now, unless a label with its title existed
			a.Stored++
		} else {
			a.remember(id.UUID, own.UUID, 0)
		}
	}
	return a.knownLabels(rows.Labels)
}

// knownLabels adds the labels that were brought over before, as far as the account has them.
func (a *adoption) knownLabels(rows []models.Label) error {
	ids := make([]uuid.UUID, len(rows))
	for i, l := range rows {
		ids[i] = l.ID.UUID
		if was := a.before[l.ID.UUID]; was != nil {
			ids[i] = was.RecordID
		}
	}
	present, err := labels.Present(a, ids)
	for i, l := range rows {
		if _, stored := a.Labels[l.ID]; !stored && present[ids[i]] {
			a.Labels[l.ID] = typeid.Of[models.LabelID](ids[i])
		}
	}
	return err
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
		fresh, err := settle(a, definitions, own,
			func(d *models.CustomAttributeDefinition) (models.CustomAttributeDefinitionID, uuid.UUID) {
				return d.ID, d.ID.UUID
			},
			func(stored *models.CustomAttributeDefinition, row models.CustomAttributeDefinition) (string, error) {
				row.AccountID, row.Version = stored.AccountID, stored.Version
				*stored = row
				return "", nil
			})
		if err != nil {
			return err
		}
		if err := storeNew(a, definitions, fresh); err != nil {
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
	fit := fitting(a, companies, rows.Companies, func(c *models.Company) string {
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
	})
	fresh, err := settle(a, companies, fit, func(c *models.Company) (models.CompanyID, uuid.UUID) { return c.ID, c.ID.UUID }, a.changeCompany)
	if err != nil {
		return err
	}
	return storeNew(a, companies, fresh)
}

// changeCompany gives a company the values of the other system. Its contacts are found by a new name at once.
func (a *adoption) changeCompany(stored *models.Company, row models.Company) (string, error) {
	name := stored.Name
	row.AccountID, row.Version = stored.AccountID, stored.Version
	row.Avatar, row.AvatarSetAt = stored.Avatar, stored.AvatarSetAt
	*stored = row
	if name == row.Name {
		return "", nil
	}
	_, members, err := lockCompany(a.Tx, row.ID)
	if err != nil {
		return "", err
	}
	err = refreshDerived(a.Tx, members, stored, func(_, _ *models.Contact) []*models.FieldChange {
		return models.CompanyRenamed(name, row.Name)
	})
	if err != nil || a.origin.System == "" {
		return "", err
	}
	// It was the import that gave the contacts a new version.
	ids, versions := make(store.IDs[models.ContactID], len(members)), make([]int, len(members))
	for i, c := range members {
		ids[i], versions[i] = c.ID, c.Version
	}
	return "", a.Exec(`
		UPDATE legacy_records lr
		SET version = n.version
		FROM unnest(?::uuid[], ?::integer[]) AS n (id, version)
		WHERE lr.account_id = ? AND lr.record_id = n.id AND lr.origin = lr.record_id AND lr.version = n.version - 1`, ids, versions, a.Account)
}

func (a *adoption) adoptInboxes(rows Seed) error {
	fresh, err := settle(a, inboxes, rows.Inboxes, func(i *models.Inbox) (models.InboxID, uuid.UUID) { return i.ID, i.ID.UUID },
		func(stored *models.Inbox, row models.Inbox) (string, error) {
			stored.Name, stored.CsatSurveyEnabled, stored.UpdatedAt = row.Name, row.CsatSurveyEnabled, row.UpdatedAt
			return "", nil
		})
	if err != nil {
		return err
	}
	return storeNew(a, inboxes, fresh)
}

func (a *adoption) adoptSegments(rows Seed) error {
	fit := fitting(a, segments, rows.Segments, func(s *models.Segment) string {
		f, err := s.ContactFilter()
		if err == nil {
			_, err = filter.Contacts(f, filter.Options{AccountID: a.Account, Now: a.Now.Time})
		}
		if err == nil {
			err = a.setFilter(s, f)
		}
		var refused *models.Error
		switch {
		case errors.As(err, &refused):
			return "The filter can't be stored: " + refused.Message
		case err != nil:
			return "The filter can't be stored: " + err.Error()
		}
		return ""
	})
	fresh, err := settle(a, segments, fit, func(s *models.Segment) (models.SegmentID, uuid.UUID) { return s.ID, s.ID.UUID },
		func(stored *models.Segment, row models.Segment) (string, error) {
			stored.Name, stored.Filter, stored.UsageKeys, stored.UpdatedAt = row.Name, row.Filter, row.UsageKeys, row.UpdatedAt
			return "", nil
		})
	if err != nil {
		return err
	}
	return storeNew(a, segments, fresh)
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

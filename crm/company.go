package crm

import (
	"context"
	"errors"

	"kith/models"
	"kith/page"
	"kith/typeid"
)

var companies = table[models.Company]{
	from:    "companies co",
	columns: "co.account_id, co.id, co.name, co.name_key, co.domain, co.description, co.custom_attributes, co.created_at, co.updated_at",
	fields: func(c *models.Company) []any {
		return []any{&c.AccountID, &c.ID, &c.Name, &c.NameKey, &c.Domain, &c.Description, &c.CustomAttributes, &c.CreatedAt, &c.UpdatedAt}
	},
}

// CompaniesByID returns the companies that exist, by id.
func (s *Service) CompaniesByID(ctx context.Context, ids []models.CompanyID) (map[models.CompanyID]*models.Company, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID(r, companies, ids, func(c *models.Company) models.CompanyID { return c.ID })
}

const contactsOfCompany = "c.account_id = ? AND c.company_id = parent.id"

// ContactsByCompany returns a page of each company's contacts, newest first.
func (s *Service) ContactsByCompany(ctx context.Context, ids []models.CompanyID, a page.Args) (map[models.CompanyID]*models.ContactConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	o, err := contactOrder(nil)
	if err != nil {
		return nil, err
	}
	o.Name = "company.contacts"
	return pagesOf(r, contacts, o, a, ids, contactsOfCompany, r.Account)
}

// CountContactsByCompany counts each company's contacts up to limit+1.
func (s *Service) CountContactsByCompany(ctx context.Context, ids []models.CompanyID, limit int) (map[models.CompanyID]int, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return countsOf(r, contacts.from, limit, ids, contactsOfCompany, r.Account)
}

// CreateCompany stores a new company. Taken when another one has the domain.
func (s *Service) CreateCompany(ctx context.Context, in models.CompanyCreateInput) (*models.Company, error) {
	var company *models.Company
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		company = &models.Company{AccountID: tx.Account, ID: typeid.New[models.CompanyID](),
			CustomAttributes: models.JSON("{}"), CreatedAt: tx.Now, UpdatedAt: tx.Now}
		broken, err := checkAttributes(tx, models.CompanyAttribute, in.CustomAttributes)
		if err = errors.Join(err, broken.OrNil()); err != nil {
			return err
		}
		if err := company.Apply(in.Patch()); err != nil {
			return err
		}
		return tx.Create(company).Error
	})
	return company, err
}

// UpdateCompany changes a company. Its contacts are sorted and found by the new name at once.
func (s *Service) UpdateCompany(ctx context.Context, in models.CompanyUpdateInput) (*models.Company, error) {
	var company *models.Company
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		var members []*models.Contact
		var err error
		if company, members, err = lockCompany(tx, in.ID); err != nil {
			return err
		}
		if patch, ok := in.CustomAttributes.ValueOK(); ok {
			broken, err := checkAttributes(tx, models.CompanyAttribute, patch)
			if err = errors.Join(err, broken.OrNil()); err != nil {
				return err
			}
		}
		name := company.Name
		if err := company.Apply(in); err != nil {
			return err
		}
		company.UpdatedAt = tx.Now
		if err := save(tx, company, in.ID); err != nil || name == company.Name {
			return err
		}
		return rederive(tx, members, company, func(c, _ *models.Contact) []*models.FieldChange {
			return models.CompanyRenamed(name, company.Name)
		})
	})
	return company, err
}

// DeleteCompany removes a company; its contacts stay.
func (s *Service) DeleteCompany(ctx context.Context, id models.CompanyID) error {
	return s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		_, members, err := lockCompany(tx, id)
		if err != nil {
			return err
		}
		if err := rederive(tx, members, nil, (*models.Contact).Changes); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM companies WHERE account_id = ? AND id = ?", tx.Account, id).Error
	})
}

// lockCompany locks the contacts of a company and then, the order being the same everywhere, the company itself. If a contact
// joined in between, the transaction is tried again.
func lockCompany(tx *Tx, id models.CompanyID) (*models.Company, []*models.Contact, error) {
	const ofCompany = "c.account_id = ? AND c.company_id = ?"
	members, err := contacts.list(tx.DB, ofCompany+" ORDER BY c.id FOR UPDATE", tx.Account, id)
	if err != nil {
		return nil, nil, err
	}
	company, err := lock(tx, companies, id, "company")
	if err != nil {
		return nil, nil, err
	}
	var n int
	if err := tx.Raw("SELECT count(*) FROM contacts c WHERE "+ofCompany, tx.Account, id).Row().Scan(&n); err != nil {
		return nil, nil, err
	}
	if n != len(members) {
		return nil, nil, errMoved
	}
	return company, members, nil
}

// rederive stores what locked contacts are sorted and searched by when their company has a new name or, with nil, has gone, and
// emits the events; changes tells what has changed of a contact.
func rederive(tx *Tx, members []*models.Contact, company *models.Company, changes func(c, before *models.Contact) []*models.FieldChange) error {
	if len(members) == 0 {
		return nil
	}
	var name string
	var id *models.CompanyID
	if company != nil {
		name, id = company.Name, &company.ID
	}
	ids, keys, searches := make(idArray[models.ContactID], len(members)), make([]string, len(members)), make([]string, len(members))
	for i, c := range members {
		before := *c
		c.CompanyID, c.Version, c.UpdatedAt = id, c.Version+1, tx.Now
		tx.Emit(models.NewContactEvent(models.ContactUpdated, c, changes(c, &before)))
		c.Derive(name)
		ids[i], searches[i] = c.ID, c.Keys.Search
		if c.Keys.CompanyKey != nil {
			keys[i] = *c.Keys.CompanyKey
		}
	}
	rows, err := query(tx.DB, false, `
		UPDATE contacts c
		SET company_id = ?, company_key = nullif(derived.company_key, ''), search = derived.search, version = version + 1, updated_at = ?
		FROM unnest(?::uuid[], ?::text[], ?::text[]) AS derived (id, company_key, search)
		WHERE c.account_id = ? AND c.id = derived.id`, []any{id, tx.Now, ids, keys, searches, tx.Account})
	if err != nil {
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	return queueDuplicates(tx, ids...)
}

var companiesByName = page.Order{Name: "companies", ID: "co.id",
	Keys: []page.Key{{Name: "NAME", Expr: "co.name_key", Kind: page.Text, Nullable: true}}}

// ListCompanies returns a page of the account's companies, by name; search is a substring of the name or the beginning of the
// domain.
func (s *Service) ListCompanies(ctx context.Context, a page.Args, search *string) (*models.CompanyConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	where, args := "co.account_id = ?", []any{r.Account}
	t := companies
	if search != nil {
		text, refused := models.CleanSearch(*search)
		if refused != nil {
			return nil, refused
		}
		t.replan = true
		where += ` AND (co.name_key LIKE ? OR co.domain LIKE ?)`
		args = append(args, "%"+likePattern(text)+"%", likePattern(text)+"%")
	}
	return t.pageOf(r, companiesByName, a, where, args...)
}

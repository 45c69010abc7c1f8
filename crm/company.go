package crm

import (
	"context"

	"kith/models"
	"kith/page"
	"kith/typeid"
)

var companies = table[models.Company]{
	from:    "companies co",
	columns: "co.account_id, co.id, co.name, co.domain, co.description, co.custom_attributes, co.created_at, co.updated_at",
	fields: func(c *models.Company) []any {
		return []any{&c.AccountID, &c.ID, &c.Name, &c.Domain, &c.Description, &c.CustomAttributes, &c.CreatedAt, &c.UpdatedAt}
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
		if err := company.Apply(in); err != nil {
			return err
		}
		return tx.Create(company).Error
	})
	return company, err
}

package crm

import (
	"errors"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// lookForCompanies reads the companies that rows name, and creates those that are missing if the task says so.
func (m *importer) lookForCompanies() error {
	m.byName = map[string][]*models.Company{}
	var ids store.IDs[models.CompanyID]
	var names, domains []string
	for _, row := range m.rows {
		if row.Company.ID != nil {
			ids = append(ids, *row.Company.ID)
		}
		if key := models.FoldKey(row.Company.Name); key != nil {
			names = append(names, *key)
		}
		if row.Company.Domain != "" {
			domains = append(domains, row.Company.Domain)
		}
	}
	if len(ids)+len(names)+len(domains) == 0 {
		return nil
	}
	found, err := companies.List(m.tx, `co.account_id = ? AND co.id = ANY (ARRAY (
			SELECT unnest(?::uuid[])
			UNION ALL SELECT n.id FROM companies n WHERE n.account_id = ? AND n.name_key = ANY(?)
			UNION ALL SELECT d.id FROM companies d WHERE d.account_id = ? AND d.domain = ANY(?)))
		ORDER BY co.id`, m.tx.Account, ids, m.tx.Account, unique(names), m.tx.Account, unique(domains))
	if err != nil {
		return err
	}
	for _, company := range found {
		m.know(company)
	}
	if err := followMerged(m.tx, m.companies.byID, ids); err != nil {
		return err
	}
	if m.task.CreateCompanies {
		return m.createCompanies()
	}
	return nil
}

func (m *importer) know(company *models.Company) {
	m.companies.byID[company.ID] = company
	if company.Domain != nil {
		m.companies.byDomain[*company.Domain] = company
	}
	if company.NameKey != nil {
		m.byName[*company.NameKey] = append(m.byName[*company.NameKey], company)
	}
}

// createCompanies creates the companies of rows that are not there. A name that is too long for a company, or a domain that is none, is
// left to the text of the contact.
func (m *importer) createCompanies() error {
	var made []models.Company
	for _, row := range m.rows {
		key := models.FoldKey(row.Company.Name)
		if key == nil || len(row.Broken) > 0 || len(m.byName[*key]) > 0 || m.companies.byDomain[row.Company.Domain] != nil {
			continue
		}
		company := &models.Company{AccountID: m.tx.Account, ID: typeid.New[models.CompanyID](), Version: 1,
			CustomAttributes: models.JSON("{}"), CreatedAt: m.tx.Now, UpdatedAt: m.tx.Now}
		in := models.CompanyCreateInput{Name: row.Company.Name, Domain: &row.Company.Domain}
		if company.Apply(in.Patch()) != nil {
			in.Domain, company.Domain = nil, nil
			if err := company.Apply(in.Patch()); err != nil {
				row.Warn("companyName", "No company was created: %v", err)
				continue
			}
			row.Warn("companyDomain", "%q is no domain; the company has none.", row.Company.Domain)
		}
		made = append(made, *company)
		m.know(company)
	}
	if len(made) == 0 {
		return nil
	}
	return errors.Join(companiesChanged(m.tx), store.CreateAll(m.tx, made))
}

// companyOf returns the company that a row names, nil if there is none or several have the name.
func (m *importer) companyOf(row *models.ImportRow, contact *models.Contact) *models.CompanyID {
	if id := row.Company.ID; id != nil && m.companies.byID[*id] != nil {
		return &m.companies.byID[*id].ID
	}
	if company := m.companies.byDomain[row.Company.Domain]; company != nil && row.Company.Domain != "" {
		return &company.ID
	}
	key := models.FoldKey(row.Company.Name)
	if key == nil {
		return nil
	}
	same := m.byName[*key]
	for _, company := range same {
		if contact.CompanyID != nil && *contact.CompanyID == company.ID {
			return &company.ID
		}
	}
	switch {
	case len(same) == 1:
		return &same[0].ID
	case len(same) > 1:
		row.Warn("companyName", "%d companies have this name; none was linked.", len(same))
	}
	return nil
}

package crm

import (
	"context"
	"errors"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var companies = store.NewTable[models.Company]("companies co")

// CompaniesByID returns the companies that exist, by id.
func (b *Batch) CompaniesByID(ids []models.CompanyID, set Columns) map[models.CompanyID]*models.Company {
	return store.ByID(b.Batch, companies, ids, set)
}

const contactsOfCompany = "c.account_id = ? AND c.company_id = parent.id"

// ContactsByCompany are each company's contacts, newest first.
func (b *Batch) ContactsByCompany(ids []models.CompanyID) Lists[models.CompanyID, models.Contact] {
	order, err := contactOrder(nil)
	if err != nil {
		b.Fail(err)
	}
	order.Name = "company.contacts"
	return Lists[models.CompanyID, models.Contact]{List: List[models.Contact]{Batch: b.Batch, Table: contacts,
		Where: contactsOfCompany, Args: []any{b.Account}, Order: order}, Parents: ids}
}

// CreateCompany creates a company. Taken if another company has the domain.
func (s *Service) CreateCompany(ctx context.Context, in models.CompanyCreateInput) (*models.Company, error) {
	var company *models.Company
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		company = &models.Company{AccountID: tx.Account, ID: typeid.New[models.CompanyID](), Version: 1,
			CustomAttributes: models.JSON("{}"), CreatedAt: tx.Now, UpdatedAt: tx.Now}
		broken, err := checkAttributes(tx, models.CompanyAttribute, in.CustomAttributes)
		if err = errors.Join(err, broken.OrNil()); err != nil {
			return err
		}
		if err := company.Apply(in.Patch()); err != nil {
			return err
		}
		if err := companiesChanged(tx); err != nil {
			return err
		}
		return store.Create(tx, company)
	})
	if err != nil && company != nil && company.Domain != nil {
		err = withHolder(ctx, s, err, companies, "co.account_id = ? AND co.domain = ?", *company.Domain)
	}
	return company, err
}

// UpdateCompany changes a company. Its contacts are sorted by and found under the new name immediately.
func (s *Service) UpdateCompany(ctx context.Context, in models.CompanyUpdateInput) (*models.Company, error) {
	var company *models.Company
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		var members []*models.Contact
		var err error
		if company, members, err = lockLiveMembers(tx, in.ID); err != nil {
			return err
		}
		if patch, ok := in.CustomAttributes.ValueOK(); ok {
			broken, err := checkAttributes(tx, models.CompanyAttribute, patch)
			if err = errors.Join(err, broken.OrNil()); err != nil {
				return err
			}
		}
		name := company.Name
		if err := models.Advance(company, in.ExpectedVersion); err != nil {
			return err
		}
		if err := company.Apply(in); err != nil {
			return err
		}
		company.UpdatedAt = tx.Now
		if err := companiesChanged(tx); err != nil {
			return err
		}
		if err := store.Save(tx, company, company.ID); err != nil || name == company.Name {
			return err
		}
		return refreshDerived(tx, members, company, func(c, _ *models.Contact) []*models.FieldChange {
			return models.CompanyRenamed(name, company.Name)
		})
	})
	if err != nil && company != nil && company.Domain != nil {
		err = withHolder(ctx, s, err, companies, "co.account_id = ? AND co.domain = ?", *company.Domain)
	}
	return company, err
}

// DeleteCompany deletes a company and the records of merges into it; its contacts are kept. NotFound, also for the id of a company that was
// merged.
func (s *Service) DeleteCompany(ctx context.Context, id models.CompanyID) error {
	return s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		company, members, err := lockCompany(tx, id)
		if err != nil {
			return err
		}
		if err := forgetCompanyMerges(tx, company); err != nil {
			return err
		}
		if err := refreshDerived(tx, members, nil, (*models.Contact).Changes); err != nil {
			return err
		}
		tx.Audit(models.AuditCompanyDeleted, id)
		return store.Delete[models.Company](tx, id)
	})
}

// lockCompany locks the contacts of a company and then the company, the same order as everywhere. If a contact was linked in the
// meantime, the transaction is retried.
func lockCompany(tx *Tx, id models.CompanyID) (*models.Company, []*models.Contact, error) {
	const ofCompany = "c.account_id = ? AND c.company_id = ?"
	members, err := lockWhere(tx, contacts, ofCompany+" ORDER BY c.id FOR UPDATE", tx.Account, id)
	if err != nil {
		return nil, nil, err
	}
	company, err := lock[models.Company](tx, id, "company")
	if err != nil {
		return nil, nil, err
	}
	n, err := store.One[int](tx, "SELECT count(*) FROM contacts c WHERE "+ofCompany, tx.Account, id)
	if err != nil {
		return nil, nil, err
	}
	if n != len(members) {
		return nil, nil, store.ErrMoved
	}
	return company, members, nil
}

// refreshDerived stores the sort keys and the search text of locked contacts after their company was renamed or, if company is nil,
// deleted, and emits the events. changes returns the changes of a contact.
func refreshDerived(
	tx *Tx, members []*models.Contact, company *models.Company, changes func(c, before *models.Contact) []*models.FieldChange,
) error {
	if len(members) == 0 {
		return nil
	}
	var name string
	var id *models.CompanyID
	if company != nil {
		name, id = company.Name, &company.ID
	}
	ids, keys := make(store.IDs[models.ContactID], len(members)), make([]string, len(members))
	texts, words, wordKeys := make([]string, len(members)), make([]*string, len(members)), make([]*string, len(members))
	for i, c := range members {
		before := *c
		c.CompanyID, c.Version, c.UpdatedAt = id, c.Version+1, tx.Now
		tx.Emit(models.NewContactEvent(models.ContactUpdated, c, changes(c, &before)))
		c.Derive(name)
		ids[i], texts[i], words[i], wordKeys[i] = c.ID, c.Keys.Search, c.Keys.SearchWords, c.Keys.SearchKeys
		if c.Keys.CompanyKey != nil {
			keys[i] = *c.Keys.CompanyKey
		}
	}
	err := tx.Exec(`
		UPDATE contacts c
		SET company_id = ?, company_key = nullif(derived.company_key, ''), search = derived.search, search_words = derived.words,
			search_keys = derived.keys, version = version + 1, updated_at = ?
		FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[]) AS derived (id, company_key, search, words, keys)
		WHERE c.account_id = ? AND c.id = derived.id`, id, tx.Now, ids, keys, texts, words, wordKeys, tx.Account)
	if err != nil {
		return err
	}
	return queueDuplicates(tx, ids...)
}

// contactsInCompany is how many contacts a company co has. It is counted when it is read: a stored number would have to be kept up to date
// by everything that links, moves, merges and deletes contacts.
const contactsInCompany = `(
	SELECT count(*) FROM contacts c WHERE c.account_id = co.account_id AND c.company_id = co.id)`

var companyKeys = map[models.CompanyOrderField]page.Key{
	models.CompanyByName:     {Expr: "co.name_key", Kind: page.Text, Nullable: true},
	models.CompanyByCreation: {Expr: "co.created_at", Kind: page.Time},
	models.CompanyByContacts: {Expr: contactsInCompany, Kind: page.Integer},
	models.CompanyByActivity: {Expr: "co.last_activity_at", Kind: page.Time, Nullable: true},
}

// companyOrder is the requested order, by name by default.
func companyOrder(by *models.CompanyOrder) page.Order {
	if by == nil {
		by = &models.CompanyOrder{Field: models.CompanyByName, Direction: models.Asc}
	}
	k := companyKeys[by.Field]
	k.Name, k.Desc = string(by.Field), by.Direction == models.Desc
	return page.Order{Name: "companies", ID: "co.id", Keys: []page.Key{k}}
}

// Companies are the account's companies; search matches a substring of the name or the beginning of the domain.
func (b *Batch) Companies(search *string, by *models.CompanyOrder) List[models.Company] {
	l := List[models.Company]{Batch: b.Batch, Table: companies, Where: "co.account_id = ?", Args: []any{b.Account}, Order: companyOrder(by)}
	if search == nil {
		return l
	}
	text, refused := models.CleanSearch(*search)
	if refused != nil {
		b.Fail(refused)
	}
	l.Table = l.Table.PlannedByValue()
	l.Where += ` AND (co.name_key LIKE ? OR co.domain LIKE ?)`
	l.Args = append(l.Args, "%"+likePattern(text)+"%", likePattern(text)+"%")
	return l
}

// ListCompanies returns a page of the account's companies.
func (s *Service) ListCompanies(
	ctx context.Context, a page.Args, search *string, by *models.CompanyOrder,
) (*models.CompanyConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Company] { return b.Companies(search, by) })
}

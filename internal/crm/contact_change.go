package crm

import (
	"cmp"
	"errors"

	"kith/internal/store"
	"kith/models"
)

// change is an input for a contact that is new or locked, and the rules that the input breaks.
type change struct {
	contact *models.Contact
	in      models.ContactUpdateInput
	// region is the region in which phone numbers without a plus sign are read.
	region string
	// source is where new addresses come from, the API if blank.
	source models.PointSource
	broken models.Errors
}

// changeContact applies the input to a contact that is new or locked.
func changeContact(tx *Tx, c *models.Contact, in models.ContactUpdateInput) error {
	one := &change{contact: c, in: in, region: tx.Viewer.Region}
	if err := changeContacts(tx, []*change{one}); err != nil {
		return err
	}
	return one.broken.OrNil()
}

// changeContacts applies many inputs. Definitions and companies are read in one statement each, regardless of the number of
// contacts.
func changeContacts(tx *Tx, changes []*change) error {
	var keys []string
	for _, x := range changes {
		if patch, ok := x.in.CustomAttributes.ValueOK(); ok {
			keys = append(keys, models.AttributeKeys(patch)...)
		}
	}
	known, err := definitionsOf(tx, models.ContactAttribute, keys)
	if err != nil {
		return err
	}
	companies, err := companiesFor(tx, changes)
	if err != nil {
		return err
	}
	for _, x := range changes {
		if err := x.apply(tx, known, companies); err != nil {
			return err
		}
	}
	return nil
}

// apply changes the contact and records the rules that the input breaks.
func (x *change) apply(tx *Tx, definitions []*models.CustomAttributeDefinition, companies companySet) error {
	hadEmail := x.contact.Email != nil
	if err := x.contact.Apply(x.in, x.region); err != nil && !errors.As(err, &x.broken) {
		return err
	}
	x.contact.StampPoints(cmp.Or(x.source, models.PointFromAPI), tx.Now)
	if patch, ok := x.in.CustomAttributes.ValueOK(); ok {
		x.broken = append(x.broken, models.CheckAttributes(patch, definitions)...)
	}
	if id, ok := x.in.CompanyID.ValueOK(); ok {
		x.contact.CompanyID = id
	}
	if blocked, ok := x.in.Blocked.ValueOK(); ok {
		x.contact.SetBlocked(blocked != nil && *blocked, nil, tx.Viewer, tx.Now)
	}
	x.link(companies, !hadEmail && !x.in.CompanyID.IsSet())
	return nil
}

// link links the contact to the company of its first email and computes the values that depend on the company.
func (x *change) link(known companySet, firstEmail bool) {
	company := known.of(x.contact, firstEmail)
	switch {
	case company != nil:
		x.contact.CompanyID = &company.ID
		x.contact.Derive(company.Name)
	case x.contact.CompanyID != nil:
		x.broken.Add(models.Errorf(models.NotFound, "There is no such company.").At("companyId"))
	default:
		x.contact.Derive("")
	}
}

// companySet holds companies by id and by domain.
type companySet struct {
	byID     map[models.CompanyID]*models.Company
	byDomain map[string]*models.Company
}

// of returns the company of a contact: the linked one, or the one at the domain of its first email.
func (s companySet) of(c *models.Contact, firstEmail bool) *models.Company {
	if c.CompanyID != nil {
		return s.byID[*c.CompanyID]
	}
	if domain := c.CompanyDomain(); firstEmail && domain != "" {
		return s.byDomain[domain]
	}
	return nil
}

// companiesFor reads the companies that contacts have, are given, or may be linked to by their first email; a company that was merged
// is its survivor.
func companiesFor(tx *Tx, changes []*change) (companySet, error) {
	found := companySet{map[models.CompanyID]*models.Company{}, map[string]*models.Company{}}
	var ids store.IDs[models.CompanyID]
	var domains []string
	for _, x := range changes {
		id := x.contact.CompanyID
		if given, ok := x.in.CompanyID.ValueOK(); ok {
			id = given
		}
		if id != nil {
			ids = append(ids, *id)
		}
		if x.contact.Email == nil {
			domains = append(domains, x.in.CompanyDomains()...)
		}
	}
	if len(ids)+len(domains) == 0 {
		return found, nil
	}
	list, err := companies.List(tx, "co.account_id = ? AND (co.id = ANY(?) OR co.domain = ANY(?))", tx.Account, ids, domains)
	for _, company := range list {
		found.byID[company.ID] = company
		if company.Domain != nil {
			found.byDomain[*company.Domain] = company
		}
	}
	if err != nil {
		return found, err
	}
	return found, followMerged(tx, found.byID, ids)
}

// companyName returns the name of a contact's company, blank if it has none.
func companyName(tx *Tx, c *models.Contact) (string, error) {
	known, err := companiesFor(tx, []*change{{contact: c}})
	if company := known.of(c, false); err == nil && company != nil {
		return company.Name, nil
	}
	return "", err
}

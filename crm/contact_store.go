package crm

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"kith/models"
)

// contactColumn is a column of contacts, its type, and what is stored in it.
type contactColumn struct {
	name, kind string
	of         func(*models.Contact) any
}

// contactColumns are all columns of contacts that are not computed by PostgreSQL.
var contactColumns = []contactColumn{
	{"account_id", "bigint", func(c *models.Contact) any { return c.AccountID }},
	{"id", "uuid", func(c *models.Contact) any { return c.ID.UUID }},
	{"created_at", "timestamptz", func(c *models.Contact) any { return c.CreatedAt.Time }},
	{"version", "integer", func(c *models.Contact) any { return c.Version }},
	{"contact_type", "text", func(c *models.Contact) any { return string(c.ContactType) }},
	{"name", "text", func(c *models.Contact) any { return c.Name }},
	{"middle_name", "text", func(c *models.Contact) any { return c.MiddleName }},
	{"last_name", "text", func(c *models.Contact) any { return c.LastName }},
	{"email", "text", func(c *models.Contact) any { return c.Email }},
	{"phone_number", "text", func(c *models.Contact) any { return c.PhoneNumber }},
	{"identifier", "text", func(c *models.Contact) any { return c.Identifier }},
	{"location", "text", func(c *models.Contact) any { return c.Location }},
	{"country_code", "text", func(c *models.Contact) any { return c.CountryCode }},
	{"additional_attributes", "jsonb", func(c *models.Contact) any { return c.AdditionalAttributes }},
	{"custom_attributes", "jsonb", func(c *models.Contact) any { return c.CustomAttributes }},
	{"company_id", "uuid", func(c *models.Contact) any { return c.CompanyID }},
	{"blocked", "boolean", func(c *models.Contact) any { return c.Blocked }},
	{"block_reason", "text", func(c *models.Contact) any { return c.BlockReason }},
	{"blocked_by_user_id", "uuid", func(c *models.Contact) any { return c.BlockedByUserID }},
	{"blocked_by_token_id", "uuid", func(c *models.Contact) any { return c.BlockedByTokenID }},
	{"blocked_at", "timestamptz", func(c *models.Contact) any { return c.BlockedAt }},
	{"last_activity_at", "timestamptz", func(c *models.Contact) any { return c.LastActivityAt }},
	{"csat1", "integer", func(c *models.Contact) any { return c.CsatCounts.Ones }},
	{"csat2", "integer", func(c *models.Contact) any { return c.CsatCounts.Twos }},
	{"csat3", "integer", func(c *models.Contact) any { return c.CsatCounts.Threes }},
	{"csat4", "integer", func(c *models.Contact) any { return c.CsatCounts.Fours }},
	{"csat5", "integer", func(c *models.Contact) any { return c.CsatCounts.Fives }},
	{"avatar", "text", func(c *models.Contact) any { return c.Avatar }},
	{"avatar_set_at", "timestamptz", func(c *models.Contact) any { return c.AvatarSetAt }},
	{"name_key", "text", func(c *models.Contact) any { return c.Keys.NameKey }},
	{"company_key", "text", func(c *models.Contact) any { return c.Keys.CompanyKey }},
	{"city_key", "text", func(c *models.Contact) any { return c.Keys.CityKey }},
	{"country_key", "text", func(c *models.Contact) any { return c.Keys.CountryKey }},
	{"search", "text", func(c *models.Contact) any { return c.Keys.Search }},
	{"updated_at", "timestamptz", func(c *models.Contact) any { return c.UpdatedAt.Time }},
}

// contactNames are the names of the columns.
var contactNames = func() (names []string) {
	for _, column := range contactColumns {
		names = append(names, column.name)
	}
	return names
}()

// updateMany changes many contacts. Each column is a parameter, the account the last one.
var updateMany = func() string {
	var arrays []string
	for _, column := range contactColumns[1:] {
		arrays = append(arrays, "?::"+column.kind+"[]")
	}
	names := strings.Join(contactNames[1:], ", ")
	return "UPDATE contacts c SET (" + names + ") = (n." + strings.Join(contactNames[1:], ", n.") + ") FROM unnest(" +
		strings.Join(arrays, ", ") + ") AS n (" + names + ") WHERE c.account_id = ? AND c.id = n.id"
}()

// copyContacts stores contacts that are not there yet. Each one is sent while next makes another, nil after the last; next must not use
// the transaction.
func copyContacts(tx *Tx, next func() (*models.Contact, error)) error {
	ctx := tx.Statement.Context
	if err := tx.begin(ctx); err != nil {
		return err
	}
	var made []models.ContactID
	var failed error
	_, err := tx.pgx.CopyFrom(ctx, pgx.Identifier{"contacts"}, contactNames, pgx.CopyFromFunc(func() ([]any, error) {
		c, err := next()
		if c == nil || err != nil {
			failed = err
			return nil, err
		}
		made = append(made, c.ID)
		values := make([]any, len(contactColumns))
		for i, column := range contactColumns {
			values[i] = column.of(c)
		}
		return values, nil
	}))
	switch {
	case failed != nil: // of which PostgreSQL says only that it was told
		return failed
	case err != nil || len(made) == 0:
		return err
	}
	return queueDuplicates(tx, made...)
}

// storeContacts stores locked contacts, which have their next versions, in one statement.
func storeContacts(tx *Tx, contacts []*models.Contact) error {
	var args []any
	for _, column := range contactColumns[1:] {
		values := make([]any, len(contacts))
		for i, c := range contacts {
			values[i] = column.of(c)
		}
		args = append(args, values)
	}
	if err := run(tx, []command{{updateMany, append(args, tx.Account)}}); err != nil {
		return err
	}
	return queueDuplicates(tx, idsOf(contacts)...)
}

// edited is a locked contact that may have been changed.
type edited struct {
	contact *models.Contact
	// elsewhere is what was changed that is not stored with the contact.
	elsewhere []*models.FieldChange
	// labels are the titles that the contact has now, if they are known.
	labels []string
}

// saveContacts is saveContact for many contacts: it stores them at once, in one statement.
func saveContacts(tx *Tx, all []edited) error {
	var dirty []*models.Contact
	changes := make([][]*models.FieldChange, len(all))
	for i, e := range all {
		before := tx.locked[e.contact.ID]
		if changes[i] = append(e.contact.Changes(&before), e.elsewhere...); len(changes[i]) > 0 {
			e.contact.Version++
			e.contact.UpdatedAt = tx.Now
			dirty = append(dirty, e.contact)
		}
	}
	if len(dirty) == 0 {
		return nil
	}
	if err := storeContacts(tx, dirty); err != nil {
		return err
	}
	for i, e := range all {
		for _, event := range models.ContactChangeEvents(e.contact, changes[i]) {
			if e.labels != nil {
				event.With(e.labels)
			}
			tx.Emit(event)
		}
	}
	return nil
}

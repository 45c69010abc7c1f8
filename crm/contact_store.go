package crm

import (
	"strings"

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

// Statements about many contacts. Each column is a parameter; the account is the first when they are stored, the last when they
// are changed.
var insertMany, updateMany = func() (string, string) {
	var names, arrays, values []string
	for _, column := range contactColumns[1:] {
		names, arrays, values = append(names, column.name), append(arrays, "?::"+column.kind+"[]"), append(values, "n."+column.name)
	}
	name, rows, value := strings.Join(names, ", "), "unnest("+strings.Join(arrays, ", ")+")", strings.Join(values, ", ")
	return "INSERT INTO contacts (account_id, " + name + ") SELECT ?::bigint, " + value + " FROM " + rows + " AS n (" + name + ")",
		"UPDATE contacts c SET (" + name + ") = (" + value + ") FROM " + rows + " AS n (" + name + ") WHERE c.account_id = ? AND c.id = n.id"
}()

// columnsOf returns the values of each column, the account left out.
func columnsOf(contacts []*models.Contact) (args []any) {
	for _, column := range contactColumns[1:] {
		values := make([]any, len(contacts))
		for i, c := range contacts {
			values[i] = column.of(c)
		}
		args = append(args, values)
	}
	return args
}

// insertContacts stores contacts that are not there yet, in one statement.
func insertContacts(tx *Tx, contacts []*models.Contact) error {
	if err := run(tx, []command{{insertMany, append([]any{tx.Account}, columnsOf(contacts)...)}}); err != nil {
		return err
	}
	return queueDuplicates(tx, idsOf(contacts)...)
}

// storeContacts stores locked contacts, which have their next versions, in one statement.
func storeContacts(tx *Tx, contacts []*models.Contact) error {
	if err := run(tx, []command{{updateMany, append(columnsOf(contacts), tx.Account)}}); err != nil {
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

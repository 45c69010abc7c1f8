package crm

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"kith/models"
)

// contactColumn is a column of contacts, its type, and what is stored in it of many contacts: a list of one Go type, which pgx writes
// without looking at each value.
type contactColumn struct {
	name, kind string
	of         func([]*models.Contact) any
}

func stored[T any](name, kind string, of func(*models.Contact) T) contactColumn {
	return contactColumn{name, kind, func(contacts []*models.Contact) any {
		values := make([]T, len(contacts))
		for i, c := range contacts {
			values[i] = of(c)
		}
		return values
	}}
}

// contactColumns are all columns of contacts that are not computed by PostgreSQL.
var contactColumns = []contactColumn{
	stored("account_id", "bigint", func(c *models.Contact) int64 { return c.AccountID }),
	stored("id", "uuid", func(c *models.Contact) uuid.UUID { return c.ID.UUID }),
	stored("created_at", "timestamptz", func(c *models.Contact) time.Time { return c.CreatedAt.Time }),
	stored("version", "integer", func(c *models.Contact) int { return c.Version }),
	stored("contact_type", "text", func(c *models.Contact) string { return string(c.ContactType) }),
	stored("name", "text", func(c *models.Contact) string { return c.Name }),
	stored("middle_name", "text", func(c *models.Contact) string { return c.MiddleName }),
	stored("last_name", "text", func(c *models.Contact) string { return c.LastName }),
	stored("email", "text", func(c *models.Contact) *string { return c.Email }),
	stored("phone_number", "text", func(c *models.Contact) *string { return c.PhoneNumber }),
	stored("identifier", "text", func(c *models.Contact) *string { return c.Identifier }),
	stored("location", "text", func(c *models.Contact) string { return c.Location }),
	stored("country_code", "text", func(c *models.Contact) *string { return c.CountryCode }),
	stored("additional_attributes", "jsonb", func(c *models.Contact) models.AdditionalAttributes { return c.AdditionalAttributes }),
	stored("custom_attributes", "jsonb", func(c *models.Contact) models.JSON { return c.CustomAttributes }),
	stored("company_id", "uuid", func(c *models.Contact) *models.CompanyID { return c.CompanyID }),
	stored("blocked", "boolean", func(c *models.Contact) bool { return c.Blocked }),
	stored("block_reason", "text", func(c *models.Contact) *string { return c.BlockReason }),
	stored("blocked_by_user_id", "uuid", func(c *models.Contact) *models.UserID { return c.BlockedByUserID }),
	stored("blocked_by_token_id", "uuid", func(c *models.Contact) *models.APITokenID { return c.BlockedByTokenID }),
	stored("blocked_at", "timestamptz", func(c *models.Contact) *models.DateTime { return c.BlockedAt }),
	stored("last_activity_at", "timestamptz", func(c *models.Contact) *models.DateTime { return c.LastActivityAt }),
	stored("csat1", "integer", func(c *models.Contact) int { return c.CsatCounts.Ones }),
	stored("csat2", "integer", func(c *models.Contact) int { return c.CsatCounts.Twos }),
	stored("csat3", "integer", func(c *models.Contact) int { return c.CsatCounts.Threes }),
	stored("csat4", "integer", func(c *models.Contact) int { return c.CsatCounts.Fours }),
	stored("csat5", "integer", func(c *models.Contact) int { return c.CsatCounts.Fives }),
	stored("avatar", "text", func(c *models.Contact) *string { return c.Avatar }),
	stored("avatar_set_at", "timestamptz", func(c *models.Contact) *models.DateTime { return c.AvatarSetAt }),
	stored("name_key", "text", func(c *models.Contact) *string { return c.Keys.NameKey }),
	stored("company_key", "text", func(c *models.Contact) *string { return c.Keys.CompanyKey }),
	stored("city_key", "text", func(c *models.Contact) *string { return c.Keys.CityKey }),
	stored("country_key", "text", func(c *models.Contact) *string { return c.Keys.CountryKey }),
	stored("search", "text", func(c *models.Contact) string { return c.Keys.Search }),
	stored("updated_at", "timestamptz", func(c *models.Contact) time.Time { return c.UpdatedAt.Time }),
}

// contactNames are the names of the columns.
var contactNames = func() (names []string) {
	for _, column := range contactColumns {
		names = append(names, column.name)
	}
	return names
}()

// Statements about many contacts. Each column is a parameter; the account is the first when they are stored, the last when they
// are changed.
var insertMany, updateMany = func() (string, string) {
	var arrays []string
	for _, column := range contactColumns[1:] {
		arrays = append(arrays, "?::"+column.kind+"[]")
	}
	names, values := strings.Join(contactNames[1:], ", "), "n."+strings.Join(contactNames[1:], ", n.")
	rows := "unnest(" + strings.Join(arrays, ", ") + ") AS n (" + names + ")"
	return "WITH made AS (INSERT INTO contacts (account_id, " + names + ") SELECT ?::bigint, " + values + " FROM " + rows + ` RETURNING account_id, id)
			INSERT INTO duplicate_queue (account_id, contact_id) SELECT account_id, id FROM made`,
		"UPDATE contacts c SET (" + names + ") = (" + values + ") FROM " + rows + " WHERE c.account_id = ? AND c.id = n.id"
}()

// valuesOf returns the values of each column, the account left out.
func valuesOf(contacts []*models.Contact) (args []any) {
	for _, column := range contactColumns[1:] {
		args = append(args, column.of(contacts))
	}
	return args
}

// insertBatch is how many contacts one statement stores.
const insertBatch = 100

// insertContacts stores the contacts that next makes, some at a time, while it makes others. It returns nil after the last, and must not
// use the transaction.
func insertContacts(tx *Tx, next func() (*models.Contact, error)) error {
	return tx.stream(insertMany, func() ([]any, error) {
		var made []*models.Contact
		for len(made) < insertBatch {
			c, err := next()
			if err != nil {
				return nil, err
			}
			if c == nil {
				break
			}
			made = append(made, c)
		}
		if len(made) == 0 {
			return nil, nil
		}
		return append([]any{tx.Account}, valuesOf(made)...), nil
	})
}

// storeContacts stores locked contacts, which have their next versions, in one statement.
func storeContacts(tx *Tx, contacts []*models.Contact) error {
	if err := run(tx, []command{{updateMany, append(valuesOf(contacts), tx.Account)}}); err != nil {
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

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

func columnOf[T any](name, kind string, of func(*models.Contact) T) contactColumn {
	return contactColumn{name, kind, func(contacts []*models.Contact) any {
		values := make([]T, len(contacts))
		for i, c := range contacts {
			values[i] = of(c)
		}
		return values
	}}
}

// contactColumns are all columns of contacts that are not computed by PostgreSQL, the account left out.
var contactColumns = []contactColumn{
	columnOf("id", "uuid", func(c *models.Contact) uuid.UUID { return c.ID.UUID }),
	columnOf("created_at", "timestamptz", func(c *models.Contact) time.Time { return c.CreatedAt.Time }),
	columnOf("version", "integer", func(c *models.Contact) int { return c.Version }),
	columnOf("contact_type", "text", func(c *models.Contact) string { return string(c.ContactType) }),
	columnOf("name", "text", func(c *models.Contact) string { return c.Name }),
	columnOf("middle_name", "text", func(c *models.Contact) string { return c.MiddleName }),
	columnOf("last_name", "text", func(c *models.Contact) string { return c.LastName }),
	columnOf("email", "text", func(c *models.Contact) *string { return c.Email }),
	columnOf("phone_number", "text", func(c *models.Contact) *string { return c.PhoneNumber }),
	columnOf("identifier", "text", func(c *models.Contact) *string { return c.Identifier }),
	columnOf("location", "text", func(c *models.Contact) string { return c.Location }),
	columnOf("country_code", "text", func(c *models.Contact) *string { return c.CountryCode }),
	columnOf("additional_attributes", "jsonb", func(c *models.Contact) models.AdditionalAttributes { return c.AdditionalAttributes }),
	columnOf("custom_attributes", "jsonb", func(c *models.Contact) models.JSON { return c.CustomAttributes }),
	columnOf("company_id", "uuid", func(c *models.Contact) *models.CompanyID { return c.CompanyID }),
	columnOf("blocked", "boolean", func(c *models.Contact) bool { return c.Blocked }),
	columnOf("block_reason", "text", func(c *models.Contact) *string { return c.BlockReason }),
	columnOf("blocked_by_user_id", "uuid", func(c *models.Contact) *models.UserID { return c.BlockedByUserID }),
	columnOf("blocked_by_token_id", "uuid", func(c *models.Contact) *models.APITokenID { return c.BlockedByTokenID }),
	columnOf("blocked_at", "timestamptz", func(c *models.Contact) *models.DateTime { return c.BlockedAt }),
	columnOf("last_activity_at", "timestamptz", func(c *models.Contact) *models.DateTime { return c.LastActivityAt }),
	columnOf("csat1", "integer", func(c *models.Contact) int { return c.CsatCounts.Ones }),
	columnOf("csat2", "integer", func(c *models.Contact) int { return c.CsatCounts.Twos }),
	columnOf("csat3", "integer", func(c *models.Contact) int { return c.CsatCounts.Threes }),
	columnOf("csat4", "integer", func(c *models.Contact) int { return c.CsatCounts.Fours }),
	columnOf("csat5", "integer", func(c *models.Contact) int { return c.CsatCounts.Fives }),
	columnOf("avatar", "text", func(c *models.Contact) *string { return c.Avatar }),
	columnOf("avatar_set_at", "timestamptz", func(c *models.Contact) *models.DateTime { return c.AvatarSetAt }),
	columnOf("name_key", "text", func(c *models.Contact) *string { return c.Keys.NameKey }),
	columnOf("company_key", "text", func(c *models.Contact) *string { return c.Keys.CompanyKey }),
	columnOf("city_key", "text", func(c *models.Contact) *string { return c.Keys.CityKey }),
	columnOf("country_key", "text", func(c *models.Contact) *string { return c.Keys.CountryKey }),
	columnOf("search", "text", func(c *models.Contact) string { return c.Keys.Search }),
	columnOf("updated_at", "timestamptz", func(c *models.Contact) time.Time { return c.UpdatedAt.Time }),
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
	for _, column := range contactColumns {
		arrays = append(arrays, "?::"+column.kind+"[]")
	}
	names, values := strings.Join(contactNames, ", "), "n."+strings.Join(contactNames, ", n.")
	rows := "unnest(" + strings.Join(arrays, ", ") + ") AS n (" + names + ")"
	return "WITH made AS (INSERT INTO contacts (account_id, " + names + ") SELECT ?::bigint, " + values + " FROM " + rows + ` RETURNING account_id, id)
			INSERT INTO duplicate_queue (account_id, contact_id) SELECT account_id, id FROM made`,
		"UPDATE contacts c SET (" + names + ") = (" + values + ") FROM " + rows + " WHERE c.account_id = ? AND c.id = n.id"
}()

// valuesOf returns the values of each column.
func valuesOf(contacts []*models.Contact) (args []any) {
	for _, column := range contactColumns {
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
		changes[i] = versionedChanges(tx, &before, e.contact, e.elsewhere)
		if len(changes[i]) > 0 || differs(&before, e.contact) {
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

// differs reports whether a column of the two differs.
func differs(before, after *models.Contact) bool {
	set, _ := contactsToChange.changed(before, after)
	return set != ""
}

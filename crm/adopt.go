package crm

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"kith/filter"
	"kith/models"
)

// Adoption tells what became of the rows of another system.
type Adoption struct {
	// Stored is how many of them the account did not have.
	Stored int
	// Users and Labels lead from each row to the account's own with the same email or title.
	Users  map[models.UserID]models.UserID
	Labels map[models.LabelID]models.LabelID
	// Misfits are what the account could not take as it was.
	Misfits []Misfit
}

// Misfit is a value that an account could not take as it was or, where Field is blank, a whole row.
type Misfit struct {
	ID                   uuid.UUID
	Field, Value, Reason string
}

// Adopt stores rows of another system in the viewer's account, each once: what the account has by its id is left alone, and so are
// contacts that it had and that were merged or deleted since. So work that was interrupted can be begun again. Unlike with Seed, a
// row that does not fit keeps no other out, and conversations keep their numbers as far as those are free.
func (s *Service) Adopt(ctx context.Context, rows Seed) (Adoption, error) {
	var a *adoption
	err := s.write(ctx, models.PermAdminister, func(tx *Tx) error {
		a = &adoption{Tx: tx}
		for _, adopt := range []func(Seed) error{
			a.adoptUsers, a.adoptLabels, a.adoptDefinitions, a.adoptCompanies, a.adoptInboxes, a.adoptContacts, a.adoptContactInboxes,
			a.adoptConversations, a.adoptMessages, a.adoptNotes, a.adoptCsatResponses, a.adoptSegments,
		} {
			if err := adopt(rows); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Adoption{}, err
	}
	return a.Adoption, nil
}

// ReserveDisplayIDs keeps the numbers up to last for conversations that are to be adopted.
func (s *Service) ReserveDisplayIDs(ctx context.Context, last int) error {
	return s.write(ctx, models.PermAdminister, func(tx *Tx) error {
		return tx.Exec("UPDATE account_counters SET conversations = greatest(conversations, ?) WHERE account_id = ?", last, tx.Account).Error
	})
}

// adoption is one transaction of Adopt.
type adoption struct {
	*Tx
	Adoption
}

func (a *adoption) misfit(id uuid.UUID, field, value, reason string) {
	a.Misfits = append(a.Misfits, Misfit{id, field, value, reason})
}

// key returns what every row begins with: its account and its id.
func (t table[T]) key(row *T) (account *int64, id uuid.UUID) {
	fields := t.fields(row)
	value, _ := fields[1].(driver.Valuer).Value() // which never fails for ids
	return fields[0].(*int64), uuid.MustParse(value.(string))
}

// present returns which ids the account has.
func (t table[T]) present(tx *Tx, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	return idSet(tx, "SELECT "+t.alias()+".id FROM "+t.from+" WHERE "+t.alias()+".account_id = ? AND "+t.alias()+".id = ANY(?)", ids)
}

// idSet returns the ids that a statement selects, whose parameters are the account and ids.
func idSet(tx *Tx, text string, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	rows, err := query(tx.DB, false, text, []any{tx.Account, idArray[uuid.UUID](ids)})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	found := map[uuid.UUID]bool{}
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		found[id] = true
	}
	return found, rows.Err()
}

// fitting returns copies of the rows for which lacks, which may change them, returns no reason against.
func fitting[T any](a *adoption, t table[T], rows []T, lacks func(*T) string) (fit []T) {
	for _, row := range rows {
		if reason := lacks(&row); reason != "" {
			_, id := t.key(&row)
			a.misfit(id, "", "", reason)
			continue
		}
		fit = append(fit, row)
	}
	return fit
}

// missing returns the rows whose ids the account does not have.
func missing[T any](a *adoption, t table[T], rows []T) (fresh []T, err error) {
	ids := make([]uuid.UUID, len(rows))
	for i := range rows {
		_, ids[i] = t.key(&rows[i])
	}
	known, err := t.present(a.Tx, ids)
	for i, row := range rows {
		if !known[ids[i]] {
			fresh = append(fresh, row)
		}
	}
	return fresh, err
}

// store stores rows that are new. That a value is taken was looked up before; if it was taken in between, the transaction is tried
// again.
func store[T any](a *adoption, t table[T], rows []T) error {
	a.Stored += len(rows)
	err := insert(a.Tx, rows, func(row *T) {
		account, _ := t.key(row)
		*account = a.Account
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return errMoved
	}
	return err
}

func storeMissing[T any](a *adoption, t table[T], rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	fresh, err := missing(a, t, rows)
	if err != nil {
		return err
	}
	return store(a, t, fresh)
}

func (a *adoption) adoptUsers(rows Seed) error {
	if len(rows.Users) == 0 {
		return nil
	}
	emails := make([]string, len(rows.Users))
	for i, u := range rows.Users {
		emails[i] = u.Email
	}
	found, err := users.list(a.DB, "u.account_id = ? AND u.email = ANY(?)", a.Account, emails)
	if err != nil {
		return err
	}
	own := map[string]models.UserID{}
	for _, u := range found {
		own[u.Email] = u.ID
	}
	a.Users = map[models.UserID]models.UserID{}
	var fresh []models.User
	for _, u := range rows.Users {
		if _, known := own[u.Email]; !known {
			own[u.Email] = u.ID
			fresh = append(fresh, u)
		}
		a.Users[u.ID] = own[u.Email]
	}
	return storeMissing(a, users, fresh)
}

func (a *adoption) adoptLabels(rows Seed) (err error) {
	if len(rows.Labels) == 0 {
		return nil
	}
	fresh, err := missing(a, labels, rows.Labels)
	if err != nil {
		return err
	}
	if a.Labels, err = seedLabels(a.Tx, fresh); err != nil {
		return err
	}
	for id, own := range a.Labels {
		if id == own { // and not one with its title that was there
			a.Stored++
		}
	}
	for _, l := range rows.Labels {
		if _, stored := a.Labels[l.ID]; !stored { // it was before, and may have another title now
			a.Labels[l.ID] = l.ID
		}
	}
	return nil
}

func (a *adoption) adoptDefinitions(rows Seed) error {
	for _, model := range []models.AttributeModel{models.ContactAttribute, models.ConversationAttribute, models.CompanyAttribute} {
		var keys []string
		var own []models.CustomAttributeDefinition
		for _, d := range rows.Definitions {
			if d.Model == model {
				own, keys = append(own, d), append(keys, d.Key)
			}
		}
		if len(own) == 0 {
			continue
		}
		found, err := definitions.list(a.DB, "d.account_id = ? AND d.model = ? AND d.key = ANY(?)", a.Account, string(model), keys)
		if err != nil {
			return err
		}
		holder := map[string]models.CustomAttributeDefinitionID{}
		for _, d := range found {
			holder[d.Key] = d.ID
		}
		own = fitting(a, definitions, own, func(d *models.CustomAttributeDefinition) string {
			if id, taken := holder[d.Key]; taken && id != d.ID {
				return "Another definition has this key."
			}
			holder[d.Key] = d.ID
			return ""
		})
		if err := storeMissing(a, definitions, own); err != nil {
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
	found, err := companies.list(a.DB, "co.account_id = ? AND co.domain = ANY(?)", a.Account, domains)
	if err != nil {
		return err
	}
	holder := map[string]models.CompanyID{}
	for _, c := range found {
		holder[*c.Domain] = c.ID
	}
	return storeMissing(a, companies, fitting(a, companies, rows.Companies, func(c *models.Company) string {
		if c.Domain == nil {
			return ""
		}
		if id, taken := holder[*c.Domain]; taken && id != c.ID {
			a.misfit(c.ID.UUID, "domain", *c.Domain, "Another company has this domain.")
			c.Domain = nil
			return ""
		}
		holder[*c.Domain] = c.ID
		return ""
	}))
}

func (a *adoption) adoptInboxes(rows Seed) error { return storeMissing(a, inboxes, rows.Inboxes) }

func (a *adoption) adoptSegments(rows Seed) error {
	return storeMissing(a, segments, fitting(a, segments, rows.Segments, func(s *models.Segment) string {
		f, err := s.ContactFilter()
		if err == nil {
			_, err = filter.Contacts(f, filter.Options{AccountID: a.Account, Now: a.Now.Time})
		}
		if err != nil {
			return "The filter would not run."
		}
		return ""
	}))
}

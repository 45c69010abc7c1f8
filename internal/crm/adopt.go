package crm

import (
	"context"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
)

// Adoption is the outcome of storing the rows of another system.
type Adoption struct {
	// Stored is the number of rows that the account did not have before.
	Stored int
	// Changed is the number of rows that had changed in the other system since they were stored, and were changed here too.
	Changed int
	// Joined is the number of contacts that the account had before, by an address of theirs.
	Joined int
	// Users and Labels map the id of each row to the id of the account's own user with the same email, or label with the same title.
	Users  map[models.UserID]models.UserID
	Labels map[models.LabelID]models.LabelID
	// Teams map the id of each row to that of the account's own team with the same name.
	Teams map[models.TeamID]models.TeamID
	// Rejected are the values and rows that the account could not store unchanged.
	Rejected []Rejected
}

// Rejected is a value that the account could not store unchanged, or a whole row if Field is blank.
type Rejected struct {
	ID                   uuid.UUID
	Field, Value, Reason string
}

// Adopt stores rows of another system in the viewer's account, each once, so an interrupted import can be started again. With an
// Origin, rows that have changed there since and not here are changed, and what was deleted here stays deleted; without one, rows whose
// ids the account has are left as they are, and only contacts stay deleted. Unlike with
// Seed, a row that can't be stored does not keep the others from being stored, and conversations keep their numbers where those are
// free.
func (s *Service) Adopt(ctx context.Context, rows Seed) (Adoption, error) {
	var a *adoption
	err := s.write(ctx, models.PermAdminister, func(tx *Tx) error {
		a = &adoption{Tx: tx, origin: rows.Origin, prints: map[uuid.UUID]int64{}, before: map[uuid.UUID]*LegacyRecord{},
			after: map[uuid.UUID]*LegacyRecord{}}
		if a.origin.System != "" {
			a.fingerprints(rows)
			if err := a.learnLegacy(); err != nil {
				return err
			}
		}
		for _, adopt := range []func(Seed) error{
			a.adoptUsers, a.adoptTeams, a.adoptBots, a.adoptLabels, a.adoptDefinitions, a.adoptCompanies, a.adoptInboxes, a.adoptContacts,
			a.adoptContactInboxes,
			a.adoptConversations, a.adoptMessages, a.adoptAttachments, a.adoptNotes, a.adoptCsatResponses, a.adoptSegments,
		} {
			if err := adopt(rows); err != nil {
				return err
			}
		}
		return a.storeLegacy()
	})
	if err != nil {
		return Adoption{}, err
	}
	return a.Adoption, s.learnSizes(ctx, contactLookups, pointLookups, "contact_inboxes", "conversations", "messages", "attachments", "notes",
		"csat_responses", "legacy_records")
}

// ReserveDisplayIDs reserves the conversation numbers up to last for conversations that Adopt will store.
func (s *Service) ReserveDisplayIDs(ctx context.Context, last int) error {
	return s.write(ctx, models.PermAdminister, func(tx *Tx) error {
		return tx.Exec("UPDATE account_counters SET conversations = greatest(conversations, ?) WHERE account_id = ?", last, tx.Account)
	})
}

// adoption is one transaction of Adopt.
type adoption struct {
	*Tx
	Adoption
	origin Origin
	// prints are the fingerprints of the rows, before is what became of them earlier, after what has to be remembered.
	prints map[uuid.UUID]int64
	before map[uuid.UUID]*LegacyRecord
	after  map[uuid.UUID]*LegacyRecord
}

func (a *adoption) reject(id uuid.UUID, field, value, reason string) {
	a.Rejected = append(a.Rejected, Rejected{id, field, value, reason})
}

// lockLive locks the contacts that the ids resolve to and returns their ids by the given ones. Unknown ids are left out.
func (a *adoption) lockLive(ids []models.ContactID) (map[models.ContactID]models.ContactID, error) {
	live, err := resolveMerged(a.reader(), ids)
	if err != nil {
		return nil, err
	}
	var wanted []uuid.UUID
	for _, id := range live {
		wanted = append(wanted, id.UUID)
	}
	locked, err := store.IDSet(a, "SELECT c.id FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?) ORDER BY c.id FOR UPDATE",
		a.Account, store.IDs[uuid.UUID](wanted))
	for _, id := range wanted {
		if err == nil && !locked[id] {
			err = store.ErrMoved
		}
	}
	return live, err
}

// lockConversations locks the contacts of the conversations together with other contacts, in the order of their ids. It returns the
// contact of each conversation that exists, and the other contacts as lockLive does.
func (a *adoption) lockConversations(
	ids []uuid.UUID, others []models.ContactID,
) (owners map[models.ConversationID]models.ContactID, live map[models.ContactID]models.ContactID, err error) {
	find := func() ([]*models.Conversation, error) {
		return conversations.List(a, "v.account_id = ? AND v.id = ANY(?)", a.Account, store.IDs[uuid.UUID](ids))
	}
	before, err := find()
	if err != nil {
		return nil, nil, err
	}
	for _, v := range before {
		others = append(others, v.ContactID)
	}
	if live, err = a.lockLive(others); err != nil {
		return nil, nil, err
	}
	after, err := find()
	if err != nil {
		return nil, nil, err
	}
	owners = map[models.ConversationID]models.ContactID{}
	for _, v := range after {
		if _, locked := live[v.ContactID]; !locked {
			return nil, nil, store.ErrMoved
		}
		owners[v.ID] = v.ContactID
	}
	return owners, live, nil
}

// fitting returns copies of the rows for which lacks returns no reason; the others are rejected. lacks may change its row.
func fitting[T any](a *adoption, t store.Table[T], rows []T, lacks func(*T) string) (fit []T) {
	for _, row := range rows {
		if reason := lacks(&row); reason != "" {
			_, id := t.Key(&row)
			a.reject(id, "", "", reason)
			continue
		}
		fit = append(fit, row)
	}
	return fit
}

// missing returns the rows whose ids the account does not have.
func missing[T any](a *adoption, t store.Table[T], rows []T) (fresh []T, err error) {
	ids := make([]uuid.UUID, len(rows))
	for i := range rows {
		_, ids[i] = t.Key(&rows[i])
	}
	known, err := t.Present(a, ids)
	for i, row := range rows {
		if !known[ids[i]] {
			fresh = append(fresh, row)
		}
	}
	return fresh, err
}

// storeNew stores rows that are new. Conflicts and references were checked before; if they have changed in the meantime, the
// transaction is retried.
func storeNew[T any](a *adoption, t store.Table[T], rows []T) error {
	a.Stored += len(rows)
	err := insert(a.Tx, rows, func(row *T) {
		account, _ := t.Key(row)
		*account = a.Account
	})
	if store.IsUnique(err) || store.IsForeignKey(err) {
		return store.ErrMoved
	}
	return err
}

package crm

import (
	"bytes"
	"context"
	"strconv"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

var duplicates = store.NewView("contact_duplicates d",
	store.Column[models.DuplicatePair]{SQL: "d.first_id", Field: func(p *models.DuplicatePair) any { return &p.First }},
	store.Column[models.DuplicatePair]{SQL: "d.second_id", Field: func(p *models.DuplicatePair) any { return &p.Second }},
	store.Column[models.DuplicatePair]{SQL: "d.probability", Field: func(p *models.DuplicatePair) any { return &p.Probability }},
	store.Column[models.DuplicatePair]{SQL: "d.reasons",
		Field: func(p *models.DuplicatePair) any { return (*models.DuplicateReasons)(&p.Reasons) }},
)

// duplicatesByProbability sorts by the highest probability; all keys are descending, so that one index serves every cursor.
var duplicatesByProbability = page.Order{Name: "duplicates", ID: "d.second_id", Keys: []page.Key{
	{Name: "PROBABILITY", Expr: "d.probability", Kind: page.Number, Desc: true},
	{Name: "FIRST", Expr: "d.first_id", Kind: page.UUID, Desc: true},
}}

// DuplicateQuery selects the pairs of a list: those of one contact or all, with a minimum probability.
type DuplicateQuery struct {
	MinProbability *float64
	Contact        *models.ContactID
}

// ListDuplicates returns a page of the pairs of contacts that are likely duplicates, the most probable first. Invalid if minProbability is
// out of range.
func (s *Service) ListDuplicates(ctx context.Context, a page.Args, q DuplicateQuery) (*models.DuplicatePairConnection, error) {
	least, err := leastProbability(q.MinProbability)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, a, func(b *Batch) List[models.DuplicatePair] {
		where, args := q.where(b.Account, least)
		return List[models.DuplicatePair]{Batch: b.Batch, Table: duplicates, Where: where, Args: args, Order: duplicatesByProbability}
	})
}

// where is the condition of the pairs that a query selects.
func (q DuplicateQuery) where(account int64, least float64) (string, []any) {
	where, args := pairsAbove(account, least)
	if q.Contact != nil {
		where += " AND (d.first_id = ? OR d.second_id = ?)"
		args = append(args, *q.Contact, *q.Contact)
	}
	return where, args
}

// pairsAbove is the condition of an account's pairs with a minimum probability.
func pairsAbove(account int64, least float64) (string, []any) {
	return "d.account_id = ? AND d.probability >= ?::numeric", []any{account, strconv.FormatFloat(least, 'f', -1, 64)}
}

func leastProbability(asked *float64) (float64, error) {
	if asked == nil {
		return models.LikelyDuplicate, nil
	}
	if !(*asked >= models.LeastDuplicate && *asked <= 1) {
		return 0, models.Errorf(models.Invalid, "minProbability must be between %v and 1; less probable pairs are not kept.",
			models.LeastDuplicate).At("minProbability")
	}
	return *asked, nil
}

// DismissDuplicate records that two contacts are not duplicates; they are never listed as a pair again.
func (s *Service) DismissDuplicate(ctx context.Context, in models.DuplicateDismissInput) error {
	return s.write(ctx, models.PermContactMerge, func(tx *Tx) error {
		if len(in.ContactIDs) != 2 {
			return models.Errorf(models.Invalid, "A pair is two contacts.").At("contactIds")
		}
		// The scan also holds these locks while it stores a pair, so it either sees the dismissal or the dismissal deletes the pair.
		locked, err := lockContacts(tx, in.ContactIDs, func(i int) []string { return []string{"contactIds", strconv.Itoa(i)} })
		if err != nil {
			return err
		}
		p := pairOf(locked[0].ID, locked[1].ID)
		if p[0] == p[1] {
			return models.Errorf(models.Invalid, "A pair is two contacts; these are one.").At("contactIds")
		}
		err = tx.Exec(`
			INSERT INTO duplicate_dismissals (account_id, first_id, second_id, dismissed_at)
			VALUES (?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, tx.Account, p[0], p[1], tx.Now)
		if err != nil {
			return err
		}
		return tx.Exec("DELETE FROM contact_duplicates WHERE account_id = ? AND first_id = ? AND second_id = ?", tx.Account, p[0], p[1])
	})
}

// pair is two contacts in the order of their ids.
type pair [2]models.ContactID

func (p pair) compare(o pair) int {
	if d := bytes.Compare(p[0].UUID[:], o[0].UUID[:]); d != 0 {
		return d
	}
	return bytes.Compare(p[1].UUID[:], o[1].UUID[:])
}

func pairOf(a, b models.ContactID) pair {
	if bytes.Compare(a.UUID[:], b.UUID[:]) > 0 {
		a, b = b, a
	}
	return pair{a, b}
}

const queueDuplicate = "INSERT INTO duplicate_queue (account_id, contact_id) SELECT ?, id FROM unnest(?::uuid[]) AS written (id)"

// queueDuplicates queues contacts that were written for ScanDuplicates.
func queueDuplicates(tx *Tx, ids ...models.ContactID) error {
	return tx.Exec(queueDuplicate, tx.Account, store.IDs[models.ContactID](ids))
}

// forgetDuplicates deletes the pairs, keys and queue entries of locked contacts that are about to be deleted, but not their
// dismissals.
func forgetDuplicates(tx *Tx, ids ...models.ContactID) error {
	if err := lockDismissals(tx, ids); err != nil {
		return err
	}
	return forgetPairs(tx, nil, ids)
}

// lockDismissals waits for others who merge or delete dismissed contacts of the account, if some of these locked ones are. Both contacts of
// a dismissed pair may be merged at once, into two others: so the later merge inherits what the earlier one inherited. And nothing is
// inherited of a contact that is being deleted.
func lockDismissals(tx *Tx, ids store.IDs[models.ContactID]) error {
	return tx.Exec(`
		SELECT pg_advisory_xact_lock(hashtextextended('dismissals', ?))
		WHERE EXISTS (SELECT FROM duplicate_dismissals d WHERE d.account_id = ? AND (d.first_id = ANY(?) OR d.second_id = ANY(?)))`,
		tx.Account, tx.Account, ids, ids)
}

// forgetPairs also deletes the pairs of a locked survivor that are dismissed by now.
func forgetPairs(tx *Tx, survivor *models.ContactID, ids store.IDs[models.ContactID]) error {
	if err := tx.Exec("DELETE FROM duplicate_queue WHERE account_id = ? AND contact_id = ANY(?)", tx.Account, ids); err != nil {
		return err
	}
	// Two transactions can each delete one contact of a pair, so the pairs are locked in one order, and by one statement.
	err := tx.Exec(`
		WITH gone AS (
			SELECT d.first_id, d.second_id
			FROM contact_duplicates d, (SELECT ?::uuid[] AS ids, ?::uuid AS survivor) asked
			WHERE d.account_id = ? AND (d.first_id = ANY(asked.ids) OR d.second_id = ANY(asked.ids)
				OR (d.first_id = asked.survivor OR d.second_id = asked.survivor) AND EXISTS (
					SELECT FROM duplicate_dismissals n
					WHERE n.account_id = ? AND n.first_id = d.first_id AND n.second_id = d.second_id))
			ORDER BY d.first_id, d.second_id
			FOR UPDATE OF d
		)
		DELETE FROM contact_duplicates d
		USING gone
		WHERE d.account_id = ? AND (d.first_id, d.second_id) = (gone.first_id, gone.second_id)`,
		ids, survivor, tx.Account, tx.Account, tx.Account)
	if err != nil {
		return err
	}
	return deleteMatchKeys(tx, ids)
}

// mergeDuplicates deletes the pairs of merged contacts and copies their dismissals to the survivor, whose pairs they end too. Their own
// dismissals are kept, because they apply again when the merge is undone; those between contacts that are one now say nothing of the
// survivor.
func mergeDuplicates(tx *Tx, into models.ContactID, from ...models.ContactID) error {
	ids := store.IDs[models.ContactID](from)
	if err := lockDismissals(tx, ids); err != nil {
		return err
	}
	err := tx.Exec(`
		INSERT INTO duplicate_dismissals (account_id, first_id, second_id, dismissed_at)
		SELECT account_id, least(other, into_id), greatest(other, into_id), min(dismissed_at)
		FROM (
			SELECT d.account_id, d.dismissed_at, asked.ids, asked.into_id,
				CASE WHEN d.first_id = ANY(asked.ids) THEN d.second_id ELSE d.first_id END AS other
			FROM duplicate_dismissals d, (SELECT ?::uuid[] AS ids, ?::uuid AS into_id) asked
			WHERE d.account_id = ? AND (d.first_id = ANY(asked.ids) OR d.second_id = ANY(asked.ids))
		) inherited
		WHERE other <> into_id AND other <> ALL(ids) AND NOT EXISTS (
			SELECT FROM contact_aliases a
			WHERE a.account_id = ? AND a.id = other AND (a.contact_id = into_id OR a.contact_id = ANY(ids)))
		GROUP BY account_id, other, into_id
		ON CONFLICT DO NOTHING`, ids, into, tx.Account, tx.Account)
	if err != nil {
		return err
	}
	return forgetPairs(tx, &into, ids)
}

package crm

import (
	"context"
	"slices"
	"time"

	"kith/internal/store"
	"kith/models"
)

const (
	// scanBatch is how many queued contacts one transaction compares.
	scanBatch = 1000
	// maxKeyHolders is how many contacts may share a key; a key of more contacts does not identify a person.
	maxKeyHolders = 50
)

// ScanDuplicates compares the queued contacts of all accounts until the queue is empty. It runs periodically.
func (s *Service) ScanDuplicates(ctx context.Context) error {
	accounts, err := store.Rows[int64](s.system(ctx), `
		SELECT a.id
		FROM accounts a
		WHERE EXISTS (SELECT FROM duplicate_queue q WHERE q.account_id = a.id)
		ORDER BY a.id`)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		for n := 1; n > 0; {
			if n, err = s.scanSome(asOperator(ctx, account)); err != nil {
				return err
			}
		}
	}
	return nil
}

// ScanDuplicatesEvery scans until the context ends.
func (s *Service) ScanDuplicatesEvery(ctx context.Context, interval time.Duration) error {
	return every(ctx, interval, "scan for duplicates", s.ScanDuplicates)
}

// scan compares one batch of contacts with all others of the account.
type scan struct {
	rows    []int64 // ids of the queue
	batch   store.IDs[models.ContactID]
	traits  map[models.ContactID]models.DuplicateTraits
	held    map[models.ContactID][]int64 // keys
	sought  map[models.ContactID][]int64
	found   map[pair]models.Likeness
	present map[models.ContactID]bool
}

// scanSome compares the contacts that have waited longest and returns the number of queue rows that it removed.
//
// Scans of one account run one after the other. So each sees what earlier scans have stored, and of two contacts that are written
// concurrently, the one that is compared last finds the pair. Everything is read and computed before anything is locked; then all
// contacts that a stored row will refer to are locked in the order of their ids, as everywhere. A contact that was changed in the
// meantime is already queued again.
func (s *Service) scanSome(ctx context.Context) (n int, err error) {
	err = s.write(ctx, models.PermContactMerge, func(tx *Tx) error {
		n = 0
		if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('duplicates', ?))", tx.Account); err != nil {
			return err
		}
		c := &scan{traits: map[models.ContactID]models.DuplicateTraits{}, held: map[models.ContactID][]int64{},
			sought: map[models.ContactID][]int64{}, found: map[pair]models.Likeness{}}
		if err := c.take(tx); err != nil || len(c.rows) == 0 {
			return err
		}
		for _, step := range []func(*Tx) error{c.readBatch, c.compare, c.lock, c.storeKeys, c.storePairs, c.settle} {
			if err := step(tx); err != nil {
				return err
			}
		}
		n = len(c.rows)
		return nil
	})
	return n, err
}

// take reads the oldest rows of the queue.
func (c *scan) take(tx *Tx) error {
	rows, err := store.Rows[struct {
		Row     int64
		Contact models.ContactID
	}](tx, "SELECT id, contact_id FROM duplicate_queue WHERE account_id = ? ORDER BY id LIMIT ?", tx.Account, scanBatch)
	seen := map[models.ContactID]bool{}
	for _, r := range rows {
		c.rows = append(c.rows, r.Row)
		if !seen[r.Contact] {
			seen[r.Contact] = true
			c.batch = append(c.batch, r.Contact)
		}
	}
	return err
}

func (c *scan) readBatch(tx *Tx) error {
	if err := c.read(tx, c.batch); err != nil {
		return err
	}
	for id, traits := range c.traits {
		c.held[id], c.sought[id] = traits.MatchKeys()
	}
	return nil
}

var duplicateSubjects = store.NewView("contacts c",
	store.Column[models.DuplicateSubject]{SQL: "c.id", Field: func(s *models.DuplicateSubject) any { return &s.ID }},
	store.Column[models.DuplicateSubject]{SQL: "c.name", Field: func(s *models.DuplicateSubject) any { return &s.Name }},
	store.Column[models.DuplicateSubject]{SQL: "c.middle_name", Field: func(s *models.DuplicateSubject) any { return &s.MiddleName }},
	store.Column[models.DuplicateSubject]{SQL: "c.last_name", Field: func(s *models.DuplicateSubject) any { return &s.LastName }},
	store.Column[models.DuplicateSubject]{SQL: "coalesce(c.company_key, '')",
		Field: func(s *models.DuplicateSubject) any { return &s.Company }},
)

// read reads the values by which contacts are compared.
func (c *scan) read(tx *Tx, ids store.IDs[models.ContactID]) error {
	if len(ids) == 0 {
		return nil
	}
	subjects, err := duplicateSubjects.List(tx, "c.account_id = ? AND c.id = ANY(?)", tx.Account, ids)
	if err != nil {
		return err
	}
	byID := make(map[models.ContactID]*models.DuplicateSubject, len(subjects))
	for _, s := range subjects {
		byID[s.ID] = s
	}
	addresses, err := points.List(tx, "p.account_id = ? AND p.contact_id = ANY(?) AND NOT p.shared ORDER BY "+pointOrder, tx.Account, ids)
	for _, p := range addresses {
		if s := byID[p.ContactID]; s != nil {
			s.Add(*p)
		}
	}
	for _, s := range subjects {
		c.traits[s.ID] = s.Traits()
	}
	return err
}

// compare finds the pairs that share a key and scores them.
func (c *scan) compare(tx *Tx) error {
	candidates, err := c.candidates(tx)
	if err != nil {
		return err
	}
	var others store.IDs[models.ContactID]
	asked := map[models.ContactID]bool{}
	for p := range candidates {
		for _, id := range p {
			if _, known := c.traits[id]; !known && !asked[id] {
				asked[id] = true
				others = append(others, id)
			}
		}
	}
	if err := c.read(tx, others); err != nil {
		return err
	}
	for p := range candidates {
		a, knownA := c.traits[p[0]]
		b, knownB := c.traits[p[1]]
		if !knownA || !knownB {
			continue
		}
		if likeness := a.Likeness(b); likeness.Score >= models.LeastDuplicate {
			c.found[p] = likeness
		}
	}
	return nil
}

// candidates are the pairs of a contact of the batch and any contact that holds one of the keys that the first one seeks.
func (c *scan) candidates(tx *Tx) (map[pair]bool, error) {
	holders := map[int64][]models.ContactID{}
	for id, keys := range c.held {
		for _, key := range keys {
			holders[key] = append(holders[key], id)
		}
	}
	keys := slices.Compact(slices.Sorted(func(yield func(int64) bool) {
		for _, sought := range c.sought {
			for _, key := range sought {
				if !yield(key) {
					return
				}
			}
		}
	}))
	others, err := store.Rows[struct {
		Key     int64
		Contact models.ContactID
	}](tx, `
		SELECT holder.key, holder.contact_id
		FROM unnest(?::bigint[]) AS wanted (key)
		CROSS JOIN LATERAL (
			SELECT k.key, k.contact_id
			FROM contact_match_keys k
			WHERE k.account_id = ? AND k.key = wanted.key
			LIMIT ?) holder`, keys, tx.Account, maxKeyHolders+1)
	if err != nil {
		return nil, err
	}
	for _, h := range others {
		if _, ours := c.held[h.Contact]; !ours {
			holders[h.Key] = append(holders[h.Key], h.Contact)
		}
	}
	pairs := map[pair]bool{}
	for id, sought := range c.sought {
		for _, key := range sought {
			if len(holders[key]) > maxKeyHolders {
				continue
			}
			for _, other := range holders[key] {
				if other != id {
					pairs[pairOf(id, other)] = true
				}
			}
		}
	}
	return pairs, nil
}

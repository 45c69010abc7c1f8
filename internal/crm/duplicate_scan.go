package crm

import (
	"context"
	"time"

	"kith/internal/identity"
	"kith/internal/store"
	"kith/models"
)

const (
	// scanBatch is how many contacts one transaction compares.
	scanBatch = 1000
	// maxPartners is how many pairs of one contact are stored, the most probable ones.
	maxPartners = 50
)

// ScanDuplicates compares the queued contacts of all accounts until the queue is empty, merges what rules of accounts allow, and compares
// the companies of accounts where one was written. It runs periodically.
func (s *Service) ScanDuplicates(ctx context.Context) error {
	accounts, err := store.Rows[int64](s.system(ctx), `
		SELECT a.id
		FROM accounts a
		WHERE EXISTS (SELECT FROM duplicate_queue q WHERE q.account_id = a.id)
			OR EXISTS (SELECT FROM duplicate_models m WHERE m.account_id = a.id AND m.rescan_after IS NOT NULL)
			OR EXISTS (SELECT FROM contact_duplicates d WHERE d.account_id = a.id AND d.mergeable)
			OR EXISTS (SELECT FROM company_duplicate_queue q WHERE q.account_id = a.id)
		ORDER BY a.id`)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		ctx := asOperator(ctx, account)
		for done := false; !done; {
			n, err := s.scanSome(ctx)
			if err == nil && n == 0 {
				n, err = s.mergeByRule(ctx) // which queues the survivors
			}
			if err != nil {
				return err
			}
			done = n == 0
		}
		if err := s.scanCompanies(ctx); err != nil {
			return err
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
	model   *learned
	rule    *models.DuplicateMergeRule
	rows    []int64 // ids of the queue
	batch   store.IDs[models.ContactID]
	last    *models.ContactID // the last contact of the batch that is compared again
	taken   int
	traits  map[models.ContactID]*identity.Traits
	held    map[models.ContactID][]int64 // keys
	found   map[pair]likeness
	present map[models.ContactID]bool
}

// likeness is how probably a pair is one person, and why.
type likeness struct {
	probability float64
	reasons     func() []identity.Reason
}

// scanSome compares the contacts that have waited longest and returns how many it has dealt with.
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
		c := &scan{traits: map[models.ContactID]*identity.Traits{}, held: map[models.ContactID][]int64{}, found: map[pair]likeness{}}
		var err error
		if c.model, err = currentModel(tx); err != nil {
			return err
		}
		if c.rule, err = duplicateMergeRule(tx, tx.Account); err != nil {
			return err
		}
		if err := c.take(tx); err != nil || c.taken == 0 {
			return err
		}
		for _, step := range []func(*Tx) error{c.readBatch, c.compare, c.lock, c.storeKeys, c.storePairs, c.settle} {
			if err := step(tx); err != nil {
				return err
			}
		}
		n = c.taken
		return nil
	})
	return n, err
}

// take reads the oldest rows of the queue and, if there is room, contacts that are to be compared again.
func (c *scan) take(tx *Tx) error {
	rows, err := store.Rows[struct {
		Row     int64
		Contact models.ContactID
	}](tx, "SELECT id, contact_id FROM duplicate_queue WHERE account_id = ? ORDER BY id LIMIT ?", tx.Account, scanBatch)
	if err != nil {
		return err
	}
	seen := map[models.ContactID]bool{}
	for _, r := range rows {
		c.rows = append(c.rows, r.Row)
		if !seen[r.Contact] {
			seen[r.Contact] = true
			c.batch = append(c.batch, r.Contact)
		}
	}
	c.taken = len(rows)
	if c.model.after == nil || len(rows) == scanBatch {
		return nil
	}
	again, err := store.Rows[models.ContactID](tx, `
		SELECT c.id
		FROM contacts c
		WHERE c.account_id = ? AND c.id > ? AND c.id <= ?
		ORDER BY c.id
		LIMIT ?`, tx.Account, *c.model.after, *c.model.until, scanBatch-len(rows))
	for _, id := range again {
		if !seen[id] {
			c.batch = append(c.batch, id)
		}
	}
	if len(again) == scanBatch-len(rows) {
		c.last = &again[len(again)-1]
	}
	c.taken += max(len(again), 1) // the end of the contacts to compare again is an advance too
	return err
}

func (c *scan) readBatch(tx *Tx) error {
	if err := c.read(tx, c.batch); err != nil {
		return err
	}
	for id, traits := range c.traits {
		c.held[id] = traits.Blocks()
	}
	return nil
}

// read reads the values by which contacts are compared.
func (c *scan) read(tx *Tx, ids store.IDs[models.ContactID]) error {
	if len(ids) == 0 {
		return nil
	}
	subjects, err := readSubjects(tx, tx.Account, ids, c.model.Attributes)
	for id, s := range subjects {
		c.traits[id] = c.model.Read(*s)
	}
	return err
}

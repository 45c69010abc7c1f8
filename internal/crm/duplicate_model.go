package crm

import (
	"encoding/json"

	"kith/internal/identity"
	"kith/internal/store"
	"kith/models"
)

const (
	// learnFrom is how many contacts a model is learned from at most.
	learnFrom = 20_000
	// learnStep is how many contacts are read at a time for it.
	learnStep = 5_000
)

// learned is the stored model of an account, with how far the contacts that were compared before it have been compared again.
type learned struct {
	*identity.Model
	compared    int64
	after       *models.ContactID
	until       *models.ContactID
	justLearned bool
}

// modelOf returns the stored model of an account, nil if nothing has been learned yet.
func modelOf(r store.Querier, account int64) (*learned, error) {
	rows, err := store.Rows[struct {
		Model        models.JSON
		Compared     int64
		After, Until *models.ContactID
	}](r, "SELECT model, compared, rescan_after, rescan_until FROM duplicate_models WHERE account_id = ?", account)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	l := &learned{Model: &identity.Model{}, compared: rows[0].Compared, after: rows[0].After, until: rows[0].Until}
	return l, json.Unmarshal(rows[0].Model, l.Model)
}

// currentModel returns the model of an account. It is learned anew when as many contacts have been compared since as the account had then,
// or when other custom attributes are evidence.
func currentModel(tx *Tx) (*learned, error) {
	attributes, err := evidenceOf(tx, tx.Account)
	if err != nil {
		return nil, err
	}
	l, err := modelOf(tx, tx.Account)
	if err != nil || l != nil && l.compared < int64(max(l.Contacts, 1)) && sameAttributes(l.Attributes, attributes) {
		return l, err
	}
	return learn(tx, attributes)
}

// learn learns the model of an account from a sample of its contacts and stores it. Contacts that have been compared are to be compared
// again.
func learn(tx *Tx, attributes []identity.Attribute) (*learned, error) {
	n, err := store.One[int](tx, "SELECT count(*) FROM contacts WHERE account_id = ?", tx.Account)
	if err != nil {
		return nil, err
	}
	ids, err := store.Rows[models.ContactID](tx, `
		SELECT c.id
		FROM contacts c
		WHERE c.account_id = ? AND (? = 1 OR abs(hashtextextended(c.id::text, 0) % ?) = 0)
		ORDER BY c.id
		LIMIT ?`, tx.Account, n/learnFrom+1, n/learnFrom+1, learnFrom)
	if err != nil {
		return nil, err
	}
	sample := make([]identity.Subject, 0, len(ids))
	for from := 0; from < len(ids); from += learnStep {
		part := ids[from:min(from+learnStep, len(ids))]
		subjects, err := readSubjects(tx, tx.Account, part, attributes)
		if err != nil {
			return nil, err
		}
		for _, id := range part { // in one order, so that the same contacts teach the same
			if s := subjects[id]; s != nil {
				sample = append(sample, *s)
			}
		}
	}
	l := &learned{Model: identity.Learn(n, sample, attributes...), justLearned: true}
	model, err := json.Marshal(l.Model)
	if err != nil {
		return nil, err
	}
	stored, err := store.One[struct{ After, Until *models.ContactID }](tx, `
		INSERT INTO duplicate_models AS m (account_id, model, compared, rescan_after, rescan_until)
		SELECT ?::bigint, ?::jsonb, 0, CASE WHEN done.last IS NOT NULL THEN '00000000-0000-0000-0000-000000000000'::uuid END, done.last
		FROM (
			SELECT (SELECT s.contact_id FROM contact_match_sets s WHERE s.account_id = ? ORDER BY s.contact_id DESC LIMIT 1) AS last
		) done
		ON CONFLICT (account_id) DO UPDATE
		SET model = EXCLUDED.model, compared = 0, rescan_after = EXCLUDED.rescan_after, rescan_until = EXCLUDED.rescan_until
		RETURNING rescan_after, rescan_until`, tx.Account, string(model), tx.Account)
	l.after, l.until = stored.After, stored.Until
	return l, err
}

// evidenceChanged has contacts compared anew because other custom attributes are evidence. Nothing needs to be done before anything was
// learned. Limit if there are too many.
func evidenceChanged(tx *Tx) error {
	n, err := definitions.Count(tx, models.MaxEvidence+1, "d.account_id = ? AND d.model = 'CONTACT' AND d.evidence", tx.Account)
	if err != nil {
		return err
	}
	if n > models.MaxEvidence {
		return models.Errorf(models.Limit, "At most %d custom attributes can be evidence.", models.MaxEvidence).At("evidence")
	}
	return compareAgain(tx)
}

// compareAgain has all contacts compared again, unless none has been compared yet.
func compareAgain(tx *Tx) error {
	return tx.Exec(`
		UPDATE duplicate_models
		SET rescan_after = '00000000-0000-0000-0000-000000000000', rescan_until = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
		WHERE account_id = ?`, tx.Account)
}

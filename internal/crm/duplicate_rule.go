package crm

import (
	"context"
	"errors"
	"strconv"

	"kith/internal/store"
	"kith/models"
)

// setDuplicateMergeRule sets or clears the account's rule, and has all contacts compared again, which finds the pairs that it allows.
func setDuplicateMergeRule(tx *Tx, in models.AccountUpdateInput) error {
	asked, set := in.DuplicateMergeRule.ValueOK()
	if !set {
		return nil
	}
	var rule *models.DuplicateMergeRule
	if asked != nil {
		evidence, err := evidenceOf(tx, tx.Account)
		if err != nil {
			return err
		}
		keys := make([]string, len(evidence))
		for i, a := range evidence {
			keys[i] = a.Key
		}
		if rule, err = asked.Read(keys); err != nil {
			return err
		}
	}
	if err := tx.Exec("UPDATE accounts SET duplicate_merge_rule = ? WHERE id = ?", rule, tx.Account); err != nil {
		return err
	}
	return compareAgain(tx)
}

func duplicateMergeRule(q store.Querier, account int64) (*models.DuplicateMergeRule, error) {
	return store.One[*models.DuplicateMergeRule](q, "SELECT duplicate_merge_rule FROM accounts WHERE id = ?", account)
}

// mergeByRule merges the pairs that the viewer's account allows by its rule, the most probable first. It leaves to people what can't be
// merged: such as too many addresses. It returns how many pairs it has dealt with, at most 100.
func (s *Service) mergeByRule(ctx context.Context) (n int, err error) {
	r, err := s.read(ctx)
	if err != nil {
		return 0, err
	}
	pairs, err := store.Rows[struct{ First, Second models.ContactID }](r, `
		SELECT d.first_id, d.second_id
		FROM contact_duplicates d
		WHERE d.account_id = ? AND d.mergeable
		ORDER BY d.probability DESC, d.first_id, d.second_id
		LIMIT 100`, r.Account)
	if err != nil {
		return 0, err
	}
	for _, p := range pairs {
		err := s.mergePair(ctx, pair{p.First, p.Second})
		var refused *models.Error
		var broken models.Errors
		if errors.As(err, &refused) && refused.Code != models.Unavailable || errors.As(err, &broken) {
			err = s.write(ctx, models.PermContactMerge, func(tx *Tx) error { return leaveToPeople(tx, pair{p.First, p.Second}) })
		}
		if err != nil {
			return 0, err
		}
	}
	return len(pairs), nil
}

// mergePair merges a pair into its older contact if the rule still allows it once both are locked.
func (s *Service) mergePair(ctx context.Context, p pair) error {
	return s.write(ctx, models.PermContactMerge, func(tx *Tx) error {
		both, err := lockContacts(tx, p[:], func(i int) []string { return []string{"contactIds", strconv.Itoa(i)} })
		if err != nil {
			return err
		}
		allowed, err := ruleAllows(tx, p, both)
		if err != nil {
			return err
		}
		if !allowed {
			return leaveToPeople(tx, p)
		}
		into, from := both[0], both[1]
		if from.CreatedAt.Before(into.CreatedAt.Time) {
			into, from = from, into
		}
		_, _, err = mergeContacts(tx, models.ContactMergeInput{Into: into.ID, From: []models.ContactID{from.ID}}, byRule)
		return err
	})
}

// ruleAllows reports whether a rule merges a pair whose contacts are locked: they were compared as they are now, neither is blocked alone,
// they share no address that only seems to be a strong key, and nobody has undone a merge of them.
func ruleAllows(tx *Tx, p pair, both []*models.Contact) (bool, error) {
	if len(both) != 2 || pairOf(both[0].ID, both[1].ID) != p || both[0].Blocked != both[1].Blocked {
		return false, nil
	}
	rule, err := duplicateMergeRule(tx, tx.Account)
	if err != nil || rule == nil {
		return false, err
	}
	found, err := store.Rows[struct {
		Probability float64
		Reasons     models.DuplicateReasons
	}](tx, `
		SELECT d.probability::float8, d.reasons
		FROM contact_duplicates d
		WHERE d.account_id = ? AND d.first_id = ? AND d.second_id = ? AND d.mergeable
			AND NOT EXISTS (SELECT FROM duplicate_queue q WHERE q.account_id = d.account_id AND q.contact_id IN (d.first_id, d.second_id))
			AND NOT EXISTS (
				SELECT FROM contact_points a
				JOIN contact_points b ON (b.account_id, b.kind, b.system, b.key) = (a.account_id, a.kind, a.system, a.key)
				WHERE a.account_id = d.account_id AND a.contact_id = d.first_id AND b.contact_id = d.second_id)
			AND NOT EXISTS (
				SELECT FROM contact_merges m
				JOIN contact_merge_sources o ON o.account_id = m.account_id AND o.merge_id = m.id
				WHERE m.account_id = d.account_id AND m.undone_at IS NOT NULL
					AND (m.into_id, o.contact_id) IN ((d.first_id, d.second_id), (d.second_id, d.first_id)))`, tx.Account, p[0], p[1])
	return len(found) == 1 && rule.Allows(found[0].Probability, found[0].Reasons), err
}

// leaveToPeople keeps a pair from being merged by the rule until it is compared again.
func leaveToPeople(tx *Tx, p pair) error {
	return tx.Exec("UPDATE contact_duplicates SET mergeable = false WHERE account_id = ? AND first_id = ? AND second_id = ?",
		tx.Account, p[0], p[1])
}

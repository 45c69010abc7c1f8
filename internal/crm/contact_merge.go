package crm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// PreviewMerge returns what MergeContacts would do, without doing it. Blockers are the errors with which the merge would fail.
func (s *Service) PreviewMerge(ctx context.Context, in models.ContactMergeInput) (*models.ContactMergePreview, error) {
	preview := &models.ContactMergePreview{Fields: []*models.MergeField{}, Moved: &models.MovedCounts{}}
	err := s.write(ctx, models.PermContactMerge, func(tx *Tx) error {
		into, from, err := lockForMerge(tx, in)
		if err != nil {
			return err
		}
		_, lines, err := models.Merged(into, from, in.Choices)
		if err != nil {
			return err
		}
		titles, err := titlesByContact(tx, append(idsOf(from), into.ID))
		if err != nil {
			return err
		}
		preview.Fields = append(lines, models.LabelsLine(into, from, in.Choices, titles))
		preview.Moved, err = countChildren(tx, from)
		return err
	})
	var top error
	preview.Blockers, top = models.UserErrors(err)
	return preview, top
}

// MergeContacts merges the sources into one contact and returns it with the record of the merge. NotFound if the viewer can't see
// one of them, Invalid if a contact would be merged with itself, StaleVersion.
func (s *Service) MergeContacts(ctx context.Context, in models.ContactMergeInput) (*models.Contact, *models.ContactMerge, error) {
	var survivor *models.Contact
	var id models.ContactMergeID
	err := s.write(ctx, models.PermContactMerge, func(tx *Tx) error {
		var err error
		survivor, id, err = mergeContacts(tx, in, byCaller)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	merge, err := s.findMerge(ctx, id)
	return survivor, merge, err
}

// byRule is recorded of a merge that a rule of the account does, byCaller of the others.
const byRule, byCaller = true, false

func mergeContacts(tx *Tx, in models.ContactMergeInput, automatic bool) (survivor *models.Contact, id models.ContactMergeID, err error) {
	into, from, err := lockForMerge(tx, in)
	if err != nil {
		return nil, id, err
	}
	id = typeid.New[models.ContactMergeID]() // under the survivor's lock: ids of merges into it are in their order
	if survivor, _, err = models.Merged(into, from, in.Choices); err != nil {
		return nil, id, err
	}
	tx.Audit(models.AuditContactMerged, id)
	if err := recordMerge(tx, id, into, from, automatic); err != nil {
		return nil, id, err
	}
	titles, err := titlesByContact(tx, append(idsOf(from), into.ID))
	if err != nil {
		return nil, id, err
	}
	if err := moveChildren(tx, id, into, from, models.ChosenLabels(in.Choices)); err != nil {
		return nil, id, err
	}
	savePoints(tx, allPoints(append(slices.Clip(from), into)...), survivor.Points)
	if err := tx.Flush(); err != nil {
		return nil, id, err
	}
	if err := deleteSources(tx, into, from); err != nil {
		return nil, id, err
	}
	company, err := companyName(tx, survivor)
	if err != nil {
		return nil, id, err
	}
	survivor.Derive(company)
	if err := storeContact(tx, survivor); err != nil {
		return nil, id, err
	}
	tx.Emit(models.ContactMergeEvents(into, survivor, from, titles, models.MergedLabels(into, from, in.Choices, titles))...)
	return survivor, id, tx.Exec(`
		UPDATE contact_merges m
		SET after = (SELECT to_jsonb(c) FROM contacts c WHERE c.account_id = ? AND c.id = m.into_id)
		WHERE m.account_id = ? AND m.id = ?`, tx.Account, tx.Account, id)
}

// lockForMerge checks the input and locks its contacts.
func lockForMerge(tx *Tx, in models.ContactMergeInput) (into *models.Contact, from []*models.Contact, err error) {
	switch {
	case len(in.From) == 0:
		return nil, nil, models.Errorf(models.Required, "Name at least one contact to merge.").At("from")
	case len(in.From) > models.MaxMergeSources:
		return nil, nil, models.Errorf(models.Limit, "At most %d contacts can be merged at once.", models.MaxMergeSources).At("from")
	}
	locked, err := lockContacts(tx, append([]models.ContactID{in.Into}, in.From...), func(i int) []string {
		if i == 0 {
			return []string{"into"}
		}
		return []string{"from", strconv.Itoa(i - 1)}
	})
	if err != nil {
		return nil, nil, err
	}
	into = locked[0]
	for i, c := range locked[1:] {
		if slices.Contains(locked[:i+1], c) {
			return nil, nil, models.Errorf(models.Invalid,
				"A contact can't be merged with itself; this one is named twice or is merged already.").At("from", strconv.Itoa(i))
		}
	}
	for i, expected := range in.ExpectedVersions {
		at := slices.IndexFunc(locked, func(c *models.Contact) bool { return c.ID == expected.ID })
		if at >= 0 && locked[at].Version != expected.Version {
			return nil, nil, &models.Error{Code: models.StaleVersion, Field: []string{"expectedVersions", strconv.Itoa(i)}, Contact: locked[at],
				Message: "The contact has changed meanwhile; look at it and decide again."}
		}
	}
	return into, locked[1:], nil
}

func idsOf(contacts []*models.Contact) store.IDs[models.ContactID] {
	ids := make(store.IDs[models.ContactID], len(contacts))
	for i, c := range contacts {
		ids[i] = c.ID
	}
	return ids
}

// recordMerge stores snapshots of the contacts before the merge, with their presence, labels, aliases and addresses.
func recordMerge(tx *Tx, id models.ContactMergeID, into *models.Contact, from []*models.Contact, automatic bool) error {
	err := tx.Exec(`
		INSERT INTO contact_merges (account_id, id, into_id, before, after, presence, points, actor_user_id, actor_token_id, merged_at,
			by_rule)
		SELECT c.account_id, ?::uuid, c.id, to_jsonb(c), to_jsonb(c), to_jsonb(p),
			coalesce((SELECT jsonb_agg(to_jsonb(p)) FROM contact_points p WHERE p.account_id = ? AND p.contact_id = c.id), '[]'),
			?::uuid, ?::uuid, ?, ?::bool
		FROM contacts c
		LEFT JOIN contact_presence p ON p.account_id = c.account_id AND p.contact_id = c.id
		WHERE c.account_id = ? AND c.id = ?`,
		id, tx.Account, tx.Viewer.UserID, tx.Viewer.TokenID, tx.Now, automatic, tx.Account, into.ID)
	if err != nil {
		return err
	}
	return tx.Exec(`
		INSERT INTO contact_merge_sources (account_id, merge_id, contact_id, position, stored, presence, labels, aliases, points)
		SELECT c.account_id, ?::uuid, c.id, array_position(?::uuid[], c.id), to_jsonb(c), to_jsonb(p),
			ARRAY(SELECT l.label_id FROM contact_labels l WHERE l.account_id = ? AND l.contact_id = c.id ORDER BY l.label_id),
			coalesce((SELECT jsonb_agg(a.id) FROM contact_aliases a WHERE a.account_id = ? AND a.contact_id = c.id), '[]'),
			coalesce((SELECT jsonb_agg(to_jsonb(p)) FROM contact_points p WHERE p.account_id = ? AND p.contact_id = c.id), '[]')
		FROM contacts c
		LEFT JOIN contact_presence p ON p.account_id = c.account_id AND p.contact_id = c.id
		WHERE c.account_id = ? AND c.id = ANY(?)`,
		id, idsOf(from), tx.Account, tx.Account, tx.Account, tx.Account, idsOf(from))
}

// moveChildren moves everything that refers to the sources to the survivor, one statement per table, which also records the moved
// rows. chosen is the contact whose labels alone are kept, if any.
func moveChildren(
	tx *Tx, id models.ContactMergeID, into *models.Contact, from []*models.Contact, chosen *models.ContactID,
) error {
	sources := idsOf(from)
	for _, r := range contactReferences {
		if r.moved == "" {
			continue
		}
		err := tx.Exec(fmt.Sprintf(`
			WITH old AS (
				SELECT id, %[2]s AS contact_id FROM %[1]s WHERE account_id = ? AND %[2]s = ANY(?)
			), moved AS (
				UPDATE %[1]s t SET %[2]s = ? FROM old WHERE t.account_id = ? AND t.id = old.id RETURNING t.id, old.contact_id
			), grouped AS (
				SELECT contact_id, array_agg(id ORDER BY id) AS ids FROM moved GROUP BY contact_id
			)
			UPDATE contact_merge_sources s
			SET %[3]s = grouped.ids
			FROM grouped
			WHERE s.account_id = ? AND s.merge_id = ? AND s.contact_id = grouped.contact_id`, r.table, r.column, r.moved),
			tx.Account, sources, into.ID, tx.Account, tx.Account, id)
		if err != nil {
			return err
		}
	}
	return mergeLabels(tx, id, into, sources, chosen)
}

// deleteSources deletes the rows of the sources and stores aliases, so that their ids resolve to the survivor in one step.
func deleteSources(tx *Tx, into *models.Contact, from []*models.Contact) error {
	sources := idsOf(from)
	if err := mergeDuplicates(tx, into.ID, sources...); err != nil {
		return err
	}
	return runAll(tx, []statement{
		{`INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
			SELECT account_id, ?::uuid, availability, seen_at
			FROM contact_presence
			WHERE account_id = ? AND contact_id = ANY(?)
			ORDER BY seen_at DESC
			LIMIT 1
			ON CONFLICT (account_id, contact_id) DO UPDATE
			SET availability = EXCLUDED.availability, seen_at = EXCLUDED.seen_at
			WHERE contact_presence.seen_at < EXCLUDED.seen_at`, []any{into.ID, tx.Account, sources}},
		{"DELETE FROM contact_presence WHERE account_id = ? AND contact_id = ANY(?)", []any{tx.Account, sources}},
		{"UPDATE contact_aliases SET contact_id = ? WHERE account_id = ? AND contact_id = ANY(?)", []any{into.ID, tx.Account, sources}},
		{"INSERT INTO contact_aliases (account_id, id, contact_id, created_at) SELECT ?::bigint, unnest(?::uuid[]), ?::uuid, ?::timestamptz",
			[]any{tx.Account, sources, into.ID, tx.Now}},
		{"DELETE FROM contacts WHERE account_id = ? AND id = ANY(?)", []any{tx.Account, sources}},
	})
}

// countChildren counts the rows that moveChildren would move, and the labels of the sources.
func countChildren(tx *Tx, from []*models.Contact) (*models.MovedCounts, error) {
	m, sources := &models.MovedCounts{}, idsOf(from)
	counts := map[string]*int{"conversations": &m.Conversations, "messages": &m.Messages, "contact_inboxes": &m.ContactInboxes,
		"notes": &m.Notes, "csat_responses": &m.CsatResponses}
	count := func(table, column string, to *int) (err error) {
		*to, err = store.One[int](tx, fmt.Sprintf("SELECT count(*) FROM %s WHERE account_id = ? AND %s = ANY(?)", table, column),
			tx.Account, sources)
		return err
	}
	var errs []error
	for _, r := range contactReferences {
		if to := counts[r.moved]; to != nil {
			errs = append(errs, count(r.table, r.column, to))
		}
	}
	errs = append(errs, count("contact_labels", "contact_id", &m.Labels))
	return m, errors.Join(errs...)
}

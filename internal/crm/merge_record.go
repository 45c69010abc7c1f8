package crm

import (
	"context"
	"slices"

	"kith/models"
)

// merges are the records of merges, without their sources. Undoable is what lockMerge will find: not undone, the survivor still
// there, and no later merge into it that stands.
var merges = table[models.ContactMerge]{
	from: "contact_merges g",
	columns: []column[models.ContactMerge]{
		{"g.id", func(m *models.ContactMerge) any { return &m.ID }},
		{"g.into_id", func(m *models.ContactMerge) any { return &m.IntoID }},
		{"g.actor_user_id", func(m *models.ContactMerge) any { return &m.ByUser }},
		{"g.actor_token_id", func(m *models.ContactMerge) any { return &m.ByToken }},
		{"g.merged_at", func(m *models.ContactMerge) any { return &m.At }},
		{"g.undone_at", func(m *models.ContactMerge) any { return &m.UndoneAt }},
		{`g.undone_at IS NULL
			AND EXISTS (SELECT FROM contacts c WHERE c.account_id = g.account_id AND c.id = g.into_id)
			AND NOT EXISTS (SELECT FROM contact_merges later
				WHERE later.account_id = g.account_id AND later.into_id = g.into_id AND later.id > g.id AND later.undone_at IS NULL)`, func(m *models.ContactMerge) any { return &m.Undoable }},
	},
}

// source is a row of contact_merge_sources: the contact as it was stored, and how much was moved.
type source struct {
	mergeID  models.ContactMergeID
	contact  models.Contact
	position int
	moved    models.MovedCounts
}

var mergeSources = table[source]{
	from: "contact_merge_sources s CROSS JOIN LATERAL jsonb_populate_record(NULL::contacts, s.stored) c",
	columns: slices.Concat([]column[source]{
		{"s.merge_id", func(s *source) any { return &s.mergeID }},
		{"s.position", func(s *source) any { return &s.position }},
		{"cardinality(s.conversations)", func(s *source) any { return &s.moved.Conversations }},
		{"cardinality(s.messages)", func(s *source) any { return &s.moved.Messages }},
		{"cardinality(s.contact_inboxes)", func(s *source) any { return &s.moved.ContactInboxes }},
		{"cardinality(s.notes)", func(s *source) any { return &s.moved.Notes }},
		{"cardinality(s.csat_responses)", func(s *source) any { return &s.moved.CsatResponses }},
		{"cardinality(s.labels)", func(s *source) any { return &s.moved.Labels }},
	}, within(contactsToChange.columns, func(s *source) *models.Contact { return &s.contact })),
}

// MergesByID returns the merges that exist, by id.
func (s *Service) MergesByID(ctx context.Context, ids []models.ContactMergeID) (map[models.ContactMergeID]*models.ContactMerge, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := Read(ctx, s, ids, func(b *Batch, ids []models.ContactMergeID, set Columns) map[models.ContactMergeID]*models.ContactMerge {
		return byID(b, merges, ids, set)
	})
	if err != nil {
		return nil, err
	}
	all := make([]*models.ContactMerge, 0, len(found))
	for _, m := range found {
		all = append(all, m)
	}
	return found, withSources(r, all)
}

// MergesByContact returns what was merged into each contact, newest first.
func (s *Service) MergesByContact(ctx context.Context, ids []models.ContactID) (map[models.ContactID][]*models.ContactMerge, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := merges.list(r.DB, "g.account_id = ? AND g.into_id = ANY(?) ORDER BY g.id DESC", r.Account, idArray[models.ContactID](ids))
	if err != nil {
		return nil, err
	}
	return grouped(ids, found, func(m *models.ContactMerge) models.ContactID { return m.IntoID }), withSources(r, found)
}

func (s *Service) findMerge(ctx context.Context, id models.ContactMergeID) (*models.ContactMerge, error) {
	found, err := s.MergesByID(ctx, []models.ContactMergeID{id})
	return found[id], err
}

// withSources adds their sources to merges, in the order in which they were given.
func withSources(r reader, found []*models.ContactMerge) error {
	byID := make(map[models.ContactMergeID]*models.ContactMerge, len(found))
	ids := make(idArray[models.ContactMergeID], len(found))
	for i, m := range found {
		byID[m.ID], ids[i], m.Sources = m, m.ID, []*models.MergedSource{}
	}
	if len(found) == 0 {
		return nil
	}
	sources, err := mergeSources.list(r.DB, "s.account_id = ? AND s.merge_id = ANY(?) ORDER BY s.position", r.Account, ids)
	for _, s := range sources {
		m := byID[s.mergeID]
		moved := s.moved
		m.Sources = append(m.Sources, &models.MergedSource{ID: s.contact.ID, Snapshot: s.contact.Snapshot(), Moved: &moved})
	}
	return err
}

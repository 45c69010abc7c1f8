package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

// merges are the records of merges, without their sources. Undoable follows the rules of lockMerge: not undone, the survivor
// exists, and no later merge into it that is not undone.
var merges = store.NewView("contact_merges g",
	store.Column[models.ContactMerge]{SQL: "g.id", Field: func(m *models.ContactMerge) any { return &m.ID }},
	store.Column[models.ContactMerge]{SQL: "g.into_id", Field: func(m *models.ContactMerge) any { return &m.IntoID }},
	store.Column[models.ContactMerge]{SQL: "g.actor_user_id", Field: func(m *models.ContactMerge) any { return &m.ByUser }},
	store.Column[models.ContactMerge]{SQL: "g.actor_token_id", Field: func(m *models.ContactMerge) any { return &m.ByToken }},
	store.Column[models.ContactMerge]{SQL: "g.merged_at", Field: func(m *models.ContactMerge) any { return &m.CreatedAt }},
	store.Column[models.ContactMerge]{SQL: "g.undone_at", Field: func(m *models.ContactMerge) any { return &m.UndoneAt }},
	store.Column[models.ContactMerge]{SQL: "g.by_rule", Field: func(m *models.ContactMerge) any { return &m.Automatic }},
	store.Column[models.ContactMerge]{SQL: "g.undone_at IS NULL AND merge_is_last(g.account_id, g.into_id, g.id)",
		Field: func(m *models.ContactMerge) any { return &m.Undoable }},
)

// source is a row of contact_merge_sources: the snapshot of the contact, and the numbers of moved rows.
type source struct {
	mergeID  models.ContactMergeID
	contact  models.Contact
	position int
	moved    models.MovedCounts
}

var mergeSources = store.NewView("contact_merge_sources s CROSS JOIN LATERAL jsonb_populate_record(NULL::contacts, s.stored) c",
	slices.Concat([]store.Column[source]{
		{SQL: "s.merge_id", Field: func(s *source) any { return &s.mergeID }},
		{SQL: "s.position", Field: func(s *source) any { return &s.position }},
		{SQL: "cardinality(s.conversations)", Field: func(s *source) any { return &s.moved.Conversations }},
		{SQL: "cardinality(s.messages)", Field: func(s *source) any { return &s.moved.Messages }},
		{SQL: "cardinality(s.contact_inboxes)", Field: func(s *source) any { return &s.moved.ContactInboxes }},
		{SQL: "cardinality(s.notes)", Field: func(s *source) any { return &s.moved.Notes }},
		{SQL: "cardinality(s.csat_responses)", Field: func(s *source) any { return &s.moved.CsatResponses }},
		{SQL: "cardinality(s.labels)", Field: func(s *source) any { return &s.moved.Labels }},
	}, store.Part(contactsToChange, func(s *source) *models.Contact { return &s.contact }))...)

// Addresses as merges recorded them: those that the survivor had before, and those of the sources.
var (
	survivorPoints = points.In("contact_merges g CROSS JOIN LATERAL jsonb_populate_recordset(NULL::contact_points, g.points) p")
	sourcePoints   = points.In("contact_merge_sources s CROSS JOIN LATERAL jsonb_populate_recordset(NULL::contact_points, s.points) p")
)

// pointsOfSources returns the addresses that the sources of merges had, by merge and contact, in the order of a contact's list.
func pointsOfSources(r store.Querier, account int64, merges store.IDs[models.ContactMergeID]) (
	found map[mergedContact][]models.ContactPoint, err error,
) {
	found = map[mergedContact][]models.ContactPoint{}
	var merge models.ContactMergeID
	err = sourcePoints.Each(r, func(p *models.ContactPoint) {
		of := mergedContact{merge, p.ContactID}
		found[of] = append(found[of], *p)
	}, []any{&merge}, "SELECT "+sourcePoints.Selected(AllColumns)+", s.merge_id FROM "+sourcePoints.From+
		" WHERE s.account_id = ? AND s.merge_id = ANY(?) ORDER BY "+pointOrder, account, merges)
	return found, err
}

// mergedContact is a source of a merge.
type mergedContact struct {
	merge   models.ContactMergeID
	contact models.ContactID
}

// MergesByID returns the merges that exist, by id.
func (s *Service) MergesByID(ctx context.Context, ids []models.ContactMergeID) (map[models.ContactMergeID]*models.ContactMerge, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := Read(ctx, s, ids, func(b *Batch, ids []models.ContactMergeID, set Columns) map[models.ContactMergeID]*models.ContactMerge {
		return store.ByID(b.Batch, merges, ids, set)
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

var newestMerges = page.Order{Name: "contact.mergedFrom", ID: "g.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "g.merged_at", Kind: page.Time, Desc: true}}}

// MergesByContact are the merges into each contact, newest first, without their sources.
func (b *Batch) MergesByContact(ids []models.ContactID) Lists[models.ContactID, models.ContactMerge] {
	return Lists[models.ContactID, models.ContactMerge]{List: List[models.ContactMerge]{Batch: b.Batch, Table: merges,
		Where: "g.account_id = ? AND g.into_id = parent.id", Args: []any{b.Account}, Order: newestMerges}, Parents: ids}
}

// MergePagesByContact returns a page of the merges into each contact, with their sources.
func (s *Service) MergePagesByContact(
	ctx context.Context, ids []models.ContactID, a page.Args,
) (map[models.ContactID]*models.ContactMergeConnection, error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	pages := b.MergesByContact(ids).Pages(a, AllColumns)
	if err := b.Send(); err != nil {
		return nil, err
	}
	var all []*models.ContactMerge
	for _, p := range pages {
		all = append(all, p.Nodes()...)
	}
	return pages, withSources(b.reader(), all)
}

func (s *Service) findMerge(ctx context.Context, id models.ContactMergeID) (*models.ContactMerge, error) {
	found, err := s.MergesByID(ctx, []models.ContactMergeID{id})
	return found[id], err
}

// withSources adds the sources to merges, in the order in which they were given.
func withSources(r reader, found []*models.ContactMerge) error {
	byID := make(map[models.ContactMergeID]*models.ContactMerge, len(found))
	ids := make(store.IDs[models.ContactMergeID], len(found))
	for i, m := range found {
		byID[m.ID], ids[i], m.Sources = m, m.ID, []*models.MergedSource{}
	}
	if len(found) == 0 {
		return nil
	}
	sources, err := mergeSources.List(r, "s.account_id = ? AND s.merge_id = ANY(?) ORDER BY s.position", r.Account, ids)
	if err != nil {
		return err
	}
	addresses, err := pointsOfSources(r, r.Account, ids)
	for _, s := range sources {
		m := byID[s.mergeID]
		moved := s.moved
		s.contact.SetPoints(addresses[mergedContact{s.mergeID, s.contact.ID}])
		m.Sources = append(m.Sources, &models.MergedSource{ID: s.contact.ID, Snapshot: s.contact.Snapshot(), Moved: &moved})
	}
	return err
}

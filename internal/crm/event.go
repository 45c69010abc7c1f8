package crm

import (
	"context"
	"strings"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

var events = store.NewView("contact_events e JOIN account_seq s ON s.account_id = e.account_id",
	store.Column[models.ContactEvent]{SQL: "e.account_id", Field: func(e *models.ContactEvent) any { return &e.Position.Account }},
	store.Column[models.ContactEvent]{SQL: "s.epoch", Field: func(e *models.ContactEvent) any { return &e.Position.Epoch }},
	store.Column[models.ContactEvent]{SQL: "e.seq", Field: func(e *models.ContactEvent) any { return &e.Position.Seq }},
	store.Column[models.ContactEvent]{SQL: "e.id", Field: func(e *models.ContactEvent) any { return &e.ID }},
	store.Column[models.ContactEvent]{SQL: "e.type", Field: func(e *models.ContactEvent) any { return &e.Type }},
	store.Column[models.ContactEvent]{SQL: "e.contact_id", Field: func(e *models.ContactEvent) any { return &e.ContactID }},
	store.Column[models.ContactEvent]{SQL: "e.inbox_id", Field: func(e *models.ContactEvent) any { return &e.InboxID }},
	store.Column[models.ContactEvent]{SQL: "e.conversation_id", Field: func(e *models.ContactEvent) any { return &e.ConversationID }},
	store.Column[models.ContactEvent]{SQL: "e.message_id", Field: func(e *models.ContactEvent) any { return &e.MessageID }},
	store.Column[models.ContactEvent]{SQL: "e.segment_id", Field: func(e *models.ContactEvent) any { return &e.SegmentID }},
	store.Column[models.ContactEvent]{SQL: "e.contact_version", Field: func(e *models.ContactEvent) any { return &e.ContactVersion }},
	store.Column[models.ContactEvent]{SQL: "e.merged_from::text",
		Field: func(e *models.ContactEvent) any { return (*store.IDs[models.ContactID])(&e.MergedFrom) }},
	store.Column[models.ContactEvent]{SQL: "e.merged_into", Field: func(e *models.ContactEvent) any { return &e.MergedInto }},
	store.Column[models.ContactEvent]{SQL: "e.actor_user_id", Field: func(e *models.ContactEvent) any { return &e.ByUser }},
	store.Column[models.ContactEvent]{SQL: "e.actor_token_id", Field: func(e *models.ContactEvent) any { return &e.ByToken }},
	store.Column[models.ContactEvent]{SQL: "e.request_id", Field: func(e *models.ContactEvent) any { return &e.RequestID }},
	store.Column[models.ContactEvent]{SQL: "e.changes", Field: func(e *models.ContactEvent) any { return (*models.FieldChanges)(&e.Changes) }},
	store.Column[models.ContactEvent]{SQL: "e.snapshot", Field: func(e *models.ContactEvent) any { return &e.Snapshot }},
	store.Column[models.ContactEvent]{SQL: "e.created_at", Field: func(e *models.ContactEvent) any { return &e.OccurredAt }},
)

// EventQuery selects the events of a list; the zero value selects those of contacts.
type EventQuery struct {
	Types          []models.ContactEventType
	ContactIDs     []models.ContactID
	InboxID        *models.InboxID
	ConversationID *models.ConversationID
}

// maxEventContacts limits the number of contact ids in a query.
const maxEventContacts = 1000

// Check validates the query: Limit for too many contacts, Invalid for an empty list, which would select nothing, and Forbidden if the
// viewer's token does not cover a type.
func (q EventQuery) Check(v *models.Viewer) error {
	if q.Types != nil && len(q.Types) == 0 {
		return models.Errorf(models.Invalid, "The list is empty; give it a type, or leave it out.").At("types")
	}
	for _, t := range q.Kinds() {
		if v != nil && !v.Reads(t) {
			return t.LacksScope().At("types")
		}
	}
	if q.ContactIDs != nil && len(q.ContactIDs) == 0 {
		return models.Errorf(models.Invalid, "The list is empty; give it an id, or leave it out.").At("contactIds")
	}
	if len(q.ContactIDs) > maxEventContacts {
		return models.Errorf(models.Limit, "At most %d contacts can be named.", maxEventContacts).At("contactIds")
	}
	return nil
}

// Kinds are the types that the query selects: those of contacts unless it names others.
func (q EventQuery) Kinds() []models.ContactEventType {
	if q.Types == nil {
		return models.TypesOfContacts
	}
	return q.Types
}

// ListEvents returns a page of the account's event log, oldest first. CursorExpired, with the oldest valid cursor, if the events
// after the cursor are no longer kept.
func (s *Service) ListEvents(ctx context.Context, a page.Args, q EventQuery) (*models.ContactEventConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	size, err := page.Size(a.First)
	if err != nil {
		return nil, explain(err)
	}
	if err := q.Check(r.Viewer); err != nil {
		return nil, err
	}
	end, err := logEnd(r, r.Account)
	if err != nil {
		return nil, err
	}
	from := models.LogPosition{Seq: end.First}
	if a.After.Given() {
		if from, err = openLog(r, end, *a.After); err != nil {
			return nil, err
		}
	}
	kinds := q.Kinds()
	types := make([]string, len(kinds))
	for i, t := range kinds {
		types[i] = string(t)
	}
	where, args := []string{"e.account_id = ? AND e.seq > ? AND e.type = ANY(?)"}, []any{r.Account, from.Seq, types}
	if q.ContactIDs != nil {
		where, args = append(where, "e.contact_id = ANY(?)"), append(args, store.IDs[models.ContactID](q.ContactIDs))
	}
	found, err := events.List(r, strings.Join(where, " AND ")+" ORDER BY e.seq LIMIT ?", append(args, size+1)...)
	if err != nil {
		return nil, err
	}
	return page.Forward(found, size, a.After.Given(), (*models.ContactEvent).Cursor), nil
}

// OpenLog returns the position where a reader of the viewer's log starts, after the cursor or by default after the last event, and
// the position of the last event. Invalid if the cursor is not from this account; CursorExpired, with the oldest valid cursor, if
// the events after it are no longer kept.
func (s *Service) OpenLog(ctx context.Context, after *page.Cursor) (models.LogPosition, models.LogEnds, error) {
	r, err := s.read(ctx)
	if err != nil {
		return models.LogPosition{}, models.LogEnds{}, err
	}
	end, err := logEnd(r, r.Account)
	if err != nil {
		return models.LogPosition{}, end, err
	}
	at := models.LogPosition{Account: r.Account, Epoch: end.Epoch, Seq: end.Last}
	if after.Given() {
		at, err = openLog(r, end, *after)
	}
	return at, end, err
}

// openLog returns the position of a cursor in a log whose last position is given.
func openLog(r reader, end models.LogEnds, after page.Cursor) (models.LogPosition, error) {
	p, err := models.ReadLogPosition(r.Account, after)
	if err != nil {
		return p, err
	}
	return p, end.Check(p)
}

func logEnd(q store.Querier, account int64) (models.LogEnds, error) {
	ends, err := logEnds(q, "account_id = ?", account)
	return ends[account], err
}

// LogEnds returns the last position of each account's log. It is called by the system, not by a viewer. Accounts without events are
// left out.
func (s *Service) LogEnds(ctx context.Context, accounts []int64) (map[int64]models.LogEnds, error) {
	return logEnds(s.system(ctx), "account_id = ANY(?)", accounts)
}

func logEnds(q store.Querier, where string, arg any) (map[int64]models.LogEnds, error) {
	rows, err := store.Rows[struct {
		Account int64
		Epoch   int64
		First   int64
		Last    int64
	}](q, "SELECT account_id, epoch, pruned_seq, last_seq FROM account_seq WHERE "+where, arg)
	ends := make(map[int64]models.LogEnds, len(rows))
	for _, r := range rows {
		ends[r.Account] = models.LogEnds{Epoch: r.Epoch, First: r.First, Last: r.Last}
	}
	return ends, err
}

// ReadLog returns up to limit events after a position, in order and without gaps. It is called by the system, not by a viewer.
// CursorExpired, with the oldest valid cursor, if those events are no longer kept.
func (s *Service) ReadLog(ctx context.Context, from models.LogPosition, limit int) ([]*models.ContactEvent, error) {
	system := s.system(ctx)
	found, err := events.List(system, "e.account_id = ? AND e.seq > ? ORDER BY e.seq LIMIT ?", from.Account, from.Seq, limit)
	if err != nil || len(found) > 0 && found[0].Position.Seq == from.Seq+1 && (from.Seq == 0 || found[0].Position.Epoch == from.Epoch) {
		return found, err
	}
	end, err := logEnd(system, from.Account)
	if err != nil {
		return nil, err
	}
	return nil, end.Check(from)
}

// EventsByID returns the events that exist and that the viewer's token covers, by id.
func (s *Service) EventsByID(ctx context.Context, ids []models.ContactEventID) (map[models.ContactEventID]*models.ContactEvent, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := events.List(r, "e.account_id = ? AND e.id = ANY(?)", r.Account, store.IDs[models.ContactEventID](ids))
	byID := make(map[models.ContactEventID]*models.ContactEvent, len(found))
	for _, e := range found {
		if r.Viewer.Reads(e.Type) {
			byID[e.ID] = e
		}
	}
	return byID, err
}

// EventsByContact returns a page of each contact's history, newest first, including that of contacts which were merged into it. Events of
// conversations, messages and links are not part of it.
func (s *Service) EventsByContact(
	ctx context.Context, ids []models.ContactID, a page.Args,
) (map[models.ContactID]*models.ContactEventConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	size, err := page.Size(a.First)
	if err != nil {
		return nil, explain(err)
	}
	var before *int64
	if a.After.Given() {
		p, err := models.ReadLogPosition(r.Account, *a.After)
		if err != nil {
			return nil, err
		}
		before = &p.Seq
	}
	var parent models.ContactID
	found := emptyLists[models.ContactID, models.ContactEvent](ids)
	err = events.Each(r, func(e *models.ContactEvent) { found[parent] = append(found[parent], e) }, []any{&parent}, `
		SELECT child.*, parent.id
		FROM unnest(?::uuid[]) AS parent (id)
		CROSS JOIN LATERAL (
			SELECT `+events.Selected(AllColumns)+`
			FROM `+events.From+`
			WHERE e.account_id = ? AND (?::bigint IS NULL OR e.seq < ?) AND e.inbox_id IS NULL AND e.contact_id = ANY(ARRAY(
				SELECT parent.id
				UNION ALL
				SELECT l.id FROM contact_aliases l WHERE l.account_id = ? AND l.contact_id = parent.id))
			ORDER BY e.seq DESC
			LIMIT ?) child`, store.IDs[models.ContactID](ids), r.Account, before, before, r.Account, size+1)
	pages := make(map[models.ContactID]*models.ContactEventConnection, len(ids))
	for id, rows := range found {
		pages[id] = page.Forward(rows, size, a.After.Given(), (*models.ContactEvent).Cursor)
	}
	return pages, err
}

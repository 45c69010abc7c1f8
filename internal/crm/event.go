package crm

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"kith/models"
	"kith/models/page"
)

var events = table[models.ContactEvent]{
	from: "contact_events e JOIN account_seq s ON s.account_id = e.account_id",
	columns: []column[models.ContactEvent]{
		{"e.account_id", func(e *models.ContactEvent) any { return &e.Position.Account }},
		{"s.epoch", func(e *models.ContactEvent) any { return &e.Position.Epoch }},
		{"e.seq", func(e *models.ContactEvent) any { return &e.Position.Seq }},
		{"e.id", func(e *models.ContactEvent) any { return &e.ID }},
		{"e.type", func(e *models.ContactEvent) any { return &e.Type }},
		{"e.contact_id", func(e *models.ContactEvent) any { return &e.ContactID }},
		{"e.contact_version", func(e *models.ContactEvent) any { return &e.ContactVersion }},
		{"e.merged_from::text", func(e *models.ContactEvent) any { return (*idArray[models.ContactID])(&e.MergedFrom) }},
		{"e.merged_into", func(e *models.ContactEvent) any { return &e.MergedInto }},
		{"e.actor_user_id", func(e *models.ContactEvent) any { return &e.ByUser }},
		{"e.actor_token_id", func(e *models.ContactEvent) any { return &e.ByToken }},
		{"e.request_id", func(e *models.ContactEvent) any { return &e.RequestID }},
		{"e.changes", func(e *models.ContactEvent) any { return (*models.FieldChanges)(&e.Changes) }},
		{"e.snapshot", func(e *models.ContactEvent) any { return &e.Snapshot }},
		{"e.created_at", func(e *models.ContactEvent) any { return &e.OccurredAt }},
	},
}

// EventQuery says which events of an account a list is about; the zero value takes all.
type EventQuery struct {
	Types      []models.ContactEventType
	ContactIDs []models.ContactID
}

// maxEventContacts bounds the contacts that a list of events can name.
const maxEventContacts = 1000

// Check reports what is wrong with the query: Invalid for too many contacts.
func (q EventQuery) Check() error {
	if len(q.ContactIDs) > maxEventContacts {
		return models.Errorf(models.Limit, "At most %d contacts can be named.", maxEventContacts).At("contactIds")
	}
	return nil
}

// ListEvents returns a page of the account's log, oldest first. CursorExpired, with the oldest cursor, when the log does not reach
// back to after.
func (s *Service) ListEvents(ctx context.Context, a page.Args, q EventQuery) (*models.ContactEventConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	size, err := page.Size(a.First)
	if err != nil {
		return nil, argumentError(err)
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	end, err := logEnd(r.DB, r.Account)
	if err != nil {
		return nil, err
	}
	from := models.LogPosition{Seq: end.First}
	if a.After.Given() {
		if from, err = openLog(r, end, *a.After); err != nil {
			return nil, err
		}
	}
	where, args := []string{"e.account_id = ? AND e.seq > ?"}, []any{r.Account, from.Seq}
	if q.Types != nil {
		types := make([]string, len(q.Types))
		for i, t := range q.Types {
			types[i] = string(t)
		}
		where, args = append(where, "e.type = ANY(?)"), append(args, types)
	}
	if q.ContactIDs != nil {
		where, args = append(where, "e.contact_id = ANY(?)"), append(args, idArray[models.ContactID](q.ContactIDs))
	}
	found, err := events.list(r.DB, strings.Join(where, " AND ")+" ORDER BY e.seq LIMIT ?", append(args, size+1)...)
	if err != nil {
		return nil, err
	}
	return page.Forward(found, size, a.After.Given(), (*models.ContactEvent).Cursor), nil
}

// OpenLog returns where a reader of the viewer's log begins, behind the cursor or without one behind the last event there is, and how
// far the log reaches. Invalid if the cursor is none of this account; CursorExpired, with the oldest cursor, if the log does not
// reach back to it.
func (s *Service) OpenLog(ctx context.Context, after *page.Cursor) (models.LogPosition, models.LogEnds, error) {
	r, err := s.read(ctx)
	if err != nil {
		return models.LogPosition{}, models.LogEnds{}, err
	}
	end, err := logEnd(r.DB, r.Account)
	if err != nil {
		return models.LogPosition{}, end, err
	}
	at := models.LogPosition{Account: r.Account, Epoch: end.Epoch, Seq: end.Last}
	if after.Given() {
		at, err = openLog(r, end, *after)
	}
	return at, end, err
}

// openLog returns the position behind a cursor of a log that reaches so far.
func openLog(r reader, end models.LogEnds, after page.Cursor) (models.LogPosition, error) {
	p, err := models.ReadLogPosition(r.Account, after)
	if err != nil {
		return p, err
	}
	return p, end.Check(p)
}

func logEnd(db *gorm.DB, account int64) (models.LogEnds, error) {
	ends, err := logEnds(db, "account_id = ?", account)
	return ends[account], err
}

// LogEnds returns how far the logs of accounts reach; it serves the system, not a viewer. An account without events has none.
func (s *Service) LogEnds(ctx context.Context, accounts []int64) (map[int64]models.LogEnds, error) {
	return logEnds(s.db.WithContext(ctx), "account_id = ANY(?)", accounts)
}

func logEnds(db *gorm.DB, where string, arg any) (map[int64]models.LogEnds, error) {
	rows, err := query(db, false, "SELECT account_id, epoch, pruned_seq, last_seq FROM account_seq WHERE "+where, []any{arg})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ends := map[int64]models.LogEnds{}
	for rows.Next() {
		var account int64
		var end models.LogEnds
		if err := rows.Scan(&account, &end.Epoch, &end.First, &end.Last); err != nil {
			return nil, err
		}
		ends[account] = end
	}
	return ends, rows.Err()
}

// ReadLog returns up to limit events behind a position, in order and without a gap; it serves the system, not a viewer.
// CursorExpired, with the oldest cursor, if the log does not reach back to it.
func (s *Service) ReadLog(ctx context.Context, from models.LogPosition, limit int) ([]*models.ContactEvent, error) {
	db := s.db.WithContext(ctx)
	found, err := events.list(db, "e.account_id = ? AND e.seq > ? ORDER BY e.seq LIMIT ?", from.Account, from.Seq, limit)
	if err != nil || len(found) > 0 && found[0].Position.Seq == from.Seq+1 && (from.Seq == 0 || found[0].Position.Epoch == from.Epoch) {
		return found, err
	}
	end, err := logEnd(db, from.Account)
	if err != nil {
		return nil, err
	}
	return nil, end.Check(from)
}

// EventsByID returns the events that exist, by id.
func (s *Service) EventsByID(ctx context.Context, ids []models.ContactEventID) (map[models.ContactEventID]*models.ContactEvent, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := events.list(r.DB, "e.account_id = ? AND e.id = ANY(?)", r.Account, idArray[models.ContactEventID](ids))
	byID := make(map[models.ContactEventID]*models.ContactEvent, len(found))
	for _, e := range found {
		byID[e.ID] = e
	}
	return byID, err
}

// EventsByContact returns a page of each contact's history, newest first, with that of the contacts that were merged into it.
func (s *Service) EventsByContact(ctx context.Context, ids []models.ContactID, a page.Args) (map[models.ContactID]*models.ContactEventConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	size, err := page.Size(a.First)
	if err != nil {
		return nil, argumentError(err)
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
	found := lists[models.ContactID, models.ContactEvent](ids)
	err = events.read(AllColumns, `
		SELECT child.*, parent.id
		FROM unnest(?::uuid[]) AS parent (id)
		CROSS JOIN LATERAL (
			SELECT `+events.selected(AllColumns)+`
			FROM `+events.from+`
			WHERE e.account_id = ? AND (?::bigint IS NULL OR e.seq < ?) AND e.contact_id = ANY(ARRAY(
				SELECT parent.id
				UNION ALL
				SELECT l.value::uuid FROM contact_aliases l WHERE l.account_id = ? AND l.contact_id = parent.id AND l.kind = '`+aliasID+`'))
			ORDER BY e.seq DESC
			LIMIT ?) child`, []any{idArray[models.ContactID](ids), r.Account, before, before, r.Account, size + 1},
		func(e *models.ContactEvent) { found[parent] = append(found[parent], e) }, &parent).alone(r.DB)
	pages := make(map[models.ContactID]*models.ContactEventConnection, len(ids))
	for id, rows := range found {
		pages[id] = page.Forward(rows, size, a.After.Given(), (*models.ContactEvent).Cursor)
	}
	return pages, err
}

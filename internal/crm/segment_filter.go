package crm

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// storedFilter returns a checked filter in the form in which it is stored: labels are named by their ids, so that new titles change
// nothing. Invalid, at its path, for each record that it names and that does not exist.
func storedFilter(r reader, f *models.ContactFilter) (*models.ContactFilter, error) {
	dead, err := deadReferences(r, f)
	if err != nil {
		return nil, err
	}
	var broken models.Errors
	for _, reference := range dead {
		broken.Add(reference.Invalid())
	}
	if len(broken) > 0 {
		return nil, broken
	}
	return withLabelIDs(r, f)
}

// withLabelIDs is storedFilter for filters that may name records that do not exist: labels without an id keep their titles.
func withLabelIDs(r reader, f *models.ContactFilter) (*models.ContactFilter, error) {
	if f == nil {
		return nil, nil
	}
	ids, err := labelsTitled(r, filter.Titles(f))
	if err != nil {
		return nil, err
	}
	return filter.Stored(f, ids)
}

// deadReferences returns the places in a filter that name a label, company, inbox, user or team which does not exist.
func deadReferences(r reader, f *models.ContactFilter) ([]models.FilterReference, error) {
	named := filter.References(f)
	known, err := knownRecords(r, named)
	if err != nil {
		return nil, err
	}
	var dead []models.FilterReference
	for _, reference := range named {
		if !known.has(reference) {
			dead = append(dead, reference)
		}
	}
	return dead, nil
}

// records are existing records: their ids by kind, and the titles of labels.
type records struct {
	ids    map[models.ReferenceKind]map[uuid.UUID]bool
	titles map[models.LabelID]string
	titled map[string]bool
}

func (known records) has(r models.FilterReference) bool {
	if r.ID == "" {
		return known.titled[r.Title]
	}
	return known.ids[r.Kind][uuidOf(r)]
}

// uuidOf reads the id of a reference; what is no id of its kind is the zero id, which no record has.
func uuidOf(r models.FilterReference) uuid.UUID {
	switch r.Kind {
	case models.LabelReference:
		return typeid.Read[models.LabelID](r.ID).UUID
	case models.CompanyReference:
		return typeid.Read[models.CompanyID](r.ID).UUID
	case models.InboxReference:
		return typeid.Read[models.InboxID](r.ID).UUID
	case models.TeamReference:
		return typeid.Read[models.TeamID](r.ID).UUID
	}
	return typeid.Read[models.UserID](r.ID).UUID
}

// knownRecords returns those of the records that exist, by one statement; without references it does not query the database.
func knownRecords(r reader, named []models.FilterReference) (records, error) {
	known := records{map[models.ReferenceKind]map[uuid.UUID]bool{}, map[models.LabelID]string{}, map[string]bool{}}
	if len(named) == 0 {
		return known, nil
	}
	ids := map[models.ReferenceKind]store.IDs[uuid.UUID]{}
	titles := []string{}
	for _, reference := range named {
		if reference.ID == "" {
			titles = append(titles, reference.Title)
		} else {
			ids[reference.Kind] = append(ids[reference.Kind], uuidOf(reference))
		}
	}
	found, err := store.Rows[struct {
		Kind  models.ReferenceKind
		ID    uuid.UUID
		Title string
	}](r, `
		SELECT 'LABEL', l.id, l.title FROM labels l WHERE l.account_id = ? AND (l.id = ANY(?) OR l.title = ANY(?))
		UNION ALL SELECT 'COMPANY', c.id, '' FROM companies c WHERE c.account_id = ? AND c.id = ANY(?)
		UNION ALL SELECT 'COMPANY', a.id, '' FROM company_aliases a WHERE a.account_id = ? AND a.id = ANY(?)
		UNION ALL SELECT 'INBOX', i.id, '' FROM inboxes i WHERE i.account_id = ? AND i.id = ANY(?)
		UNION ALL SELECT 'USER', u.id, '' FROM users u WHERE u.account_id = ? AND u.id = ANY(?)
		UNION ALL SELECT 'TEAM', t.id, '' FROM teams t WHERE t.account_id = ? AND t.id = ANY(?)`,
		r.Account, ids[models.LabelReference], titles, r.Account, ids[models.CompanyReference], r.Account, ids[models.CompanyReference],
		r.Account, ids[models.InboxReference], r.Account, ids[models.UserReference], r.Account, ids[models.TeamReference])
	for _, record := range found {
		if known.ids[record.Kind] == nil {
			known.ids[record.Kind] = map[uuid.UUID]bool{}
		}
		known.ids[record.Kind][record.ID] = true
		if record.Kind == models.LabelReference {
			known.titles[typeid.Of[models.LabelID](record.ID)], known.titled[record.Title] = record.Title, true
		}
	}
	return known, err
}

// SegmentFilter is the filter of a segment as the API shows it, and what it names in vain.
type SegmentFilter struct {
	Filter models.JSON
	Dead   []*models.DeadReference
}

// FiltersBySegment returns the filters of segments with the titles that labels have now.
func (s *Service) FiltersBySegment(ctx context.Context, ids []models.SegmentID) (map[models.SegmentID]*SegmentFilter, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := segments.List(r, "s.account_id = ? AND s.id = ANY(?)", r.Account, store.IDs[models.SegmentID](ids))
	if err != nil {
		return nil, err
	}
	filters := make(map[models.SegmentID]*models.ContactFilter, len(found))
	var named []models.FilterReference
	for _, segment := range found {
		f, err := segment.ContactFilter()
		if err != nil {
			return nil, err
		}
		if segment.VisibleTo(r.Viewer) {
			filters[segment.ID], named = f, append(named, filter.References(f)...)
		}
	}
	known, err := knownRecords(r, named)
	shown := make(map[models.SegmentID]*SegmentFilter, len(filters))
	for id, f := range filters {
		if shown[id], err = known.show(f); err != nil {
			return nil, err
		}
	}
	return shown, err
}

// show returns a stored filter as the API shows it.
func (known records) show(f *models.ContactFilter) (*SegmentFilter, error) {
	shown := &SegmentFilter{Dead: []*models.DeadReference{}}
	for _, reference := range filter.References(f) {
		if !known.has(reference) {
			shown.Dead = append(shown.Dead, reference.Dead())
		}
	}
	f, err := filter.Shown(f, known.titles)
	if err != nil {
		return nil, err
	}
	shown.Filter, err = json.Marshal(f)
	return shown, err
}

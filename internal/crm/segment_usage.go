package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// maxUsages limits the number of segments that are listed as users of a record.
const maxUsages = 100

// UsagesByKey returns the segments whose filters name records, by the keys of the records; see models.Label.UsageKey.
func (s *Service) UsagesByKey(ctx context.Context, keys []string) (map[string]*models.SegmentUsage, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	used := make(map[string]*models.SegmentUsage, len(keys))
	for _, key := range keys {
		used[key] = &models.SegmentUsage{Segments: []*models.Segment{}}
	}
	asked, uses, err := withMergedKeys(r, keys)
	if err != nil {
		return nil, err
	}
	counts, err := store.Rows[struct {
		Key string
		N   int
	}](r, `
		SELECT wanted.key, count(DISTINCT s.id)
		FROM unnest(?::text[], ?::text[]) AS wanted (key, used)
		JOIN segments s ON s.account_id = ? AND s.usage_keys @> to_jsonb(wanted.used)
		GROUP BY wanted.key`, asked, uses, r.Account)
	if err != nil || len(counts) == 0 {
		return used, err
	}
	for _, c := range counts {
		used[c.Key].Count = c.N
	}
	var key string
	err = segments.Each(r, func(s *models.Segment) { used[key].Segments = append(used[key].Segments, s) }, []any{&key}, `
		SELECT child.*, wanted.key
		FROM unnest(?::text[]) AS wanted (key)
		CROSS JOIN LATERAL (
			SELECT `+segments.Selected(AllColumns)+`
			FROM `+segments.From+`
			WHERE s.account_id = ? AND (s.shared OR s.owner_id = ?) AND s.id IN (
				SELECT n.id
				FROM unnest(?::text[], ?::text[]) AS named (key, used)
				JOIN segments n ON n.account_id = ? AND n.usage_keys @> to_jsonb(named.used)
				WHERE named.key = wanted.key)
			ORDER BY lower(s.name), s.id
			LIMIT ?) child`, keys, r.Account, r.Viewer.UserID, asked, uses, r.Account, maxUsages)
	return used, err
}

// withMergedKeys returns each key with the keys under which segments may name its record: its own and, for a company, those of the
// companies that were merged into it.
func withMergedKeys(r reader, keys []string) (asked, uses []string, err error) {
	asked, uses = keys, keys
	var ids store.IDs[models.CompanyID]
	for _, key := range keys {
		if id := typeid.Read[models.CompanyID](key); !id.IsZero() {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return asked, uses, nil
	}
	merged, err := store.Rows[struct{ Ended, Live models.CompanyID }](r, `
		SELECT a.id, a.company_id
		FROM company_aliases a
		WHERE a.account_id = ? AND a.company_id = ANY(?)
		ORDER BY a.id`, r.Account, ids)
	for _, m := range merged {
		asked, uses = append(slices.Clip(asked), m.Live.String()), append(slices.Clip(uses), m.Ended.String())
	}
	return asked, uses, err
}

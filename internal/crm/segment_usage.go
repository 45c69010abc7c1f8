package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
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
	counts, err := store.Rows[struct {
		Key string
		N   int
	}](r, `
		SELECT wanted.key, count(*)
		FROM unnest(?::text[]) AS wanted (key)
		JOIN segments s ON s.account_id = ? AND s.usage_keys @> to_jsonb(wanted.key)
		GROUP BY wanted.key`, keys, r.Account)
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
			WHERE s.account_id = ? AND s.usage_keys @> to_jsonb(wanted.key) AND (s.shared OR s.owner_id = ?)
			ORDER BY lower(s.name), s.id
			LIMIT ?) child`, keys, r.Account, r.Viewer.UserID, maxUsages)
	return used, err
}

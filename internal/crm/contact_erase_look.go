package crm

import (
	"slices"

	"kith/internal/store"
	"kith/models"
)

// erasure is what is known about contacts that are being erased, and what was removed so far.
type erasure struct {
	s        *Service
	tx       *Tx
	job      *models.Job // that erases them, if any
	contacts []*models.Contact
	// ids are the contacts, gone also those that were merged into them.
	ids, gone store.IDs[models.ContactID]
	// since is when the first of them became known.
	since models.DateTime
	// addresses are theirs, keys those that are not shared; values are what may name them in filters, in lower case, digits their phone
	// numbers without other characters.
	addresses, keys []models.PointKey
	values, digits  []string
	counts          map[models.ErasedPlace]int
	segmentsDeleted []models.SegmentID
	segmentsChanged []models.SegmentID
}

// look finds out under which ids, addresses and names the contacts were known, and since when.
func (e *erasure) look() error {
	var err error
	if e.gone, err = store.Rows[models.ContactID](e.tx, withMerged+"SELECT id FROM gone", e.ids, e.tx.Account); err != nil {
		return err
	}
	rows, err := store.Rows[struct {
		Kind, System, Value, Key string
		Shared                   bool
	}](e.tx, withMerged+`, recorded AS (
			SELECT m.points FROM gone JOIN contact_merges m ON m.account_id = ? AND m.into_id = gone.id
			UNION ALL
			SELECT s.points FROM gone JOIN contact_merge_sources s ON s.account_id = ? AND s.contact_id = gone.id
		)
		SELECT p.kind, p.system, p.value, p.key, p.shared
		FROM gone JOIN contact_points p ON p.account_id = ? AND p.contact_id = gone.id
		UNION
		SELECT p ->> 'kind', p ->> 'system', p ->> 'value', p ->> 'key', (p ->> 'shared')::boolean
		FROM recorded
		CROSS JOIN LATERAL jsonb_array_elements(recorded.points) p
		WHERE NOT EXISTS (
			SELECT FROM contact_points o
			WHERE o.account_id = ? AND o.kind = p ->> 'kind' AND o.system = p ->> 'system' AND o.key = p ->> 'key' AND o.contact_id <> ALL(?))
		UNION
		SELECT s.kind, s.system, s.key, s.key, FALSE
		FROM gone JOIN consents s ON s.account_id = ? AND s.contact_id = gone.id
		WHERE NOT address_is_had(s.account_id, s.kind, s.system, s.key, ?)`,
		e.ids, e.tx.Account, e.tx.Account, e.tx.Account, e.tx.Account, e.tx.Account, e.gone, e.tx.Account, e.gone)
	if err != nil {
		return err
	}
	for _, row := range rows {
		e.named(row.Value, row.Key)
		key := models.PointKey{Kind: models.PointKind(row.Kind), System: row.System, Key: row.Key}
		e.addresses = append(e.addresses, key)
		if !row.Shared {
			e.keys = append(e.keys, key)
		}
		if models.PointKind(row.Kind) == models.PointPhone {
			e.digits = append(e.digits, digitsOf(row.Key))
		}
	}
	for _, c := range e.contacts {
		e.named(c.FullNames()...)
	}
	slices.Sort(e.values)
	e.values = slices.Compact(e.values)
	known, err := store.One[models.DateTime](e.tx, withMerged+`
		SELECT min(x.at) FROM (
			SELECT c.created_at AS at FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?)
			UNION ALL
			SELECT (s.stored ->> 'created_at')::timestamptz
			FROM gone JOIN contact_merge_sources s ON s.account_id = ? AND s.contact_id = gone.id) x`,
		e.ids, e.tx.Account, e.tx.Account, e.ids, e.tx.Account)
	e.since = known
	return err
}

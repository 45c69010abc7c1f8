package crm

import (
	"context"
	"database/sql/driver"
	"fmt"
	"kith/internal/store"
	"slices"
	"sync"

	"github.com/google/uuid"

	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// groupKey is the key of a group of contacts; a page can have it as its parent.
type groupKey string

// String returns the key.
func (k groupKey) String() string { return string(k) }

// Value passes the key as text; it is an enum value, a code, a month or a uuid, so it needs no quotes in an array.
func (k groupKey) Value() (driver.Value, error) { return string(k), nil }

// SQLType is the type of the key in arrays.
func (k groupKey) SQLType() string { return "text" }

// maxGroups limits the number of groups in a list.
const maxGroups = 1000

// grouping defines how contacts are grouped by a key: the SQL of the key, the join that it needs, the order of the groups, and the
// condition for a contact to be in the group parent.id. A key with the account's time zone has the account as its parameter, and the
// condition has it twice.
type grouping struct {
	key, join, sort, member string
	zoned                   bool
}

// args returns the account n times if the grouping depends on its time zone.
func (g grouping) args(account int64, n int) []any {
	if !g.zoned {
		return nil
	}
	return slices.Repeat([]any{account}, n)
}

const largestFirst = "n DESC, key"

var groupings = map[models.ContactGroupKey]grouping{
	models.GroupByType:    {key: "c.contact_type", sort: largestFirst, member: "c.contact_type = parent.id"},
	models.GroupByCountry: {key: "c.country_code", sort: largestFirst, member: "c.country_code = parent.id"},
	models.GroupByBlocked: {key: "c.blocked::text", sort: largestFirst, member: "c.blocked = parent.id::boolean"},
	models.GroupByCompany: {key: "c.company_id::text", sort: largestFirst, member: "c.company_id = parent.id::uuid"},
	models.GroupByMonth: {key: "to_char(c.created_at " + inTimeZone + ", 'YYYY-MM')", sort: "key", zoned: true,
		member: "c.created_at >= (parent.id || '-01')::timestamp " + inTimeZone +
			" AND c.created_at < ((parent.id || '-01')::timestamp + interval '1 month') " + inTimeZone},
	models.GroupByLabel: {key: "x.label_id::text", sort: largestFirst,
		join: "JOIN contact_labels x ON x.account_id = c.account_id AND x.contact_id = c.id",
		member: `EXISTS (SELECT FROM contact_labels x
			WHERE x.account_id = c.account_id AND x.contact_id = c.id AND x.label_id = parent.id::uuid)`},
	models.GroupByInbox: {key: "x.inbox_id::text", sort: largestFirst,
		join: `JOIN (SELECT DISTINCT account_id, contact_id, inbox_id FROM contact_inboxes) x
			ON x.account_id = c.account_id AND x.contact_id = c.id`,
		member: `EXISTS (SELECT FROM contact_inboxes x
			WHERE x.account_id = c.account_id AND x.contact_id = c.id AND x.inbox_id = parent.id::uuid)`},
}

// GroupContacts counts contacts by group, those that a filter and a search find, the largest groups first and months in chronological
// order. Invalid if limit is not between 1 and 1,000.
func (s *Service) GroupContacts(
	ctx context.Context, by models.ContactGroupKey, f *models.ContactFilter, search *string, limit int,
) ([]*models.ContactGroup, error) {
	if limit < 1 || limit > maxGroups {
		return nil, models.Errorf(models.Invalid, "limit must be between 1 and %d.", maxGroups).At("limit")
	}
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	newest := models.OrderCreatedAt
	l, err := b.compile(ContactQuery{Filter: f, Search: search,
		OrderBy: []*models.ContactOrder{{By: models.ContactOrderKey{Field: &newest}, Direction: models.Desc, Nulls: models.NullsLast}}})
	if err != nil {
		return nil, err
	}
	g := groupings[by]
	counted, err := store.RowsPlanned[struct {
		Key   groupKey
		Count int
	}](b, fmt.Sprintf(`
		SELECT %[1]s AS key, count(*) AS n
		FROM %[6]s %[2]s
		WHERE %[3]s AND %[1]s IS NOT NULL
		GROUP BY 1
		ORDER BY %[4]s
		LIMIT %[5]d`, g.key, g.join, l.Where, g.sort, limit, l.Table.From), slices.Concat(g.args(b.Account, 1), l.Args, g.args(b.Account, 1))...)
	if err != nil {
		return nil, err
	}
	groups, keys := make([]*models.ContactGroup, len(counted)), make([]groupKey, len(counted))
	for i, c := range counted {
		groups[i], keys[i] = &models.ContactGroup{Count: c.Count}, c.Key
		if err := identify(groups[i], by, string(c.Key)); err != nil {
			return nil, err
		}
	}
	s.attachContactPages(groups, keys, g, l, b.Account)
	return groups, nil
}

// identify sets the key of a group and, if the key is the uuid of a record, the id of that record.
func identify(group *models.ContactGroup, by models.ContactGroupKey, key string) error {
	group.Key = key
	switch by {
	case models.GroupByLabel, models.GroupByCompany, models.GroupByInbox:
	default:
		return nil
	}
	id, err := uuid.Parse(key)
	if err != nil {
		return err
	}
	switch by {
	case models.GroupByLabel:
		label := typeid.Of[models.LabelID](id)
		group.LabelID, group.Key = &label, label.String()
	case models.GroupByCompany:
		company := typeid.Of[models.CompanyID](id)
		group.CompanyID, group.Key = &company, company.String()
	default:
		inbox := typeid.Of[models.InboxID](id)
		group.InboxID, group.Key = &inbox, inbox.String()
	}
	return nil
}

// attachContactPages lets each group load a page of its contacts. The first load reads the pages of all groups at once.
func (s *Service) attachContactPages(groups []*models.ContactGroup, keys []groupKey, g grouping, l List[models.Contact], account int64) {
	var mu sync.Mutex
	read := map[string]map[groupKey]*models.ContactConnection{}
	order := l.Order
	order.Name = "contactGroups"
	for i, group := range groups {
		group.Newest = func(ctx context.Context, a page.Args) (*models.ContactConnection, error) {
			mu.Lock()
			defer mu.Unlock()
			if read[a.Key()] == nil {
				pages, err := Read(ctx, s, keys, func(b *Batch, keys []groupKey, set Columns) map[groupKey]*models.ContactConnection {
					list := List[models.Contact]{Batch: b.Batch, Table: l.Table, Where: l.Where + " AND " + g.member,
						Args: slices.Concat(l.Args, g.args(account, 2)), Order: order}
					return Lists[groupKey, models.Contact]{List: list, Parents: keys}.Pages(a, set)
				})
				if err != nil {
					return nil, err
				}
				read[a.Key()] = pages
			}
			connection := *read[a.Key()][keys[i]]
			connection.Counter = func(context.Context, int) (int, error) { return group.Count, nil }
			return &connection, nil
		}
	}
}

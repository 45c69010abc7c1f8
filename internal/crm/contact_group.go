package crm

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"kith/internal/store"
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

// GroupQuery says which contacts are counted, and by what.
type GroupQuery struct {
	By     models.ContactGroupKey
	Filter *models.ContactFilter
	// Search counts the contacts alone that it finds.
	Search *string
	// Limit is the most groups, 1 to 1,000.
	Limit int
}

// GroupList is what a GroupQuery found, and what pages of the contacts of its groups are read by.
type GroupList struct {
	Groups []*models.ContactGroup
	by     models.ContactGroupKey
	keys   []groupKey
	of     List[models.Contact]
}

// GroupContacts counts contacts by group, the largest groups first and months in chronological order, by one statement for up to 50
// queries. It returns what was wrong with each: Invalid if a limit is not between 1 and 1,000, or as lists are for a filter or a search.
func (s *Service) GroupContacts(ctx context.Context, queries []GroupQuery) ([]*GroupList, []error) {
	found, errs := make([]*GroupList, len(queries)), make([]error, len(queries))
	b, err := s.Batch(ctx)
	if err != nil {
		return found, []error{err}
	}
	newest := models.OrderCreatedAt
	newestFirst := []*models.ContactOrder{{By: models.ContactOrderKey{Field: &newest}, Direction: models.Desc, Nulls: models.NullsLast}}
	of := make([]ContactQuery, len(queries))
	for i, q := range queries {
		of[i] = ContactQuery{Filter: q.Filter, Search: q.Search, OrderBy: newestFirst}
		if q.Limit < 1 || q.Limit > maxGroups {
			errs[i] = models.Errorf(models.Invalid, "limit must be between 1 and %d.", maxGroups).At("limit")
		}
	}
	lists, err := b.compileEach(of, errs)
	if err != nil {
		return found, []error{err}
	}
	var at []int
	var statements []store.Statement
	for i, q := range queries {
		if errs[i] == nil {
			found[i] = &GroupList{Groups: []*models.ContactGroup{}, by: q.By, of: lists[i]}
			at, statements = append(at, i), append(statements, found[i].statement(q.Limit))
		}
	}
	err = store.RowsOfEach(b, statements, "key, n", func(i int, row countedGroup) {
		if err := found[at[i]].add(row); err != nil {
			errs[at[i]] = err
		}
	})
	if err != nil {
		return found, []error{err}
	}
	return found, errs
}

type countedGroup struct {
	Key   groupKey
	Count int
}

// statement counts the groups.
func (l *GroupList) statement(limit int) store.Statement {
	g, account := groupings[l.by], l.of.Batch.Account
	return store.Statement{
		Text: fmt.Sprintf(`
			SELECT %[1]s AS key, count(*) AS n
			FROM %[6]s %[2]s
			WHERE %[3]s AND %[1]s IS NOT NULL
			GROUP BY 1
			ORDER BY %[4]s
			LIMIT %[5]d`, g.key, g.join, l.of.Where, g.sort, limit, l.of.Table.From),
		Args: slices.Concat(g.args(account, 1), l.of.Args, g.args(account, 1)),
	}
}

// add adds a group.
func (l *GroupList) add(row countedGroup) error {
	group := &models.ContactGroup{Count: row.Count}
	l.Groups, l.keys = append(l.Groups, group), append(l.keys, row.Key)
	return identify(group, l.by, string(row.Key))
}

// ContactPagesOfGroups returns a page of the contacts of each group of each list, in one statement for up to 50 lists.
func (s *Service) ContactPagesOfGroups(ctx context.Context, lists []*GroupList, a page.Args) ([][]*models.ContactConnection, error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	all := store.SeveralLists[groupKey, models.Contact]{Lists: make([]Lists[groupKey, models.Contact], len(lists))}
	for i, l := range lists {
		g, list := groupings[l.by], l.of
		list.Batch, list.Where = b.Batch, list.Where+" AND "+g.member
		list.Args, list.Order.Name = slices.Concat(list.Args, g.args(b.Account, 2)), "contactGroups"
		all.Lists[i] = Lists[groupKey, models.Contact]{List: list, Parents: l.keys}
	}
	read := all.Pages(a, AllColumns)
	if err := b.Send(); err != nil {
		return nil, err
	}
	pages := make([][]*models.ContactConnection, len(lists))
	for i, l := range lists {
		pages[i] = make([]*models.ContactConnection, len(l.keys))
		for j, key := range l.keys {
			pages[i][j] = read[i][key]
		}
	}
	return pages, nil
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

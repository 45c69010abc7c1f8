package live_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/live"
	"kith/models"
	"kith/models/page"
)

// conditions are filters of each kind: on values, labels, attributes, relations, ratings, presence, merged ids.
var conditions = []string{
	`{"name": {"contains": "a"}}`,
	`{"name": {"startsWith": "b"}, "contactType": {"ne": "LEAD"}}`,
	`{"email": {"isNull": false}}`,
	`{"labels": {"any": ["vip", "new"]}}`,
	`{"labels": {"none": ["vip"]}}`,
	`{"labels": {"isEmpty": true}}`,
	`{"blocked": true}`,
	`{"resolved": "IDENTIFIED"}`,
	`{"city": {"in": ["Bonn", "Rome"]}}`,
	`{"companyName": {"startsWith": "Ac"}}`,
	`{"companyId": {"isNull": false}}`,
	`{"customAttributes": [{"key": "plan", "text": {"eq": "pro"}}]}`,
	`{"customAttributes": [{"key": "seats", "number": {"gt": 3}}]}`,
	`{"conversations": {"some": {"status": {"eq": "OPEN"}}}}`,
	`{"conversations": {"none": {"labels": {"any": ["vip"]}}}}`,
	`{"conversations": {"count": {"gte": 1}}}`,
	`{"csatAverage": {"gte": 3}}`,
	`{"lastActivityAt": {"isNull": false}}`,
	`{"updatedAt": {"gte": "2020-01-01T00:00:00Z"}, "availability": "ONLINE"}`,
	`{"availability": "OFFLINE"}`,
	`{"staleSince": "2100-01-01T00:00:00Z"}`,
	`{"inboxId": {"isNull": false}}`,
}

// orders are lists of sort keys: a field, or an attribute after a colon; a minus sign is descending, an exclamation mark puts NULLs first.
var orders = [][]string{nil, {"-LAST_ACTIVITY_AT"}, {"NAME"}, {"!COMPANY_NAME", "-UPDATED_AT"}, {"-CSAT_AVERAGE", "LAST_NAME"}, {"-!CITY"},
	{":seats", "EMAIL"}, {"!LAST_ACTIVITY_AT", "-NAME"}}

// TestListsStayTrue has one writer and many clients: whenever the writer rests, what each client has built from its first message and all
// later ones is what the same query lists. Half of the clients take messages at once, the others several states at a time. Clients come
// back with what they have, and some have an old list.
func TestListsStayTrue(t *testing.T) {
	t.Parallel()
	rounds, writes := crmtest.Sized(2500, 14), crmtest.Sized(40, 12)
	seed := crmtest.Sized(uint64(time.Now().UnixNano()), 20261129)
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	n := newNode(t)
	writer := newWriter(t, n, r)
	for range 30 {
		writer.create()
	}
	clients := make([]*client, crmtest.Sized(200, 40))
	for i := range clients {
		clients[i] = n.client(t, writer.request(i, r))
	}
	for round := range rounds {
		for range writes {
			writer.write()
		}
		n.settle(t)
		for i, c := range clients {
			c.compare(t)
			if r.IntN(10) == 0 {
				c.end()
				if r.IntN(2) == 0 {
					clients[i] = n.client(t, writer.request(i, r))
				} else {
					clients[i] = n.again(t, c, r.IntN(2) == 0)
				}
			}
		}
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
		if done := round + 1; done%100 == 0 {
			t.Logf("%d writes, %d lists compared", done*writes, done*len(clients))
		}
	}
	kinds := n.ops()
	for _, kind := range []string{"insert", "move", "update", "LEFT", "PUSHED_OUT", "DELETED", "MERGED"} {
		if kinds[kind] == 0 {
			t.Errorf("no patch has had %s: %v", kind, kinds)
		}
	}
	t.Log(kinds)
}

// request returns a random list: of one or two conditions, a segment or a search, in each order.
func (w *writer) request(i int, r *rand.Rand) live.Request {
	var q crm.ContactQuery
	pick := func() models.ContactFilter {
		var f models.ContactFilter
		if err := json.Unmarshal([]byte(conditions[r.IntN(len(conditions))]), &f); err != nil {
			w.t.Fatal(err)
		}
		return f
	}
	one, other := pick(), pick()
	switch i % 6 {
	case 0:
		q.Filter = &models.ContactFilter{And: []models.ContactFilter{one, other}}
	case 1:
		q.Filter = &models.ContactFilter{Or: []models.ContactFilter{one, {Not: &other}}}
	case 2:
		q.Segment = &w.segment
	case 3:
		q.Search = ptr([]string{"ada", "bob", "acme", "adq", "be"}[r.IntN(5)])
	case 4: // everybody
	default:
		q.Filter = &one
	}
	for _, key := range orders[i%len(orders)] {
		by := &models.ContactOrder{Direction: models.Asc, Nulls: models.NullsLast}
		for key[0] == '-' || key[0] == '!' {
			if key[0] == '-' {
				by.Direction = models.Desc
			} else {
				by.Nulls = models.NullsFirst
			}
			key = key[1:]
		}
		if key[0] == ':' {
			by.By.CustomAttribute = ptr(key[1:])
		} else {
			by.By.Field = ptr(models.ContactOrderField(key))
		}
		q.OrderBy = append(q.OrderBy, by)
	}
	request := live.Request{Query: q, First: ptr([]int{1, 5, 10, 100}[r.IntN(4)])}
	if r.IntN(2) == 0 {
		request.CountLimit = ptr([]int{3, 1000}[r.IntN(2)])
	}
	return request
}

// compare fails unless the client's list is what the query lists now.
func (c *client) compare(t *testing.T) {
	t.Helper()
	want, err := c.node.CRM.ListContacts(c.node.admin, page.Args{First: c.request.First}, c.request.Query)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, contact := range want.Nodes() {
		rows = append(rows, row(contact))
	}
	count := ""
	if limit := c.request.CountLimit; limit != nil {
		counted, err := want.Count(c.node.admin, *limit)
		if err != nil {
			t.Fatal(err)
		}
		count = fmt.Sprint(*counted)
	}
	c.catchUp(t)
	if got := c.rows(); !slices.Equal(got, rows) || c.count != count {
		t.Errorf("%s\n got %v %s\nwant %v %s", asJSON(c.request), got, c.count, rows, count)
	}
}

func row(c *models.Contact) string {
	activity := "never"
	if c.LastActivityAt != nil {
		activity = c.LastActivityAt.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(c.ID, " ", c.Version, " ", c.Name, " ", activity, " ", c.CsatCounts)
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func ptr[T any](v T) *T { return &v }

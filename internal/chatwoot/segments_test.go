package chatwoot_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/chatwoot"
	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// condition is one as Chatwoot stores it.
type condition struct {
	Key      string `json:"attribute_key"`
	Operator string `json:"filter_operator"`
	Values   []any  `json:"values"`
	Join     string `json:"query_operator,omitempty"`
}

// customTypes are the custom attributes of the test, and the type of PostgreSQL as which Chatwoot compares each.
var customTypes = map[string]string{"seats": "numeric", "beta": "boolean", "renewal": "date", "note": "text"}

// columnsOf are the fields that are columns, or parts of one, as Chatwoot names them in SQL.
var columnsOf = map[string]string{"name": "c.name", "email": "c.email", "phone_number": "c.phone_number", "identifier": "c.identifier",
	"country_code": "(c.additional_attributes ->> 'country_code')", "city": "(c.additional_attributes ->> 'city')",
	"referer":      "(c.additional_attributes ->> 'referer')",
	"company_name": "coalesce((SELECT o.name FROM companies o WHERE o.id = c.company_id), c.additional_attributes ->> 'company_name')"}

func literal(v any) string { return "'" + strings.ReplaceAll(fmt.Sprint(v), "'", "''") + "'" }

func literals(values []any, wrap string) string {
	var all []string
	for _, v := range values {
		all = append(all, fmt.Sprintf(wrap, literal(v)))
	}
	return strings.Join(all, ", ")
}

// inChatwoot is the SQL as which Chatwoot evaluates a condition, by operator and type.
func (c condition) inChatwoot() string {
	if c.Key == "labels" {
		has := `EXISTS (SELECT FROM taggings t JOIN tags g ON g.id = t.tag_id
			WHERE t.taggable_type = 'Contact' AND t.context = 'labels' AND t.taggable_id = c.id`
		switch c.Operator {
		case "is_present":
			return has + ")"
		case "is_not_present":
			return "NOT " + has + ")"
		case "equal_to":
			return has + " AND g.name = " + literal(c.Values[0]) + ")"
		}
		return "NOT " + has + " AND g.name = " + literal(c.Values[0]) + ")"
	}
	if c.Key == "created_at" || c.Key == "last_activity_at" {
		return compared("c."+c.Key+"::date", "date", c)
	}
	if c.Key == "blocked" {
		return compared("c.blocked", "boolean", c)
	}
	if kind, custom := customTypes[c.Key]; custom {
		value := "(c.custom_attributes ->> '" + c.Key + "')::" + kind
		where := compared(value, kind, c)
		if c.Operator == "not_equal_to" {
			where = "(" + where + " OR c.custom_attributes ->> '" + c.Key + "' IS NULL)"
		}
		return where
	}
	return compared(columnsOf[c.Key], "text", c)
}

// compared is a comparison of a value of a type.
func compared(value, kind string, c condition) string {
	equal, wrap := value, "%s::"+kind
	if kind == "text" {
		equal, wrap = "lower("+value+")", "lower(%s)"
	}
	switch c.Operator {
	case "equal_to":
		return equal + " IN (" + literals(c.Values, wrap) + ")"
	case "not_equal_to":
		return equal + " NOT IN (" + literals(c.Values, wrap) + ")"
	case "contains":
		return value + " ILIKE " + literal("%"+fmt.Sprint(c.Values[0])+"%")
	case "does_not_contain":
		return value + " NOT ILIKE " + literal("%"+fmt.Sprint(c.Values[0])+"%")
	case "starts_with":
		return value + " ILIKE " + literal(fmt.Sprint(c.Values[0])+"%")
	case "is_present":
		return value + " IS NOT NULL"
	case "is_not_present":
		return value + " IS NULL"
	case "is_greater_than":
		return value + " > " + literal(c.Values[0]) + "::" + kind
	case "is_less_than":
		return value + " < " + literal(c.Values[0]) + "::" + kind
	case "days_before":
		return value + " < (current_date - " + fmt.Sprint(c.Values[0]) + ")"
	}
	panic(c.Operator)
}

// questions are segments of one condition, and some of several.
func questions() (all [][]condition) {
	one := func(key string, values []any, operators ...string) {
		for _, o := range operators {
			all = append(all, []condition{{Key: key, Operator: o, Values: values}})
		}
	}
	const equals, contain = "equal_to not_equal_to", "contains does_not_contain"
	words := func(s ...string) []string { return strings.Fields(strings.Join(s, " ")) }
	text := words(equals, contain, "is_present is_not_present")
	one("name", []any{"ada"}, text...)
	one("name", []any{"jose", "Ada"}, words(equals)...)
	one("email", []any{"ada1@x.example"}, text...)
	one("phone_number", []any{"+12125550001"}, append(text, "starts_with")...)
	one("phone_number", []any{"+1212"}, "starts_with", "contains")
	one("identifier", []any{"EXT-1"}, text...)
	one("identifier", []any{"ext-1"}, text...)
	one("city", []any{"rome"}, text...)
	one("referer", []any{"https://x.example/Blog"}, text...)
	one("referer", []any{"blog"}, words(contain)...)
	one("country_code", []any{"de"}, words(equals)...)
	one("company_name", []any{"engines"}, text...)
	one("labels", []any{"vip", "new"}, words(equals, "is_present is_not_present")...)
	one("labels", []any{"customer:gold"}, words(equals)...)
	one("created_at", []any{"2024-03-01"}, "is_greater_than", "is_less_than")
	one("last_activity_at", []any{"2024-03-02"}, "is_greater_than", "is_less_than")
	one("created_at", []any{"3"}, "days_before")
	one("blocked", []any{true}, words(equals)...)
	one("blocked", []any{false}, words(equals)...)
	one("seats", []any{"5"}, words(equals, "is_greater_than is_less_than is_present is_not_present")...)
	one("beta", []any{"true"}, words(equals, "is_present is_not_present")...)
	one("beta", []any{"false"}, words(equals)...)
	one("renewal", []any{"2024-03-01"}, words(equals, "is_greater_than is_less_than")...)
	one("renewal", []any{"3"}, "days_before")
	one("note", []any{"Gold"}, text...)
	one("note", []any{"gold", "x_y"}, words(equals, contain)...)
	return append(all,
		[]condition{{"name", "equal_to", []any{"ada"}, "or"}, {"city", "equal_to", []any{"rome"}, "and"},
			{"blocked", "equal_to", []any{true}, ""}},
		[]condition{{"beta", "not_equal_to", []any{"true"}, "and"}, {"labels", "not_equal_to", []any{"vip"}, "or"},
			{"seats", "is_greater_than", []any{"4"}, ""}})
}

// TestSegmentsGiveTheSamePeople evaluates segments in Chatwoot's database as Chatwoot does, and those that became of them here: they have
// the same people, or the report says of this segment what is different.
func TestSegmentsGiveTheSamePeople(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := chatwootOf(t, "4.15.1", "testdata/rows.jsonl")
	run(t, from, "DELETE FROM custom_filters")
	run(t, from, "DELETE FROM contacts")
	run(t, from, "DELETE FROM messages") // which would be activity of the people that are made below
	run(t, from, "DELETE FROM taggings")
	people(t, from)
	asked := questions()
	for i, q := range asked {
		for j := range q[:len(q)-1] {
			if q[j].Join == "" {
				t.Fatalf("%v is not joined", q)
			}
		}
		run(t, from, `INSERT INTO custom_filters (id, account_id, user_id, name, filter_type, query, created_at, updated_at)
			VALUES ($1, 1, 1, $2, 1, $3, '2024-01-01', '2024-01-01')`, i+1, fmt.Sprintf("Question %d", i+1),
			encoded(t, map[string]any{"payload": q}))
	}
	_, report := bring(t, w, from, chatwoot.Options{Only: []int64{1}, Into: w.Home.ID})
	stored(t, w, "Home") // for nr
	var same, told int
	for i, q := range asked {
		there := peopleThere(t, from, q)
		here, brought := peopleHere(t, w, i+1)
		said := strings.Contains(report, fmt.Sprintf(",%d,Question %d\n", i+1, i+1))
		switch {
		case brought && slices.Equal(there, here):
			same++
		case said:
			told++
		default:
			t.Errorf("%s: there %v, here %v (%v), and nothing is said", encoded(t, q), there, here, brought)
		}
	}
	if same < 3*len(asked)/4 {
		t.Errorf("%d of %d segments have the same people, %d are told to differ", same, len(asked), told)
	}
}

// TestSegmentOfManyConditions: a segment with more conditions than a filter has is left out, and the report says how many there may be.
func TestSegmentOfManyConditions(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := chatwootOf(t, "4.15.1", "testdata/rows.jsonl")
	var many []condition
	for i := range 61 {
		many = append(many, condition{"name", "equal_to", []any{fmt.Sprint("ada", i)}, "or"})
	}
	run(t, from, `INSERT INTO custom_filters (id, account_id, user_id, name, filter_type, query, created_at, updated_at)
		VALUES (900, 1, 1, 'Many', 1, `+literal(encoded(t, map[string]any{"payload": many}))+`::jsonb, now(), now())`)
	_, report := bring(t, w, from, chatwoot.Options{Only: []int64{1}, Into: w.Home.ID})
	if n := w.Count(t, "SELECT count(*) FROM segments WHERE account_id = $1 AND name = 'Many'", w.Home.Key); n != 0 {
		t.Error("it was stored")
	}
	said := ""
	for line := range strings.Lines(report) {
		if strings.Contains(line, ",900,") {
			said += line
		}
	}
	if !strings.Contains(said, "at most 60") || strings.Contains(said, "would not run") {
		t.Errorf("the report says %q", said)
	}
}

// people makes contacts of few values, in all combinations that chance gives.
func people(t *testing.T, from *pgx.Conn) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(values ...any) any { return values[r.IntN(len(values))] }
	for id := 1; id <= 95; id++ {
		custom := map[string]any{}
		for key, value := range map[string]any{"seats": pick(nil, "5", 5, 7, "4.5"), "beta": pick(nil, true, "true", false),
			"renewal": pick(nil, "2024-03-01", "2024-03-02T00:00:00.000Z", "2024-02-28"), "note": pick(nil, "gold", "GOLD ring", "x_y", "xay")} {
			if value != nil {
				custom[key] = value
			}
		}
		more := map[string]any{}
		for key, value := range map[string]any{"city": pick(nil, "Rome", "ROME", "Röme", "Oslo"), "country_code": pick(nil, "DE", "FR"),
			"referer":      pick(nil, "https://x.example/Blog", "https://x.example/blog", "https://y.example"),
			"company_name": pick(nil, "Engines", "engines ltd")} {
			if value != nil {
				more[key] = value
			}
		}
		email, phone, identifier := pick(nil, fmt.Sprintf("ada%d@x.example", id)), pick(nil, "", fmt.Sprintf("+1212555%04d", id)),
			pick(nil, fmt.Sprintf("ext-%d", id), fmt.Sprintf("Ext-%d", id))
		run(t, from, `INSERT INTO contacts (id, account_id, name, email, phone_number, identifier, contact_type, blocked, additional_attributes,
				custom_attributes, last_activity_at, created_at, updated_at)
			VALUES ($1, 1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, '2024-03-01')`, id, pick("Ada", "ADA", "José", "Jose", ""), email, phone,
			identifier, pick(true, false), encoded(t, more), encoded(t, custom),
			pick(nil, "2024-03-01 23:59:59", "2024-03-02 00:00:00", "2024-03-03 10:00:00"),
			pick("2024-02-29 23:59:59", "2024-03-01 00:00:00", "2024-03-01 18:00:00", "2024-03-02 00:00:00"))
		for tag := range r.IntN(5) {
			run(t, from, `INSERT INTO taggings (tag_id, taggable_type, taggable_id, context) VALUES ($1, 'Contact', $2, 'labels')`, tag+1, id)
		}
	}
	run(t, from, "UPDATE tags SET name = 'new' WHERE name = 'a'")
}

// peopleThere are the ids of those whom Chatwoot finds: resolved contacts alone.
func peopleThere(t *testing.T, from *pgx.Conn, q []condition) []int64 {
	t.Helper()
	var where strings.Builder
	for i, c := range q {
		where.WriteString(c.inChatwoot())
		if i+1 < len(q) {
			where.WriteString(" " + strings.ToUpper(c.Join) + " ")
		}
	}
	rows, err := from.Query(t.Context(), `SELECT c.id::bigint FROM contacts c
		WHERE c.account_id = 1 AND (c.email <> '' OR c.phone_number <> '' OR c.identifier <> '') AND (`+where.String()+`) ORDER BY c.id`)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatalf("%v\n%s", err, where.String())
	}
	return ids
}

// peopleHere are those whom a segment finds here; false if it was not brought over.
func peopleHere(t *testing.T, w *crmtest.World, number int) ([]int64, bool) {
	t.Helper()
	found := w.Texts(t, "SELECT s.id::text || ' ' || s.owner_id FROM segments s WHERE s.account_id = $1 AND nr(s.id) = $2", w.Home.Key, number)
	if len(found) == 0 {
		return nil, false
	}
	id, owner, _ := strings.Cut(found[0], " ")
	var segment models.SegmentID
	var user models.UserID
	if err := segment.Scan(id); err != nil {
		t.Fatal(err)
	}
	if err := user.Scan(owner); err != nil {
		t.Fatal(err)
	}
	viewer := *w.Home.Administrator
	viewer.UserID, viewer.TokenID = &user, nil
	first := 100
	connection, err := w.CRM.ListContacts(models.WithViewer(context.Background(), &viewer), page.Args{First: &first},
		crm.ContactQuery{Segment: &segment})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[int64]bool{}
	for _, e := range connection.Edges {
		u := typeid.Of[models.ContactID](e.Node.ID.UUID).UUID
		var n int64
		for _, b := range u[9:] {
			n = n<<8 | int64(b)
		}
		ids[n] = true
	}
	return slices.Sorted(maps.Keys(ids)), true
}

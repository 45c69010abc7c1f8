package chatwoot_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/chatwoot"
	"kith/internal/crmtest"
)

// column is a column of a table of Chatwoot's, and the first and the last release that have it.
type column struct{ table, name, kind, options, from, to string }

// columns reads testdata/columns.csv: facts of Chatwoot's schema from 3.16 to 4.15.1.
func columns(tb testing.TB) (all []column) {
	tb.Helper()
	file, err := os.Open("testdata/columns.csv")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	for _, l := range lines[1:] {
		all = append(all, column{l[0], l[1], l[2], l[3], l[4], l[5]})
	}
	return all
}

// releases are all that columns.csv tells apart.
func releases(tb testing.TB) (all []string) {
	for _, c := range columns(tb) {
		all = append(all, c.from, c.to)
	}
	slices.SortFunc(all, older)
	return slices.Compact(all)
}

// older compares releases.
func older(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		var m, n int
		if i < len(x) {
			m, _ = strconv.Atoi(x[i])
		}
		if i < len(y) {
			n, _ = strconv.Atoi(y[i])
		}
		if m != n {
			return cmp.Compare(m, n)
		}
	}
	return 0
}

// sqlTypes are the types of Rails as those of PostgreSQL.
var sqlTypes = map[string]string{"string": "varchar", "datetime": "timestamp(6)", "float": "float8"}

// declared is how a column is declared.
func (c column) declared() string {
	kind := cmp.Or(sqlTypes[c.kind], c.kind)
	if strings.Contains(c.options, "primary key") {
		return c.name + " " + kind + " PRIMARY KEY"
	}
	text := c.name + " " + kind
	if _, preset, has := strings.Cut(c.options, "default expression "); has {
		text += " DEFAULT " + strings.Trim(strings.TrimSuffix(preset, ", null: false"), `"`)
	} else if _, preset, has := strings.Cut(c.options, "default: "); has {
		preset = strings.TrimSuffix(preset, ", null: false")
		if c.kind == "jsonb" || c.kind == "json" {
			preset = "'" + preset + "'"
		} else if strings.HasPrefix(preset, `"`) {
			preset = "'" + strings.Trim(preset, `"`) + "'"
		}
		text += " DEFAULT " + preset
	}
	if strings.Contains(c.options, "null: false") {
		text += " NOT NULL"
	}
	return text
}

// chatwootOf makes the tables of a release and fills them with rows, one JSON object with a table and its columns a line: those of the
// tables and columns that the release has.
func chatwootOf(tb testing.TB, release string, files ...string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), crmtest.NewDatabase(tb, "empty", nil))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close(context.Background()) })
	declared, has := map[string][]string{}, map[string]bool{}
	for _, c := range columns(tb) {
		if older(c.from, release) <= 0 && older(release, c.to) <= 0 {
			declared[c.table] = append(declared[c.table], c.declared())
			has[c.table+"."+c.name] = true
		}
	}
	for table, all := range declared {
		run(tb, conn, "CREATE TABLE "+table+" ("+strings.Join(all, ", ")+")")
		if has[table+".account_id"] && table != "accounts" {
			run(tb, conn, "CREATE INDEX ON "+table+" (account_id)")
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if strings.TrimSpace(line) != "" {
				fill(tb, conn, has, line)
			}
		}
	}
	return conn
}

// fill inserts a row with the columns that there are.
func fill(tb testing.TB, conn *pgx.Conn, has map[string]bool, line string) {
	tb.Helper()
	row := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(line), &row); err != nil {
		tb.Fatalf("%v\n%s", err, line)
	}
	var table string
	if err := json.Unmarshal(row["table"], &table); err != nil {
		tb.Fatalf("%v\n%s", err, line)
	}
	if !has[table+".id"] {
		return
	}
	for _, name := range []string{"created_at", "updated_at"} {
		if _, given := row[name]; !given {
			row[name] = json.RawMessage(`"2024-02-01T10:00:00"`)
		}
	}
	var names []string
	for name := range row {
		if has[table+"."+name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	list := strings.Join(names, ", ")
	run(tb, conn, fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM jsonb_populate_record(NULL::%s, $1)", table, list, list, table),
		encoded(tb, row))
}

func encoded(tb testing.TB, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func run(tb testing.TB, conn *pgx.Conn, sql string, args ...any) {
	tb.Helper()
	if _, err := conn.Exec(tb.Context(), sql, args...); err != nil {
		tb.Fatalf("%v\n%s %v", err, sql, args)
	}
}

// TestEveryRelease makes the tables of every release, with rows as its models write them, and brings them over: what a release has comes,
// what it lacks is no error, and so does every record of every release. Three releases are compared row by row and line by line.
func TestEveryRelease(t *testing.T) {
	t.Parallel()
	for _, release := range releases(t) {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			from := chatwootOf(t, release, "testdata/rows.jsonl")
			results, report := bring(t, w, from, chatwoot.Options{Only: []int64{1}})
			if slices.Contains([]string{"3.16", "4.7", "4.15.1"}, release) {
				same(t, "testdata/release-"+release+".txt", stored(t, w, "Acme")+report)
			}
			for _, table := range results[0].Tables {
				if table.Name != "labels" && table.Name != "tags" && table.Read > table.Stored+len(table.Rejected) {
					t.Errorf("%s: %d of %d rows came", table.Name, table.Stored, table.Read)
				}
			}
			for table, n := range map[string]int{"contacts": 6, "conversations": 3, "messages": 12, "attachments": 2, "notes": 1,
				"csat_responses": 1, "labels": 4, "segments": 1} {
				if got := w.Count(t, "SELECT count(*) FROM "+table+" WHERE account_id = (SELECT id FROM accounts WHERE name = 'Acme')"); got != n {
					t.Errorf("%d rows in %s, not %d", got, table, n)
				}
			}
		})
	}
}

// TestNothingIsLostInSilence compares every column of every release with what is said of it: it is read, its meaning is kept elsewhere, or
// the report says that it was not brought over.
func TestNothingIsLostInSilence(t *testing.T) {
	t.Parallel()
	said := map[string]int{}
	for _, c := range columns(t) {
		if said[c.table+"."+c.name]++; said[c.table+"."+c.name] > 1 {
			continue // its type has changed
		}
		if n := chatwoot.Said(c.table, c.name); n != 1 {
			t.Errorf("%s.%s is said to be %d things of brought, kept elsewhere and lost", c.table, c.name, n)
		}
	}
}

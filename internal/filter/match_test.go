package filter_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"kith/internal/crmtest"
	"kith/internal/filter"
	"kith/models"
	"kith/models/typeid"
)

// TestSQLFindsWhatMatches compiles random filters, and compares what PostgreSQL finds with what the test in memory accepts. Half
// of the filters ask for one thing only, to see that every field and every operator finds something and leaves something out.
func TestSQLFindsWhatMatches(t *testing.T) {
	t.Parallel()
	const singles = 3000
	trees := crmtest.Sized(2500, 400)
	r := rand.New(rand.NewPCG(2026, 3))
	db := crmtest.NewWorld(t)
	worlds := newWorlds(t, r, db)
	find := finder(t, db)
	seen := outcomes{}
	for i := range trees + singles {
		w := pick(r, worlds)
		f := w.tree(r)
		if i >= trees {
			f = w.single(r)
			for again := i%8 == 0; again; again = filter.Check(f) != nil { // days have the most operators
				f = &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{{Key: "since", Date: day(r)}}}
			}
		}
		for _, w := range worlds {
			o := w.options(r)
			clause, err := filter.Contacts(f, o)
			if err != nil {
				t.Fatal(err)
			}
			got := find("contacts c", clause, w.account)
			var want []string
			for _, record := range w.records {
				if filter.Match(f, record, o) {
					want = append(want, record.Contact.ID.UUID.String())
				}
			}
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("tree %d: %s\n%s\n%v\n%s", i, asJSON(f), clause.SQL, clause.Args, w.difference(got, want))
			}
			if i%5 == 0 {
				w.checkStored(t, find, f, o, got)
			}
			seen.count(f, len(want), len(w.records))
		}
	}
	for _, name := range fields(reflect.TypeFor[models.ContactFilter]()) {
		if strings.HasPrefix(name, "LabelsFilter.") && strings.HasSuffix(name, "IDs") || strings.HasSuffix(name, "StringFilter.IgnoreCase") {
			continue // the form of stored filters, and what is no condition by itself
		}
		if s := seen[name]; s.found == 0 || s.left == 0 {
			t.Errorf("%s has found something %d times and left something out %d times", name, s.found, s.left)
		}
	}
}

// checkStored fails unless the stored form of a filter, which names labels by their ids, finds the same contacts, in memory too.
func (w *world) checkStored(t *testing.T, find func(string, filter.Clause, int64) []string, f *models.ContactFilter, o filter.Options,
	want []string) {
	t.Helper()
	o.Labels = w.labels
	stored, err := filter.Stored(f, w.labels)
	if err != nil {
		t.Fatal(err)
	}
	clause, err := filter.Contacts(stored, o)
	if err != nil {
		t.Fatal(err)
	}
	if got := find("contacts c", clause, w.account); !slices.Equal(got, want) {
		t.Fatalf("stored: %s\n%s\n%v\n%s", asJSON(stored), clause.SQL, clause.Args, w.difference(got, want))
	}
	matching := []string{}
	for _, record := range w.records {
		if filter.Match(stored, record, o) {
			matching = append(matching, record.Contact.ID.UUID.String())
		}
	}
	slices.Sort(matching)
	if !slices.Equal(matching, want) {
		t.Fatalf("stored, in memory: %s\n%s", asJSON(stored), w.difference(matching, want))
	}
}

// TestSQLFindsWhichConversationsMatch does the same for filters of conversations.
func TestSQLFindsWhichConversationsMatch(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2026, 4))
	db := crmtest.NewWorld(t)
	worlds := newWorlds(t, r, db)
	find := finder(t, db)
	some := 0
	for range 300 {
		f := worlds[0].conversationTree(r)
		for _, w := range worlds {
			o := w.options(r)
			clause, err := filter.Conversations(f, o)
			if err != nil {
				t.Fatal(err)
			}
			got := find("conversations v", clause, w.account)
			want, all := []string{}, 0
			for _, record := range w.records {
				for _, c := range record.Conversations {
					if all++; filter.MatchConversation(f, c, o) {
						want = append(want, c.ID.UUID.String())
					}
				}
			}
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("%s\n%s\ngot  %v\nwant %v", asJSON(f), clause.SQL, got, want)
			}
			if 0 < len(want) && len(want) < all {
				some++
			}
		}
	}
	if some < 100 {
		t.Errorf("only %d filters found some but not all", some)
	}
}

// TestTheLargestFiltersRun has PostgreSQL take lists as long as they may be.
func TestTheLargestFiltersRun(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2026, 5))
	db := crmtest.NewWorld(t)
	w := newWorlds(t, r, db)[0]
	find := finder(t, db)
	words, numbers := make([]string, filter.MaxValues), make([]float64, filter.MaxValues)
	for i := range words {
		words[i], numbers[i] = fmt.Sprintf("%s%d", strings.Repeat("é", 100), i), float64(i)-0.5
	}
	words[0], numbers[0] = "pro", 5
	o := w.options(r)
	for _, f := range []models.ContactFilter{
		{IDs: make([]models.ContactID, filter.MaxValues)},
		{Name: &models.StringFilter{In: words, Nin: words}},
		{JobTitle: &models.StringFilter{Nin: words}},
		{CsatAverage: &models.NumberFilter{In: numbers}},
		{Labels: &models.LabelsFilter{All: words, None: words}},
		{CustomAttributes: []models.CustomAttributeFilter{{Key: "plan", Text: &models.StringFilter{In: words}}}},
		{CustomAttributes: []models.CustomAttributeFilter{{Key: "seats", Number: &models.NumberFilter{In: numbers}}}},
		{CustomAttributes: []models.CustomAttributeFilter{{Key: "tags", List: &models.ListFilter{Any: words}}}},
		{CustomAttributes: []models.CustomAttributeFilter{{Key: "tags", List: &models.ListFilter{All: words}}}},
		{Conversations: &models.ConversationsFilter{
			Some: &models.ConversationFilter{Priority: &models.ConversationPriorityFilter{
				In: make([]models.ConversationPriority, filter.MaxValues)}}}},
	} {
		clause, err := filter.Contacts(&f, o)
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, record := range w.records {
			if filter.Match(&f, record, o) {
				want++
			}
		}
		if got := find("contacts c", clause, w.account); len(got) != want {
			t.Errorf("%.80s finds %d contacts, not %d", asJSON(f), len(got), want)
		}
	}
}

// zones are time zones whose days begin at other times than in UTC. In the first one clocks were changed two days before now, and in Apia
// it is tomorrow already.
var zones = []string{"", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe"}

// options has some time zone, and knows the labels or leaves them to PostgreSQL.
func (w *world) options(r *rand.Rand) filter.Options {
	o := filter.Options{AccountID: w.account, Now: now}
	if name := pick(r, zones); name != "" {
		o.Zone, _ = models.TimeZone(name)
	}
	if r.IntN(2) == 0 {
		o.Labels = w.labels
	}
	return o
}

// newWorlds fills both accounts of a database.
func newWorlds(t *testing.T, r *rand.Rand, db *crmtest.World) []*world {
	var ids []models.ContactID
	var conversations []models.ConversationID
	for range 80 {
		ids = append(ids, typeid.New[models.ContactID]())
		for range 3 {
			conversations = append(conversations, typeid.New[models.ConversationID]())
		}
	}
	inboxes := []models.InboxID{typeid.New[models.InboxID](), typeid.New[models.InboxID](), typeid.New[models.InboxID]()}
	var worlds []*world
	for _, account := range []crmtest.Account{db.Home, db.Foreign} {
		w := newWorld(r, account, ids, conversations, inboxes)
		w.store(t, db)
		worlds = append(worlds, w)
	}
	return worlds
}

// finder returns a function that selects ids the way lists do.
func finder(t *testing.T, db *crmtest.World) func(from string, c filter.Clause, account int64) []string {
	pool := stdlib.OpenDBFromPool(db.Pool)
	t.Cleanup(func() { _ = pool.Close() })
	return func(from string, c filter.Clause, account int64) []string {
		t.Helper()
		alias := from[len(from)-1:]
		query := fmt.Sprintf("SELECT %[1]s.id::text FROM %[2]s WHERE %[1]s.account_id = $1 AND %[3]s ORDER BY 1", alias, from, numbered(c.SQL, 2))
		rows, err := pool.QueryContext(crmtest.Unrecorded(context.Background()), query,
			append([]any{pgx.QueryExecModeCacheDescribe, account}, c.Args...)...)
		if err != nil {
			t.Fatalf("%v\n%s\n%v", err, query, c.Args)
		}
		defer rows.Close()
		found := []string{}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			found = append(found, id)
		}
		if err := rows.Err(); err != nil {
			t.Fatalf("%v\n%s\n%v", err, query, c.Args)
		}
		return found
	}
}

func numbered(sql string, n int) string {
	parts := strings.Split(sql, "?")
	for i := range parts[1:] {
		parts[i] += fmt.Sprintf("$%d", n+i)
	}
	return strings.Join(parts, "")
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// difference shows the first record that only one side has.
func (w *world) difference(got, want []string) string {
	for _, r := range w.records {
		id := r.Contact.ID.UUID.String()
		if slices.Contains(got, id) != slices.Contains(want, id) {
			return fmt.Sprintf("SQL %v, in memory %v: %s", slices.Contains(got, id), slices.Contains(want, id), asJSON(r))
		}
	}
	return "no difference"
}

// outcomes counts for each field of each input how often it found something and left something out, alone.
type outcomes map[string]struct{ found, left int }

func (s outcomes) count(f *models.ContactFilter, found, of int) {
	for _, name := range onlyOne(reflect.ValueOf(*f)) {
		n := s[name]
		if found > 0 {
			n.found++
		}
		if found < of {
			n.left++
		}
		s[name] = n
	}
}

// onlyOne returns the names of the fields that lead to the only operator of a filter; nothing where there are several.
func onlyOne(v reflect.Value) []string {
	set := -1
	for i := range v.NumField() {
		if v.Type().Field(i).Name == "Key" || v.Field(i).IsZero() {
			continue
		}
		if set >= 0 {
			return nil
		}
		set = i
	}
	if set < 0 {
		return nil
	}
	names, field := []string{v.Type().Name() + "." + v.Type().Field(set).Name}, v.Field(set)
	if field.Kind() == reflect.Slice && field.Len() == 1 {
		field = field.Index(0)
	}
	if field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	if !descends(field.Type()) {
		return names
	}
	below := onlyOne(field)
	if below == nil {
		return nil
	}
	return append(names, below...)
}

// fields returns what onlyOne can return, but for what joins filters.
func fields(t reflect.Type) (all []string) {
	for i := range t.NumField() {
		field := t.Field(i)
		of := field.Type
		if of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of == t || field.Name == "Key" {
			continue
		}
		all = append(all, t.Name()+"."+field.Name)
		if descends(of) {
			all = append(all, fields(of)...)
		}
	}
	return all
}

func descends(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasSuffix(t.Name(), "Filter") && t != reflect.TypeFor[models.ConversationFilter]()
}

package crm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// names returns the names of the contacts that a search finds, in its order.
func names(t *testing.T, w *crmtest.World, search string) []string {
	t.Helper()
	p, err := w.CRM.ListContacts(crmtest.As(w.Home.Agent), page.Args{First: ptr(100)}, crm.ContactQuery{Search: &search})
	if err != nil {
		t.Fatal(search, err)
	}
	found := []string{}
	for _, c := range p.Nodes() {
		found = append(found, c.Name)
	}
	n, err := p.Count(crmtest.As(w.Home.Agent), 1000)
	if err != nil || n.Value != len(found) {
		t.Errorf("%q counts %v, not %d; %v", search, n, len(found), err)
	}
	return found
}

// TestSearchForgives finds people by names that are written otherwise than they are stored.
func TestSearchForgives(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	acme, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme Rockets"})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []models.ContactCreateInput{
		{Name: ptr("Arjun"), LastName: ptr("Mehta"), MiddleName: ptr("Kumar")},
		{Name: ptr("Jane Doe")}, {Name: ptr("John"), LastName: ptr("Doe"), CompanyID: &acme.ID},
		{Name: ptr("Smythe John")}, {Name: ptr("Sean O'Brien")}, {Name: ptr("Jean-Luc Picard")}, {Name: ptr("Müller")},
		{Name: ptr("Mueller, Eva")},
		{Name: ptr("Sergey Ivanov")}, {Name: ptr("Jonathan Ferguson")}, {Name: ptr("李小龙")}, {Name: ptr("Room ٤٥")},
		{Name: ptr("Ferguson Taxi")}, {Name: ptr("Fergus")}, {Email: ptr("madeleine.kowalski@mail.example")},
		{Name: ptr("Amber Blackwell"), PhoneNumber: ptr("+12125550123"), Identifier: ptr("crm-77")},
	} {
		newContact(t, w, in)
	}
	for search, want := range map[string]string{
		"Arjun Mehta":       "Arjun",
		"mehta arjun":       "Arjun",
		"mehta kumar":       "Arjun",
		"doe john":          "John",
		"john smythe":       "Smythe John",
		"john acme":         "John",
		"john rockets acme": "John",
		"o'brien":           "Sean O'Brien",
		"o’brien":           "Sean O'Brien",
		"obrien":            "Sean O'Brien",
		"OBrian":            "Sean O'Brien",
		"jean-luc":          "Jean-Luc Picard",
		"jean\u2010luc":     "Jean-Luc Picard",
		"jeanluc picard":    "Jean-Luc Picard",
		"Mueller":           "Müller|Mueller, Eva",
		"Müller":            "Müller|Mueller, Eva",
		"Сергей":            "Sergey Ivanov",
		"иванов сергей":     "Sergey Ivanov",
		"sergei":            "Sergey Ivanov",
		"jonathn fergusen":  "Jonathan Ferguson",
		"Ferguson Jonathan": "Jonathan Ferguson",
		"Jonathn":           "Jonathan Ferguson",
		"jnoathan":          "Jonathan Ferguson",
		"ferguson":          "Ferguson Taxi|Jonathan Ferguson",
		"fergusno":          "Ferguson Taxi|Jonathan Ferguson",
		"fergis":            "Fergus",
		"ferguss":           "Fergus",
		"李":                 "李小龙",
		"龙":                 "李小龙",
		"45":                "Room ٤٥",
		"room 45":           "Room ٤٥",
		"٤٥":                "Room ٤٥",
		"black well":        "Amber Blackwell",
		"77":                "Amber Blackwell",
		"crm-78":            "",
		"blackwell crm-77":  "Amber Blackwell",
		"(212) 555-0123":    "Amber Blackwell",
		"xavier blackwell":  "",
		"jo":                "Jonathan Ferguson|John|Smythe John",
		"on":                "",
	} {
		got := names(t, w, search)
		if strings.HasPrefix(search, "jo") && len(search) == 2 || search == "ferguson" || search == "fergusno" || strings.HasPrefix(search, "M") {
			slices.Sort(got)
			sorted := strings.Split(want, "|")
			slices.Sort(sorted)
			want = strings.Join(sorted, "|")
		}
		if found := strings.Join(got, "|"); found != want {
			t.Errorf("%q finds %q, not %q", search, found, want)
		}
	}
	if got := names(t, w, "madelaine kowalsky"); len(got) != 1 {
		t.Errorf("words of an email: %q", got)
	}
}

// TestSearchIsWhatMatchSays compares what PostgreSQL finds with models.Search.Match, and the number of mistakes by the order, for random
// names and searches, page by page in both directions.
func TestSearchIsWhatMatchSays(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	random := rand.New(rand.NewPCG(17, 25))
	const letters = "abeh"
	word := func() string {
		if random.IntN(6) == 0 {
			return []string{"O'Hara", "Jean-Luc", "Müller", "Сергей", "李", "de", "b", "٤٥", "crm-7", "a.b", "Blackwell", "%_", "山田"}[random.IntN(13)]
		}
		n := []int{1, 2, 3, 4, 4, 5, 6, 8, 9}[random.IntN(9)]
		made := make([]byte, n)
		for i := range made {
			made[i] = letters[random.IntN(len(letters))]
		}
		return string(made)
	}
	misspell := func(s string) string {
		runes := []rune(s)
		if len(runes) < 2 {
			return s
		}
		i := random.IntN(len(runes) - 1)
		switch random.IntN(4) {
		case 0:
			runes[i], runes[i+1] = runes[i+1], runes[i]
		case 1:
			runes[i] = 'e'
		case 2:
			runes = slices.Delete(runes, i, i+1)
		case 3:
			runes = slices.Insert(runes, i, 'h')
		}
		return string(runes)
	}
	texts := map[string]models.SearchText{}
	var all []string
	for i := range 400 {
		in := models.ContactCreateInput{Name: ptr(fmt.Sprintf("%s %s", word(), word()))}
		if i%5 == 0 {
			in.LastName = ptr(word())
		}
		c := newContact(t, w, in)
		c.Derive("")
		all = append(all, c.ID.String())
		texts[c.ID.String()] = models.SearchText{Text: c.Keys.Search, Words: deref(c.Keys.SearchWords), Keys: deref(c.Keys.SearchKeys)}
		if i%3 > 0 {
			w.Exec(t, "UPDATE contacts SET last_activity_at = created_at WHERE id = $1", c.ID.UUID)
		}
	}
	found := 0
	for range 400 {
		text := texts[all[random.IntN(len(all))]].Text
		words := strings.Fields(strings.ReplaceAll(text, "\n", " "))
		random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		words = words[:1+random.IntN(min(3, len(words)))]
		for i := range words {
			for range random.IntN(3) {
				words[i] = misspell(words[i])
			}
		}
		search := strings.Join(words, []string{" ", "", " "}[random.IntN(3)])
		parsed, refused := models.ParseSearch(search)
		if refused != nil {
			continue
		}
		want, exact := map[string]int{}, map[string]int{}
		for id, text := range texts {
			if n, ok := parsed.Match(text); ok {
				want[id] = n
			}
			if parsed.Exact(text) {
				exact[id] = 0
			}
		}
		if len(exact) > 0 { // mistakes are for what nobody has
			want = exact
		}
		found += len(want)
		for _, backward := range []bool{false, true} {
			comparePages(t, w, search, want, backward)
		}
	}
	if found < 1000 {
		t.Errorf("only %d matches were compared", found)
	}
}

// comparePages reads a search page by page and compares the contacts, and that those with fewer mistakes come first.
func comparePages(t *testing.T, w *crmtest.World, search string, want map[string]int, backward bool) {
	t.Helper()
	ctx := crmtest.As(w.Home.Agent)
	var got []string
	for a := (page.Args{}); ; {
		size := 7
		if a.First = &size; backward {
			a.First, a.Last = nil, &size
		}
		p, err := w.CRM.ListContacts(ctx, a, crm.ContactQuery{Search: &search})
		if err != nil {
			t.Fatal(search, err)
		}
		var ids []string
		for _, c := range p.Nodes() {
			ids = append(ids, c.ID.String())
		}
		if backward {
			slices.Reverse(ids)
			a.Before = p.PageInfo.StartCursor()
		} else {
			a.After = p.PageInfo.EndCursor()
		}
		got = append(got, ids...)
		if !p.PageInfo.HasNextPage && !backward || !p.PageInfo.HasPreviousPage && backward {
			break
		}
	}
	if backward {
		slices.Reverse(got)
	}
	seen := map[string]bool{}
	for i, id := range got {
		if _, matches := want[id]; !matches || seen[id] {
			t.Errorf("%q finds %s, which it should not, or twice", search, id)
		}
		seen[id] = true
		if i > 0 && want[got[i-1]] > want[id] {
			t.Errorf("%q: a contact with %d mistakes comes before one with %d", search, want[got[i-1]], want[id])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%q finds %d contacts, not %d", search, len(got), len(want))
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/dataset"
	"kith/models"
	"kith/models/typeid"
)

// searchQuery is a text and the name that it should find, blank if any.
type searchQuery struct{ text, want string }

// searchKind is a kind of searches.
type searchKind struct {
	name    string
	queries []searchQuery
}

// times of each kind of search but misspelt ones.
const searchTimes = 100

func fullName(p dataset.Person) string { return p.Given + " " + p.Surname }

// kinds are what is measured.
func (b *searchBench) kinds() []searchKind {
	kinds := []searchKind{{name: "misspelt names"}, {name: "names as they are"}, {name: "last name first"}, {name: "a last name"},
		{name: "a misspelt last name"}, {name: "an email"}, {name: "two letters"}}
	for _, m := range b.misspelt {
		kinds[0].queries = append(kinds[0].queries, searchQuery{fullName(m.Typed), fullName(m.Original)})
	}
	for i := range searchTimes {
		p, m := b.people[b.random.IntN(len(b.people))], b.misspelt[i%len(b.misspelt)]
		for kind, q := range []searchQuery{{fullName(p), fullName(p)}, {p.Surname + " " + p.Given, fullName(p)}, {text: p.Surname},
			{text: m.Typed.Surname}, {text: fmt.Sprintf("mail%d@", i*37)}, {text: p.Surname[:min(2, len(p.Surname))]}} {
			kinds[kind+1].queries = append(kinds[kind+1].queries, q)
		}
	}
	for i := range kinds {
		kinds[i].queries = slices.DeleteFunc(kinds[i].queries, func(q searchQuery) bool { return len(q.text) < models.MinSearch })
	}
	return kinds
}

// measure runs searches one after the other and returns their recall@10, and p50 and p95 of their times.
func (b *searchBench) measure(queries []searchQuery, search func(string) ([]string, error)) (string, error) {
	var took []float64
	wanted, found := 0, 0
	for _, q := range queries {
		begin := time.Now()
		names, err := search(q.text)
		if err != nil {
			return "", fmt.Errorf("%q: %w", q.text, err)
		}
		took = append(took, float64(time.Since(begin).Microseconds())/1000)
		if q.want != "" {
			wanted++
			if slices.Contains(names[:min(10, len(names))], q.want) {
				found++
			}
		}
	}
	slices.Sort(took)
	recall := ""
	if wanted > 0 {
		recall = fmt.Sprintf("%.3f", float64(found)/float64(wanted))
	}
	return fmt.Sprintf("%s | %.1f, %.1f", recall, took[len(took)/2], took[len(took)*95/100]), nil
}

// fill stores the people, and others with their names mixed, until there are as many contacts as wanted.
func (b *searchBench) fill(ctx context.Context, contacts int) error {
	columns := []string{"account_id", "id", "version", "contact_type", "name", "email", "name_key", "company_key", "search", "search_words",
		"search_keys", "last_activity_at", "created_at", "updated_at"}
	now, n := time.Now().UTC(), 0
	_, err := b.pool.CopyFrom(ctx, pgx.Identifier{"contacts"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		if n == contacts {
			return nil, nil
		}
		p := dataset.Person{Given: b.people[b.random.IntN(len(b.people))].Given, Surname: b.people[b.random.IntN(len(b.people))].Surname}
		if n < len(b.people) {
			p = b.people[n]
		} else { // real accounts have more names than a data set
			p.Surname += []string{"", "", "son", "ini", "berg", "ova", "field"}[b.random.IntN(7)]
		}
		email := fmt.Sprintf("mail%d@company%d.example", n, n%3000)
		c := models.Contact{Name: fullName(p), Email: &email, Points: []models.ContactPoint{{Kind: models.PointEmail, Value: email, Key: email}}}
		c.Derive(fmt.Sprintf("Company %d", n%3000))
		at := now.Add(-time.Duration(n) * time.Second)
		n++
		return []any{b.viewer.AccountID, typeid.New[models.ContactID]().UUID, 1, "LEAD", c.Name, c.Email, c.Keys.NameKey, c.Keys.CompanyKey,
			c.Keys.Search, c.Keys.SearchWords, c.Keys.SearchKeys, at, at, at}, nil
	}))
	if err != nil {
		return err
	}
	_, err = b.pool.Exec(ctx, "VACUUM ANALYZE contacts")
	return err
}

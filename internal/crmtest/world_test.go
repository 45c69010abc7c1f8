package crmtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// TestSharedWorld has two tests share a database: neither sees what the other has.
func TestSharedWorld(t *testing.T) {
	one, two := SharedWorld(t), SharedWorld(t)
	if one.URL != two.URL {
		t.Errorf("%s is not %s", one.URL, two.URL)
	}
	accounts := map[int64]bool{one.Home.Key: true, one.Foreign.Key: true, two.Home.Key: true, two.Foreign.Key: true}
	if len(accounts) != 4 {
		t.Errorf("accounts %v", accounts)
	}
	name := "Ada"
	if _, err := one.CRM.CreateContact(As(one.Home.Agent), models.ContactCreateInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	for viewer, want := range map[*models.Viewer]int{one.Home.Agent: 1, one.Foreign.Agent: 0, two.Home.Agent: 0} {
		if found, err := two.CRM.ListContacts(As(viewer), page.Args{}, crm.ContactQuery{}); err != nil || len(found.Edges) != want {
			t.Errorf("%d contacts, %v, want %d", len(found.Edges), err, want)
		}
	}
	stores := func(s Statement) bool { return strings.HasPrefix(s.SQL, "INSERT INTO contacts ") }
	if !slices.ContainsFunc(one.Statements.List(), stores) || slices.ContainsFunc(two.Statements.List(), stores) {
		t.Errorf("recorded were %v and %v", one.Statements.List(), two.Statements.List())
	}
}

// TestTemplateForReaders opens a template that tests read: it can't be written.
func TestTemplateForReaders(t *testing.T) {
	c, err := joined(t)
	if err != nil {
		t.Fatal(err)
	}
	version := fmt.Sprint(rand.Uint64())
	forget(t, version)
	name, err := c.template(t.Context(), version, func(ctx context.Context, url string) error {
		return execute(ctx, url, `CREATE TABLE mine AS SELECT 42 AS n`)
	}, forReaders)
	if err != nil {
		t.Fatal(err)
	}
	url := withDatabase(c.url, name)
	if n := count(t, url, `SELECT n FROM mine`); n != 42 {
		t.Errorf("read %d", n)
	}
	if err := execute(t.Context(), url, `UPDATE mine SET n = 43`); err == nil || !strings.Contains(err.Error(), "25006") {
		t.Errorf("a write says: %v", err)
	}
}

// limited is a test whose time is up at some time.
type limited struct {
	testing.TB
	end time.Time
}

func (l limited) Deadline() (time.Time, bool) { return l.end, !l.end.IsZero() }

func TestDeadline(t *testing.T) {
	failure := errors.New("cannot connect")
	for name, test := range map[string]struct {
		end   time.Time
		ended bool
	}{
		"no limit":     {time.Time{}, false},
		"time is left": {time.Now().Add(time.Hour), false},
		"time is up":   {time.Now().Add(spare), true},
	} {
		ctx, cancel := Deadline(limited{t, test.end})
		defer cancel()
		if ended := ctx.Err() != nil; ended != test.ended {
			t.Errorf("%s: ended is %v", name, ended)
		}
		if err := because(ctx, failure); !errors.Is(err, failure) || errors.Is(err, errDeadline) != test.ended {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSized(t *testing.T) {
	for value, want := range map[string]int{"": 2, "1": 20, "0": 2} {
		t.Setenv("KITH_TEST_LONG", value)
		if got := Sized(20, 2); got != want {
			t.Errorf("KITH_TEST_LONG=%s: %d", value, got)
		}
	}
}

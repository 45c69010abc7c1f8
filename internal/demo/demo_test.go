package demo_test

import (
	"crypto/sha256"
	"encoding/json"
	"reflect"
	"sync"
	"testing"
	"time"

	"kith/internal/demo"
	"kith/models"
)

var now = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

func world(seed uint64, contacts int) *demo.World {
	return demo.Generate(demo.Options{AccountID: 7, Seed: seed, Contacts: contacts, Now: now})
}

// standard is the world of the first seed as the command makes it, for tests that only look at it.
var standard = sync.OnceValue(func() *demo.World { return world(1, 2000) })

func hash(t *testing.T, w *demo.World) [32]byte {
	t.Helper()
	b, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}

func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	t.Parallel()
	one := hash(t, world(1, 300))
	if hash(t, world(1, 300)) != one {
		t.Error("two worlds of one seed differ")
	}
	if hash(t, world(2, 300)) == one {
		t.Error("the worlds of two seeds are the same")
	}
}

// TestTheClockChangesNobody makes a world again later: its people must be known again by what is unique about them.
func TestTheClockChangesNobody(t *testing.T) {
	t.Parallel()
	first := world(1, 300)
	later := demo.Generate(demo.Options{AccountID: 7, Seed: 1, Contacts: 300, Now: now.Add(1000*time.Hour + time.Nanosecond)})
	for i := range first.Users {
		if first.Users[i].Email != later.Users[i].Email {
			t.Errorf("%s became %s", first.Users[i].Email, later.Users[i].Email)
		}
	}
	for i, c := range first.Contacts {
		l := later.Contacts[i]
		if c.Name != l.Name || !reflect.DeepEqual(c.Email, l.Email) || !reflect.DeepEqual(c.PhoneNumber, l.PhoneNumber) ||
			!reflect.DeepEqual(c.Identifier, l.Identifier) {
			t.Errorf("%+v became %+v", c, l)
		}
	}
	if len(first.Messages) != len(later.Messages) {
		t.Errorf("%d messages became %d", len(first.Messages), len(later.Messages))
	}
}

// TestWorldsFitBesideEachOther makes worlds that could stand in one account: neighbours, also around the last window.
func TestWorldsFitBesideEachOther(t *testing.T) {
	t.Parallel()
	taken := map[string]uint64{}
	take := func(seed uint64, what string, value *string) {
		if value == nil {
			return
		}
		if other, ok := taken[what+*value]; ok {
			t.Errorf("the worlds %d and %d have the same %s: %s", other, seed, what, *value)
		}
		taken[what+*value] = seed
	}
	for _, seed := range []uint64{8, 9, 10, 11} {
		w := world(seed, 2000)
		for _, u := range w.Users {
			take(seed, "user's email ", &u.Email)
		}
		for _, c := range w.Companies {
			take(seed, "domain ", c.Domain)
		}
		for _, c := range w.Contacts {
			take(seed, "email ", c.Email)
			take(seed, "phone number ", c.PhoneNumber)
			take(seed, "identifier ", c.Identifier)
		}
	}
}

func TestLargeWorldsRepeatNothing(t *testing.T) {
	t.Parallel()
	w := world(3, 6000)
	seen := map[string]bool{}
	numbers := 0
	for _, c := range w.Contacts {
		for _, v := range []*string{c.Email, c.PhoneNumber, c.Identifier} {
			if v == nil {
				continue
			}
			if seen[*v] {
				t.Errorf("twice: %s", *v)
			}
			seen[*v] = true
		}
		if c.PhoneNumber != nil {
			numbers++
		}
	}
	if len(w.Contacts) != 6000 || numbers < 1800 {
		t.Errorf("%d contacts, %d numbers", len(w.Contacts), numbers)
	}
}

func TestTheSmallestWorld(t *testing.T) {
	t.Parallel()
	w := world(1, 1)
	if len(w.Contacts) != 1 || len(w.Companies) != 1 {
		t.Errorf("%s", w)
	}
}

func TestIDsAreOfTheirInstant(t *testing.T) {
	t.Parallel()
	seen := map[models.MessageID]bool{}
	for _, m := range world(1, 500).Messages {
		id := m.ID.UUID
		sec, nsec := id.Time().UnixTime()
		if id.Version() != 7 || id.Variant().String() != "RFC4122" || time.Unix(sec, nsec).UnixMilli() != m.CreatedAt.UnixMilli() {
			t.Fatalf("%s is no UUIDv7 of %s", id, m.CreatedAt)
		}
		if seen[m.ID] {
			t.Fatalf("%s comes twice", id)
		}
		seen[m.ID] = true
	}
	if len(seen) < 500 {
		t.Errorf("%d messages", len(seen))
	}
}

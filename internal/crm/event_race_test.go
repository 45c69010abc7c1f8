package crm_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// stormTime is how long writers and readers of the log run concurrently.
func stormTime() time.Duration { return crmtest.Sized(10*time.Second, 3*time.Second) }

const stormWriters = 12

// TestLogUnderStorm has writers commit and roll back in any order while readers follow the log by cursor: each reads every event
// once, in order. TestSequenceUnderStorm shows that the same load makes numbers of a sequence fail.
func TestLogUnderStorm(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	newContact(t, w, models.ContactCreateInput{Name: ptr("first"), Email: ptr("taken@example.com")})
	stop := make(chan struct{})
	var writers, readers sync.WaitGroup
	for i := range stormWriters {
		writers.Go(func() {
			for n := 0; !ended(stop); n++ {
				if err := stormWrite(w, ctx, i, n); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	written := make(chan int64) // the end of the log, for each reader
	for range 3 {
		readers.Go(func() { followLog(t, w, written) })
	}
	time.AfterFunc(stormTime(), func() { close(stop) })
	writers.Wait()
	at, _, err := w.CRM.OpenLog(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		written <- at.Seq
	}
	readers.Wait()
	created := w.Count(t, "SELECT count(*) FROM contacts")
	if stored := w.Count(t, "SELECT count(*) FROM contact_events WHERE type = 'CONTACT_CREATED'"); stored != created ||
		created < stormWriters {
		t.Errorf("%d contacts were created, the log has %d", created, stored)
	}
	t.Logf("%d events", at.Seq)
}

func ended(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}

// stormWrite emits one event, several, or, if it fails or is cancelled, none.
func stormWrite(w *crmtest.World, ctx context.Context, writer, n int) error {
	time.Sleep(rand.N(2 * time.Millisecond))
	contact := models.ContactCreateInput{Name: ptr(fmt.Sprint(writer, " ", n))}
	switch rand.N(4) {
	case 0: // rolled back
		contact.Email = ptr("taken@example.com")
		if _, err := w.CRM.CreateContact(ctx, contact); refusal(err) != "TAKEN email" {
			return err
		}
		return nil
	case 1: // cancelled at any point
		ctx, cancel := context.WithTimeout(ctx, rand.N(5*time.Millisecond))
		defer cancel()
		_, _ = w.CRM.CreateContact(ctx, contact)
		return nil
	case 2:
		return second(w.CRM.CreateContact(ctx, contact))
	}
	rows := crm.Seed{Contacts: make([]models.Contact, 1+rand.N(5))}
	for i := range rows.Contacts {
		now := models.At(time.Now())
		rows.Contacts[i] = models.Contact{ID: typeid.New[models.ContactID](), Name: fmt.Sprint(writer, " ", n, " ", i),
			ContactType: models.Visitor, CustomAttributes: models.JSON("{}"), Version: 1, CreatedAt: now, UpdatedAt: now}
	}
	return w.CRM.Seed(ctx, rows)
}

// followLog reads the log from its beginning until it has reached the end that it receives.
func followLog(t *testing.T, w *crmtest.World, written <-chan int64) {
	at, end := models.LogPosition{Account: w.Home.Key}, int64(-1)
	for end < 0 || at.Seq < end {
		select {
		case end = <-written:
		default:
		}
		found, err := w.CRM.ReadLog(context.Background(), at, 1+rand.N(50))
		if err != nil {
			t.Error(err)
			return
		}
		for _, e := range found {
			if e.Position.Seq != at.Seq+1 {
				t.Errorf("after %d came %d", at.Seq, e.Position.Seq)
			}
			at = e.Position
		}
	}
}

// TestSequenceUnderStorm proves that the load is sufficient: with numbers of a sequence, a reader that continues after the last
// number it has seen misses events, as numbers become visible in another order than they are assigned.
func TestSequenceUnderStorm(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.Unrecorded(context.Background())
	w.Exec(t, "CREATE TABLE sequence_log (id bigserial PRIMARY KEY)")
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range stormWriters {
		writers.Go(func() {
			for !ended(stop) {
				err := pgx.BeginFunc(ctx, w.Pool, func(tx pgx.Tx) error {
					if _, err := tx.Exec(ctx, "INSERT INTO sequence_log DEFAULT VALUES"); err != nil {
						return err
					}
					time.Sleep(rand.N(2 * time.Millisecond))
					if rand.N(4) == 0 {
						return errRollback
					}
					return nil
				})
				if err != nil && !errors.Is(err, errRollback) {
					t.Error(err)
					return
				}
			}
		})
	}
	seen, last := map[int64]bool{}, int64(0)
	follow := func() {
		rows, err := w.Pool.Query(ctx, "SELECT id FROM sequence_log WHERE id > $1 ORDER BY id", last)
		if err != nil {
			t.Fatal(err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range found {
			seen[id], last = true, id
		}
	}
	missed := func() int { return w.Count(t, "SELECT count(*) FROM sequence_log WHERE id <= $1", last) - len(seen) }
	deadline, cancel := crmtest.Deadline(t)
	defer cancel()
	for ; missed() == 0; follow() {
		if deadline.Err() != nil {
			close(stop)
			t.Fatal("nothing was missed: the storm proves nothing")
		}
	}
	close(stop)
	writers.Wait()
	t.Logf("%d of %d missed", missed(), len(seen))
}

var errRollback = errors.New("rolled back by the test")

// TestEventsComeLast checks that only the commit follows the statement that assigns the numbers, as every other writer of the
// account waits from then on.
func TestEventsComeLast(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	furnish(t, w, w.Home, "all")
	w.Statements.Reset()
	newContact(t, w, models.ContactCreateInput{Name: ptr("x"), Labels: []string{"label-all"}})
	list := w.Statements.List()
	at := slices.IndexFunc(list, func(s crmtest.Statement) bool { return strings.Contains(s.SQL, "account_seq") })
	if at != len(list)-1 {
		t.Errorf("statement %d of %d takes the numbers", at+1, len(list))
	}
}

package crm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// The messages by which the kinds of conflict are distinguished.
const (
	stillRunning = "still running"
	answerLost   = "answer was lost"
	otherRequest = "another request"
	sentAgain    = "sent again meanwhile"
)

// request is the hash of a request.
func request(n byte) [32]byte { return [32]byte{n} }

// creates returns a run that creates a contact and answers with its name.
func creates(t *testing.T, w *crmtest.World, name string, keep bool) func(context.Context) ([]byte, bool) {
	return func(ctx context.Context) ([]byte, bool) {
		if _, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: &name}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return []byte(name), keep
	}
}

// mustNotRun is a run that the key must prevent.
func mustNotRun(t *testing.T) func(context.Context) ([]byte, bool) {
	return func(context.Context) ([]byte, bool) {
		t.Error("the mutation ran again")
		return nil, false
	}
}

func wantConflict(t *testing.T, err error, message string) {
	t.Helper()
	var conflict *models.Error
	if !errors.As(err, &conflict) || conflict.Code != models.Conflict || !strings.Contains(conflict.Message, message) {
		t.Errorf("%v, want CONFLICT with %q", err, message)
	}
}

func wantNames(t *testing.T, w *crmtest.World, names ...string) {
	t.Helper()
	if got := w.Texts(t, "SELECT name FROM contacts ORDER BY name"); fmt.Sprint(got) != fmt.Sprint(names) {
		t.Errorf("the contacts are %q, want %q", got, names)
	}
}

// expireLeases simulates mutations that run for too long.
func expireLeases(t *testing.T, w *crmtest.World) {
	w.Exec(t, "UPDATE idempotency_keys SET locked_until = now() - interval '1 second'")
}

func TestOnceAmongManyCallers(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	const callers = 8
	var runs atomic.Int32
	var refused sync.WaitGroup
	refused.Add(callers - 1)
	run := func(ctx context.Context) ([]byte, bool) {
		n := runs.Add(1)
		answer, keep := creates(t, w, fmt.Sprint("run ", n), true)(ctx)
		refused.Wait() // every other caller has found the key claimed by now
		return answer, keep
	}
	answers := make([]string, callers)
	errs := together(callers, func(i int) error {
		met := false
		for {
			answer, err := w.CRM.Once(ctx, "key", request(1), run)
			if err == nil {
				answers[i] = string(answer)
				return nil
			}
			if refusal(err) != "CONFLICT" || !strings.Contains(err.Error(), stillRunning) {
				return err
			}
			if !met {
				met = true
				refused.Done()
			}
		}
	})
	wantOutcomes(t, errs, map[string]int{"": callers})
	for _, answer := range answers {
		if answer != "run 1" {
			t.Errorf("the answers are %q", answers)
		}
	}
	wantNames(t, w, "run 1")
	if answer, err := w.CRM.Once(ctx, "key", request(1), mustNotRun(t)); err != nil || string(answer) != "run 1" {
		t.Errorf("later: %q %v", answer, err)
	}
	if n := w.Count(t, `
		SELECT count(*)
		FROM idempotency_keys
		WHERE length(answer) > length('run 1') AND position('run 1'::bytea IN answer) = 0`); n != 1 {
		t.Error("the stored answer, which may show a secret, can be read")
	}
	if err := w.CRM.SealWith([]byte(strings.Repeat("k", crm.SecretKeySize))); err != nil {
		t.Fatal(err)
	}
	_, err := w.CRM.Once(ctx, "key", request(1), mustNotRun(t))
	wantConflict(t, err, answerLost)
	_, err = w.CRM.Once(ctx, "key", request(2), mustNotRun(t))
	wantConflict(t, err, otherRequest)
}

func TestOnceForEachCaller(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	for name, viewer := range map[string]*models.Viewer{"agent": w.Home.Agent, "administrator": w.Home.Administrator,
		"program": w.Home.Program, "stranger": w.Foreign.Agent} {
		answer, err := w.CRM.Once(crmtest.As(viewer), "key", request(name[0]), creates(t, w, name, true))
		if err != nil || string(answer) != name {
			t.Errorf("%s: %q %v", name, answer, err)
		}
	}
	wantNames(t, w, "administrator", "agent", "program", "stranger")
	if answer, err := w.CRM.Once(crmtest.As(w.Home.Agent), "other key", request('a'), creates(t, w, "second", true)); err != nil ||
		string(answer) != "second" {
		t.Errorf("another key: %q %v", answer, err)
	}
	if _, err := w.CRM.Once(context.Background(), "key", request(1), mustNotRun(t)); refusal(err) != "UNAUTHENTICATED" {
		t.Error(err)
	}
}

func TestAnswersThatAreNotKept(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	outage := func(context.Context) ([]byte, bool) { return []byte("try later"), false }
	if answer, err := w.CRM.Once(ctx, "key", request(1), outage); err != nil || string(answer) != "try later" {
		t.Errorf("%q %v", answer, err)
	}
	if answer, err := w.CRM.Once(ctx, "key", request(2), creates(t, w, "after", false)); err != nil || string(answer) != "after" {
		t.Errorf("the key is free for any request: %q %v", answer, err)
	}
	_, err := w.CRM.Once(ctx, "key", request(2), mustNotRun(t))
	wantConflict(t, err, stillRunning)
	expireLeases(t, w)
	_, err = w.CRM.Once(ctx, "key", request(2), mustNotRun(t))
	wantConflict(t, err, answerLost)
	wantNames(t, w, "after")
}

// crash returns a run that has an effect and ends without an answer.
func crash(t *testing.T, w *crmtest.World, ctx context.Context, run func(context.Context)) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("the run did not crash")
		}
	}()
	_, _ = w.CRM.Once(ctx, "key", request(1), func(ctx context.Context) ([]byte, bool) {
		run(ctx)
		panic("crash")
	})
}

func TestCrashAfterTheCommit(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	crash(t, w, ctx, func(ctx context.Context) { creates(t, w, "once", true)(ctx) })
	_, err := w.CRM.Once(ctx, "key", request(1), mustNotRun(t))
	wantConflict(t, err, stillRunning)
	expireLeases(t, w)
	_, err = w.CRM.Once(ctx, "key", request(1), mustNotRun(t))
	wantConflict(t, err, answerLost)
	wantNames(t, w, "once")
}

func TestCrashBeforeTheCommit(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("first"), Identifier: ptr("u-1")}))
	crash(t, w, ctx, func(ctx context.Context) {
		if _, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Identifier: ptr("u-1")}); refusal(err) != "TAKEN identifier" {
			t.Error(err) // rolled back, together with the mark on the key
		}
	})
	_, err := w.CRM.Once(ctx, "key", request(1), mustNotRun(t))
	wantConflict(t, err, stillRunning)
	expireLeases(t, w)
	_, err = w.CRM.Once(ctx, "key", request(2), mustNotRun(t))
	wantConflict(t, err, otherRequest)
	if answer, err := w.CRM.Once(ctx, "key", request(1), creates(t, w, "retry", true)); err != nil || string(answer) != "retry" {
		t.Errorf("%q %v", answer, err)
	}
	wantNames(t, w, "first", "retry")
}

// TestTakenOver lets a retry take over from a run that is too slow; later writes of the slow run fail.
func TestTakenOver(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	started, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		answer, err := w.CRM.Once(ctx, "key", request(1), func(ctx context.Context) ([]byte, bool) {
			close(started)
			<-goOn
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("slow")})
			wantConflict(t, err, sentAgain)
			return []byte("slow"), true
		})
		if err != nil || string(answer) != "slow" {
			t.Errorf("%q %v", answer, err)
		}
	}()
	<-started
	_, err := w.CRM.Once(ctx, "key", request(1), mustNotRun(t))
	wantConflict(t, err, stillRunning)
	expireLeases(t, w)
	answer, err := w.CRM.Once(ctx, "key", request(1), creates(t, w, "retry", true))
	if err != nil || string(answer) != "retry" {
		t.Errorf("%q %v", answer, err)
	}
	close(goOn)
	<-ended
	if answer, err := w.CRM.Once(ctx, "key", request(1), mustNotRun(t)); err != nil || string(answer) != "retry" {
		t.Errorf("the slow one has replaced the answer: %q %v", answer, err)
	}
	wantNames(t, w, "retry")
}

func TestKeysAreForgottenAfterADay(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	for _, key := range []string{"old", "older", "young"} {
		if _, err := w.CRM.Once(ctx, key, request(1), creates(t, w, key, true)); err != nil {
			t.Fatal(err)
		}
	}
	w.Exec(t, "UPDATE idempotency_keys SET created_at = created_at - interval '25 hours' WHERE key <> 'young'")
	if answer, err := w.CRM.Once(ctx, "old", request(2), creates(t, w, "new", true)); err != nil || string(answer) != "new" {
		t.Errorf("%q %v", answer, err)
	}
	if err := w.CRM.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	if keys := w.Texts(t, "SELECT key FROM idempotency_keys ORDER BY key"); fmt.Sprint(keys) != "[old young]" {
		t.Errorf("%q are left", keys)
	}
}

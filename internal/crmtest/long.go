package crmtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

// Sized returns how long or large a test is that can be of any size: a storm, random documents, races. KITH_TEST_LONG=1, which
// `make long` sets, asks for the whole of it, for as many minutes as that takes; `go test ./...` gets what fits into its time.
func Sized[T any](whole, usual T) T {
	if os.Getenv("KITH_TEST_LONG") == "1" {
		return whole
	}
	return usual
}

// Seeds returns the seeds of a random test, as many as Sized says. They begin with 0, or with KITH_TEST_SEED, so that a storm can be run
// with seeds that it has not had before, or with the one that failed.
func Seeds(tb testing.TB, whole, usual uint64) []uint64 {
	tb.Helper()
	var first uint64
	if text := os.Getenv("KITH_TEST_SEED"); text != "" {
		var err error
		if first, err = strconv.ParseUint(text, 10, 64); err != nil {
			tb.Fatalf("KITH_TEST_SEED: %v", err)
		}
	}
	seeds := make([]uint64, Sized(whole, usual))
	for i := range seeds {
		seeds[i] = first + uint64(i)
	}
	return seeds
}

// spare is how long before its deadline a test stops waiting, so that it can still report what it waited for.
const spare = 5 * time.Second

var errDeadline = errors.New("the tests' time (go test -timeout) is up")

// Deadline returns a context for what a test waits for. It ends just before the time of all tests is up, and not earlier: how
// long a step takes on a busy machine says nothing.
func Deadline(tb testing.TB) (context.Context, context.CancelFunc) {
	if t, ok := tb.(interface{ Deadline() (time.Time, bool) }); ok {
		if end, limited := t.Deadline(); limited {
			return context.WithDeadlineCause(context.Background(), end.Add(-spare), errDeadline)
		}
	}
	return context.WithCancel(context.Background())
}

// because adds to an error that it is the end of the tests' time, if it is.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

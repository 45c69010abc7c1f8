package crmtest

import (
	"context"
	"errors"
	"fmt"
	"os"
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

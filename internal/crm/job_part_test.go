package crm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestErrorsOfARecord states which errors are taken for one of a record, so that the job goes on without it.
func TestErrorsOfARecord(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	pg := func(code string) error { return fmt.Errorf("while: %w", &pgconn.PgError{Code: code}) }
	for _, row := range []struct {
		name string
		ctx  context.Context
		step func() error
		want bool
	}{
		{"none", t.Context(), func() error { return nil }, false},
		{"a panic", t.Context(), func() error { panic("index out of range") }, true},
		{"a broken rule", t.Context(), func() error { return models.Errorf(models.Limit, "m") }, true},
		{"several", t.Context(), func() error { return models.Errors{models.Errorf(models.Invalid, "m")} }, true},
		{"no right", t.Context(), func() error { return models.Errorf(models.Forbidden, "m") }, false},
		{"too busy", t.Context(), func() error { return models.Errorf(models.Unavailable, "m") }, false},
		{"the job has ended", t.Context(), func() error { return crm.ErrJobEnded }, false},
		{"a foreign key", t.Context(), func() error { return pg("23503") }, true},
		{"a value out of range", t.Context(), func() error { return pg("22003") }, true},
		{"a bug of the database", t.Context(), func() error { return pg("XX000") }, true},
		{"the server stops", t.Context(), func() error { return pg("57P01") }, false},
		{"a full disk", t.Context(), func() error { return pg("53100") }, false},
		{"a read-only server", t.Context(), func() error { return pg("25006") }, false},
		{"the network", t.Context(), func() error { return &net.OpError{Op: "read", Err: io.EOF} }, false},
		{"a lost connection", t.Context(), func() error { return fmt.Errorf("receive message failed: %w", io.ErrUnexpectedEOF) }, false},
		{"something else", t.Context(), func() error { return errors.New("malformed JSON") }, true},
		{"the worker is stopped", over, func() error { return pg("23503") }, false},
	} {
		ofRecord, reason, err := crm.Attempt(row.ctx, row.step)
		if ofRecord != row.want {
			t.Errorf("%s: %v is taken for an error of a record: %t", row.name, err, ofRecord)
		}
		if ofRecord && (len(reason) != 1 || reason[0].Message == "" || strings.Contains(reason[0].Message, "index out of range")) {
			t.Errorf("%s: the reason is %v", row.name, reason)
		}
	}
}

// TestImportGoesOn imports rows of which PostgreSQL refuses some: these fail with the reason, and the others are stored.
func TestImportGoesOn(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	refuse(t, w, "23514")
	var rows []models.ImportCells
	for i := range 9 {
		name := fmt.Sprintf("good %d", i)
		if i == 0 || i == 5 {
			name = fmt.Sprintf("bad %d", i)
		}
		rows = append(rows, models.ImportCells{Cells: []string{name}})
	}
	for _, dry := range []bool{true, false} {
		task := &models.ImportTask{Header: []string{"name"}, Fields: []string{"name"}}
		job := made(w.CRM.ImportContacts(crmtest.As(w.Home.Administrator), task, dry))
		args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
		if err := w.CRM.BeginImport(t.Context(), args, len(rows), task); err != nil {
			t.Fatal(err)
		}
		if err := w.CRM.ImportRows(t.Context(), args, 0, rows, true); err != nil {
			t.Fatal(err)
		}
		if got := progress(t, w, seen(t, w, job)); got != "SUCCEEDED 9/9: 7 + 2; BLOCKED_BY_RULE; BLOCKED_BY_RULE" {
			t.Errorf("dry %t: %s", dry, got)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 7 {
		t.Errorf("%d contacts", n)
	}
}

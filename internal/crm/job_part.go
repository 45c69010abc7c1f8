package crm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"kith/internal/store"
	"kith/models"
)

// workPart processes up to n records of a job in one transaction and reports whether the job has ended. If a record makes the
// transaction fail, the part is halved until that record is alone; it becomes a failure with its reason, and the job goes on.
func (s *Service) workPart(ctx context.Context, args JobArgs, w work, n int) (ended bool, err error) {
	ended, err = s.advance(ctx, args, w.perm, func(tx *Tx, job *models.Job) (chunk, error) {
		return s.try(tx, job, func() (chunk, error) { return w.chunk(s, tx, job, n) })
	})
	switch {
	case !ofRecord(ctx, err):
		return ended, err
	case n == 1:
		logRefusal(ctx, args, err)
		return s.advance(ctx, args, w.perm, func(tx *Tx, job *models.Job) (chunk, error) { return w.skip(tx, job, reasonOf(err)) })
	}
	if ended, err = s.workPart(ctx, args, w, n/2); ended || err != nil {
		return ended, err
	}
	return s.workPart(ctx, args, w, n-n/2)
}

// advance runs one step of a running job and stores its progress.
func (s *Service) advance(
	ctx context.Context, args JobArgs, perm models.Permission, step func(*Tx, *models.Job) (chunk, error),
) (ended bool, err error) {
	err = s.write(ctx, perm, func(tx *Tx) error {
		ended = false
		job, err := lock[models.Job](tx, args.Job, "job")
		if err != nil {
			return ofJob{err}
		}
		if job.State.Ended() {
			ended = true
			return nil
		}
		done, err := step(tx, job)
		if err != nil {
			return err
		}
		err = saveProgress(tx, job, done)
		ended = job.State.Ended()
		return err
	})
	return ended && err == nil, err
}

// try runs a step of a job; in a dry run it is rolled back, so that its result is exactly what would have happened. A panic becomes
// an error, as it may be due to one record.
func (s *Service) try(tx *Tx, job *models.Job, step func() (chunk, error)) (done chunk, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked{fmt.Sprint(r), debug.Stack()}
		}
	}()
	if !job.DryRun {
		return step()
	}
	err = tx.dryRun(func() (err error) {
		done, err = step()
		return err
	})
	return done, err
}

// panicked is a panic as an error, with its stack.
type panicked struct {
	value string
	stack []byte
}

func (p panicked) Error() string { return "panic: " + p.value }

// ofJob is an error that every record of a job would meet, and which therefore ends the job.
type ofJob struct{ error }

func (e ofJob) Unwrap() error { return e.error }

// ofRecord reports whether an error may be due to one record of the part that was processed, rather than to all of them.
func ofRecord(ctx context.Context, err error) bool {
	var whole ofJob
	var known *models.Error
	if !lasting(ctx, err) || errors.As(err, &whole) {
		return false
	}
	return !errors.As(err, &known) || known.Code != models.Forbidden
}

// lasting reports whether an error would come again if the same were tried later. It is false for a database that can't be reached,
// and for a job that has ended.
func lasting(ctx context.Context, err error) bool {
	var known *models.Error
	_, broken := models.BrokenBy(err)
	switch {
	case err == nil, ctx.Err() != nil, errors.Is(err, ErrJobEnded):
		return false
	case broken:
		return true
	}
	return !errors.As(err, &known) && store.Refused(err)
}

// reasonOf returns why a record failed: the rules that were broken or, for an unexpected error, what the database says, without
// values of the record.
func reasonOf(err error) models.BrokenRules {
	if broken, ok := models.BrokenBy(err); ok {
		return broken
	}
	said := store.RefusalOf(err)
	if said == "" {
		said = "see its log"
	}
	return models.BrokenRules{{Code: models.BlockedByRule, Field: []string{},
		Message: fmt.Sprintf("The server could not process this (%s); nothing of it was changed. Tell whoever runs the server.", said)}}
}

// logRefusal logs an unexpected error of one record.
func logRefusal(ctx context.Context, args JobArgs, err error) {
	if _, broken := models.BrokenBy(err); broken {
		return
	}
	var p panicked
	given := []any{"job", args.Job.String(), "code", store.RefusalOf(err)}
	if errors.As(err, &p) {
		given = append(given, "stack", string(p.stack))
	}
	slog.ErrorContext(ctx, "a record of a job could not be processed", given...)
}

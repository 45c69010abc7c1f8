package crmtest

import (
	"context"
	"log/slog"
	"testing"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"kith/migrations"
)

// Work works off what the queue holds and is due, and what comes of it, with the workers that are added.
func (w *World) Work(tb testing.TB, add ...func(*river.Workers)) {
	tb.Helper()
	known := river.NewWorkers()
	for _, workers := range add {
		workers(known)
	}
	ctx := Unrecorded(context.Background())
	client, err := river.NewClient(riverpgxv5.New(w.Pool), &river.Config{
		Schema: migrations.RiverSchema, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}}, Workers: known,
		Logger: slog.New(slog.NewTextHandler(tb.Output(), &slog.HandlerOptions{Level: slog.LevelError})), TestOnly: true,
	})
	if err != nil {
		tb.Fatal(err)
	}
	done, stop := client.Subscribe(river.EventKindJobCompleted, river.EventKindJobCancelled, river.EventKindJobFailed)
	defer stop()
	if err := client.Start(ctx); err != nil {
		tb.Fatal(err)
	}
	for w.Count(tb, "SELECT count(*) FROM "+migrations.RiverSchema+".river_job WHERE state IN ('available', 'running')") > 0 {
		<-done
	}
	if err := client.Stop(ctx); err != nil {
		tb.Fatal(err)
	}
}

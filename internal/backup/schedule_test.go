package backup_test

import (
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/backup"
	"kith/internal/crmtest"
	"kith/internal/files"
)

// clock is a time that a test advances.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// schedule makes backups where the files are, or in the bucket that is named.
func schedule(t *testing.T, bucket string) (*backup.Schedule, *clock, func() []string) {
	t.Helper()
	_, source := world(t)
	store, err := files.Open(t.Context(),
		files.Options{Folder: source.Folder, Bucket: bucket, Key: []byte("key"), MaxBytes: backup.MaxBytes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	c := &clock{at: time.Now()} // files of the store have the time of the machine
	names := func() []string {
		t.Helper()
		found, err := store.Old(t.Context(), backup.Folder, time.Now().Add(time.Hour), 100)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	return &backup.Schedule{Source: source, Store: store, Every: time.Hour, Keep: 2, Now: c.now, Log: slog.New(slog.DiscardHandler)}, c, names
}

// TestSchedule makes backups as time passes, of which the last two stay and can be restored.
func TestSchedule(t *testing.T) {
	t.Parallel()
	keepsTwo(t, "")
}

// TestScheduleInBucket does the same in a bucket of an S3 service.
func TestScheduleInBucket(t *testing.T) {
	keepsTwo(t, crmtest.BucketURL(t, crmtest.S3(t), "kith"))
}

func keepsTwo(t *testing.T, bucket string) {
	t.Helper()
	s, c, names := schedule(t, bucket)
	var made []string
	for _, step := range []struct {
		wait time.Duration
		due  bool
	}{{0, true}, {0, false}, {59 * time.Minute, false}, {2 * time.Minute, true}, {3 * time.Hour, true}} {
		c.pass(step.wait)
		name, err := s.Once(t.Context())
		if err != nil || (name != "") != step.due {
			t.Fatalf("after %v: %q %v", step.wait, name, err)
		}
		if name != "" {
			made = append(made, name)
		}
	}
	if got := names(); !slices.Equal(got, made[1:]) {
		t.Fatalf("%v are kept of %v", got, made)
	}
	archive, err := s.Store.Open(t.Context(), made[2])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	to := target(t)
	if _, sums, err := backup.Restore(t.Context(), archive, to); err != nil || sums.Files.Count != 3 {
		t.Fatalf("%d files (earlier backups are none of them) %v", sums.Files.Count, err)
	}
	if was, is := contents(t, s.Source.Pool), contents(t, to.Pool); was != is {
		t.Errorf("restored is\n%s\nand was\n%s", is, was)
	}
}

// TestScheduleOfManyServers has them look at once: one backup is made.
func TestScheduleOfManyServers(t *testing.T) {
	t.Parallel()
	s, _, names := schedule(t, "")
	var servers sync.WaitGroup
	for range 5 {
		servers.Go(func() {
			if _, err := s.Once(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	servers.Wait()
	if got := names(); len(got) != 1 {
		t.Errorf("five servers made %v", got)
	}
}

// TestScheduleFails makes a backup of what is no database of Kith: nothing of it is left, and the ones of before stay. What a server has
// left that died is removed with the next one.
func TestScheduleFails(t *testing.T) {
	t.Parallel()
	s, c, names := schedule(t, "")
	first, err := s.Once(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.pass(2 * time.Hour)
	good := s.Source.Pool
	s.Source.Pool = target(t).Pool
	if name, err := s.Once(t.Context()); err == nil || name != "" {
		t.Errorf("a backup of nothing: %q", name)
	}
	if got := names(); !slices.Equal(got, []string{first}) {
		t.Errorf("%v is left", got)
	}
	s.Source.Pool = good
	half := strings.Replace(first, "kith-", "kith-half-", 1)
	if err := s.Store.Put(t.Context(), half, files.File{}, strings.NewReader("half")); err != nil {
		t.Fatal(err)
	}
	c.pass(30 * time.Hour)
	last, err := s.Once(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := names(); !slices.Equal(got, []string{first, last}) {
		t.Errorf("%v is left, of %s and %s", got, first, last)
	}
}

package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/backup"
	"kith/internal/crmtest"
	"kith/internal/demo"
	"kith/internal/postgres"
	"kith/models"
)

// pool opens a database without the recorder of the tests' statements: a backup is of all accounts.
func pool(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	p, err := postgres.OpenPool(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// world is a world with believable contacts and a folder of files.
func world(t *testing.T) (*crmtest.World, backup.Source) {
	t.Helper()
	w := crmtest.NewWorld(t)
	made := demo.Generate(demo.Options{AccountID: w.Home.Key, Seed: 1, Contacts: 60, Now: time.Now()})
	if err := w.CRM.Seed(models.WithViewer(crmtest.Unrecorded(t.Context()), w.Home.Administrator), made.Seed); err != nil {
		t.Fatal(err)
	}
	create(t, w, "tab\tline\nback\\slash \\N {} ünï 🙂")
	folder := filepath.Join(t.TempDir(), "files")
	for name, content := range map[string]string{"imports/1/a.csv": "name\nAda\n", "empty": "", "ünï/🙂.bin": "\x00\xff"} {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return w, backup.Source{Pool: pool(t, w.URL), Folder: folder, Kith: "test"}
}

func create(t *testing.T, w *crmtest.World, name string) {
	t.Helper()
	ctx := models.WithViewer(context.WithoutCancel(t.Context()), w.Home.Administrator)
	in := models.ContactCreateInput{}
	in.Name = &name
	if _, err := w.CRM.CreateContact(ctx, in); err != nil {
		t.Error(err)
	}
}

func target(t *testing.T) backup.Target {
	t.Helper()
	return backup.Target{Pool: pool(t, crmtest.NewDatabase(t, "empty", nil)), Folder: filepath.Join(t.TempDir(), "data", "files")}
}

// contents is a line for each table, partition and sequence, with a hash of its rows; epochs are left out, which differ on purpose.
func contents(t *testing.T, p *pgxpool.Pool) string {
	t.Helper()
	rows, err := p.Query(t.Context(), `
		SELECT oid::regclass::text FROM pg_class
		WHERE relkind IN ('r', 'p') AND relnamespace IN ('public'::regnamespace, 'river'::regnamespace) AND relpersistence = 'p'
			AND relname NOT IN ('goose_db_version', 'river_migration')
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) < 20 {
		t.Fatal(names, err)
	}
	var text strings.Builder
	for _, name := range names {
		var line string
		err := p.QueryRow(t.Context(), fmt.Sprintf(`
			SELECT format('%%s rows, %%s', count(*), md5(string_agg(line, E'\n' ORDER BY line COLLATE "C")))
			FROM (SELECT (to_jsonb(t) - 'epoch')::text FROM %s t) AS lines (line)`, name)).Scan(&line)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&text, name, line)
	}
	var shape string
	if err := p.QueryRow(t.Context(), `
		SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C")
		FROM (
			SELECT format('%s %s', schemaname || '.' || sequencename, last_value) FROM pg_sequences
			WHERE sequencename <> 'goose_db_version_id_seq'
			UNION ALL
			SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'river')
			UNION ALL
			SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
			WHERE connamespace IN ('public'::regnamespace, 'river'::regnamespace) AND contype = 'f'
		) AS lines (line)`).Scan(&shape); err != nil {
		t.Fatal(err)
	}
	return text.String() + shape
}

func TestRestore(t *testing.T) {
	t.Parallel()
	w, source := world(t)
	// A month that migrations do not make by themselves.
	w.Exec(t, `SELECT keep_event_partitions(now() + interval '3 years', interval '10 years', 0)`)
	var archive bytes.Buffer
	written, err := backup.Write(t.Context(), &archive, source)
	if err != nil {
		t.Fatal(err)
	}
	to := target(t)
	m, read, err := backup.Restore(t.Context(), bytes.NewReader(archive.Bytes()), to)
	if err != nil {
		t.Fatal(err)
	}
	if m.Kith != "test" || !m.Files || written.Files != read.Files || written.Rows() != read.Rows() || written.Rows() < 60 {
		t.Errorf("%+v, %d rows of %d, files %v of %v", m, read.Rows(), written.Rows(), read.Files, written.Files)
	}
	if was, is := contents(t, source.Pool), contents(t, to.Pool); was != is {
		t.Errorf("restored:\n%s\nof:\n%s", is, was)
	}
	var same int
	err = to.Pool.QueryRow(t.Context(), `SELECT count(*) FROM account_seq WHERE epoch = $1`,
		w.Count(t, `SELECT epoch FROM account_seq WHERE account_id = $1`, w.Home.Key)).Scan(&same)
	if err != nil || same != 0 {
		t.Errorf("cursors of the old life pass for those of the new one: %d, %v", same, err)
	}
	if err := os.CopyFS(filepath.Join(t.TempDir(), "copy"), os.DirFS(to.Folder)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"imports/1/a.csv": "name\nAda\n", "empty": "", "ünï/🙂.bin": "\x00\xff"} {
		if got, err := os.ReadFile(filepath.Join(to.Folder, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	// What was restored can be backed up and is the same again, but for the epochs.
	var again bytes.Buffer
	sums, err := backup.Write(t.Context(), &again, backup.Source{Pool: to.Pool, Folder: to.Folder})
	if err != nil {
		t.Fatal(err)
	}
	for name, sum := range written.Tables {
		if sums.Tables[name] != sum && name != "public.account_seq" {
			t.Errorf("%s: %v, was %v", name, sums.Tables[name], sum)
		}
	}
	_, _, err = backup.Restore(t.Context(), bytes.NewReader(archive.Bytes()), to)
	if !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("a second restore into the same place: %v", err)
	}
}

// TestBackupUnderWrites has eight clients write all the time: the backup is of one instant.
func TestBackupUnderWrites(t *testing.T) {
	t.Parallel()
	w, source := world(t)
	ctx, stop := context.WithCancel(t.Context())
	var before, after atomic.Int64
	var begun atomic.Bool
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				early := !begun.Load()
				create(t, w, fmt.Sprintf("Contact %d %d", i, n))
				if after.Add(1); early && !begun.Load() {
					before.Add(1)
				}
			}
		})
	}
	for before.Load() < 20 {
		time.Sleep(time.Millisecond)
	}
	begun.Store(true)
	acknowledged := before.Load()
	var archive bytes.Buffer
	_, err := backup.Write(t.Context(), &archive, source)
	most := after.Load() + 8 // with those under way
	stop()
	clients.Wait()
	if err != nil {
		t.Fatal(err)
	}
	to := target(t)
	if _, _, err := backup.Restore(t.Context(), bytes.NewReader(archive.Bytes()), to); err != nil {
		t.Fatal(err)
	}
	var contacts, events, last int64
	err = to.Pool.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM contacts WHERE account_id = $1 AND name LIKE 'Contact %'),
			(SELECT count(*) FROM contact_events WHERE account_id = $1 AND type = 'CONTACT_CREATED' AND snapshot->>'name' LIKE 'Contact %'),
			(SELECT last_seq - (SELECT count(*) FROM contact_events WHERE account_id = $1) FROM account_seq WHERE account_id = $1)`,
		w.Home.Key).Scan(&contacts, &events, &last)
	if err != nil || contacts < acknowledged || contacts > most || events != contacts || last != 0 {
		t.Errorf("%d contacts and %d events of %d to %d, %d numbers without an event, %v", contacts, events, acknowledged, most, last, err)
	}
}

// TestDamaged changes and cuts an archive: nothing is stored.
func TestDamaged(t *testing.T) {
	t.Parallel()
	_, source := world(t)
	var archive bytes.Buffer
	if _, err := backup.Write(t.Context(), &archive, source); err != nil {
		t.Fatal(err)
	}
	to := target(t)
	flipped := bytes.Clone(archive.Bytes())
	flipped[len(flipped)/2] ^= 1
	for name, content := range map[string][]byte{
		"empty": nil, "no archive": []byte("PGDMP"), "flipped": flipped,
		"cut in the middle": archive.Bytes()[:archive.Len()/2], "without its last bytes": archive.Bytes()[:archive.Len()-8],
		"twice": append(bytes.Clone(archive.Bytes()), archive.Bytes()...),
	} {
		_, _, err := backup.Restore(t.Context(), bytes.NewReader(content), to)
		if err == nil || !strings.Contains(err.Error(), "backup") {
			t.Errorf("%s: %v", name, err)
		}
		var made bool
		if err := to.Pool.QueryRow(t.Context(), `SELECT to_regclass('accounts') IS NOT NULL`).Scan(&made); err != nil || made {
			t.Fatalf("%s: the database was touched: %v", name, err)
		}
	}
	// A place for files that holds something is left alone, and so is the database.
	if err := os.MkdirAll(filepath.Join(to.Folder, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := backup.Restore(t.Context(), bytes.NewReader(archive.Bytes()), to); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("files in the way: %v", err)
	}
	// What fails after all was loaded leaves nothing: the second reading breaks off. Then it works at the same place.
	if err := os.Remove(filepath.Join(to.Folder, "mine")); err != nil {
		t.Fatal(err)
	}
	breaks := &breaking{ReadSeeker: bytes.NewReader(archive.Bytes()), after: archive.Len() - 100}
	if _, _, err := backup.Restore(t.Context(), breaks, to); err == nil {
		t.Error("a reader that breaks off was restored")
	}
	if entries, err := os.ReadDir(filepath.Dir(to.Folder)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if _, _, err := backup.Restore(t.Context(), bytes.NewReader(archive.Bytes()), to); err != nil {
		t.Errorf("after one that failed: %v", err)
	}
}

// breaking is a file that can be read once, and then as far as a byte.
type breaking struct {
	io.ReadSeeker
	after int
	again bool
}

func (b *breaking) Seek(offset int64, whence int) (int64, error) {
	b.again = true
	return b.ReadSeeker.Seek(offset, whence)
}

func (b *breaking) Read(p []byte) (int, error) {
	if !b.again {
		return b.ReadSeeker.Read(p)
	}
	if b.after == 0 {
		return 0, errors.New("the disk is gone")
	}
	n, err := b.ReadSeeker.Read(p[:min(len(p), b.after)])
	b.after -= n
	return n, err
}

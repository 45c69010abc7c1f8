package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crm"
	"kith/internal/postgres"
)

// importBench measures `kith import` beside COPY of the same contacts into the same table, on a PostgreSQL with the settings of the private
// one, fsync included.
type importBench struct {
	rows, rounds      int
	workbook          bool
	dir, program, url string
	imports, copies   []importRun
	peakMB            float64
}

// importRun is one import or COPY: seconds of the clock, and of CPU of the program. PostgreSQL's are not told, since the sessions of an
// import have ended when it has.
type importRun struct{ wall, program float64 }

// measureImports is `go run ./bench import`.
func measureImports(ctx context.Context, args []string, out io.Writer) (err error) {
	b := &importBench{}
	flags := flag.NewFlagSet("import", flag.ExitOnError)
	flags.IntVar(&b.rows, "rows", 1_000_000, "rows of a file, at most 1,000,000")
	flags.IntVar(&b.rounds, "rounds", 3, "how often a file is imported and its contacts are copied")
	flags.StringVar(&b.dir, "dir", "",
		"directory on the disk to measure, which needs 2 GB for 1,000,000 rows and a round; a temporary one without it")
	flags.BoolVar(&b.workbook, "xlsx", false, "import workbooks and no CSV")
	flags.StringVar(&b.program, "kith", "", "program to measure; built without it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp(b.dir, "kith-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if err := os.Chmod(b.dir, 0o755); err != nil { //nolint:gosec // for the user of PostgreSQL
		return err
	}
	private, err := postgres.Start(ctx, postgres.Options{DataDir: filepath.Join(b.dir, "data")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, private.Stop(context.Background())) }()
	b.url = private.DSN()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	for round := range b.rounds {
		if err := b.round(ctx, round); err != nil {
			return err
		}
	}
	b.print(out)
	return nil
}

// prepare builds the program and the tables.
func (b *importBench) prepare(ctx context.Context) error {
	if b.program == "" {
		b.program = filepath.Join(b.dir, "kith")
		if said, err := exec.CommandContext(ctx, "go", "build", "-o", b.program, "kith").CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, said)
		}
	}
	if _, err := b.run(ctx, nil, "migrate"); err != nil {
		return err
	}
	pool, err := pgxpool.New(ctx, b.url)
	if err != nil {
		return err
	}
	defer pool.Close()
	c, err := crm.New(pool)
	if err != nil {
		return err
	}
	if _, err := c.Bootstrap(ctx, crm.Bootstrap{AccountName: "First", UserName: "Bench", Email: "bench@example.com",
		TokenHash: crm.HashToken(crm.NewToken())}); err != nil {
		return err // as the first start of a server does
	}
	return nil
}

// run runs a command of the program, and returns what it prints.
func (b *importBench) run(ctx context.Context, measured *importRun, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, b.program, args...)
	cmd.Env = append(os.Environ(), "KITH_DATABASE_URL="+b.url, "KITH_DATA_DIR="+filepath.Join(b.dir, "kith-data"), "KITH_LOG_LEVEL=warn")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if measured != nil {
				measured.wall = time.Since(begin).Seconds()
				measured.program = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
			}
			if err != nil {
				err = fmt.Errorf("%s: %w: %s", args[0], err, said.String())
			}
			return said.String(), err
		case <-time.After(100 * time.Millisecond):
			if measured != nil {
				b.peakMB = max(b.peakMB, peakMemory(cmd.Process.Pid))
			}
		}
	}
}

// account creates an account and returns its id and its key.
func (b *importBench) account(ctx context.Context, conn *pgx.Conn) (id string, key int64, err error) {
	said, err := b.run(ctx, nil, "account", "create", "-name", "Bench")
	if err != nil {
		return "", 0, err
	}
	for word := range strings.FieldsSeq(said) {
		if word = strings.Trim(word, ".,:«»\"'"); strings.HasPrefix(word, "account_") {
			id = word
		}
	}
	return id, key, conn.QueryRow(ctx, `SELECT max(id) FROM accounts`).Scan(&key)
}

// round imports a file of new contacts into an account, and copies them into another one.
func (b *importBench) round(ctx context.Context, round int) error {
	conn, err := pgx.Connect(ctx, b.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	path, write := filepath.Join(b.dir, "contacts.csv"), b.writeRows
	if b.workbook {
		path = filepath.Join(b.dir, "contacts.xlsx")
		write = func(path string, round int) error { return writeWorkbook(path, round*b.rows, (round+1)*b.rows) }
	}
	if err := write(path, round); err != nil {
		return err
	}
	id, imported, err := b.account(ctx, conn)
	if err != nil {
		return err
	}
	_, copied, err := b.account(ctx, conn)
	if err != nil {
		return err
	}
	var run importRun
	if _, err := b.run(ctx, &run, "import", "-account", id, "-yes", path); err != nil {
		return err
	}
	var n int
	if err := conn.QueryRow(ctx, `SELECT count(*) FROM contacts WHERE account_id = $1`, imported).Scan(&n); err != nil || n != b.rows {
		return errors.Join(err, fmt.Errorf("%d of %d rows are contacts", n, b.rows))
	}
	b.imports = append(b.imports, run)
	fmt.Fprintf(os.Stderr, "round %d: import %.1f s\n", round+1, run.wall)
	if run, err = b.copy(ctx, conn, imported, copied); err != nil {
		return err
	}
	b.copies = append(b.copies, run)
	fmt.Fprintf(os.Stderr, "round %d: COPY %.1f s\n", round+1, run.wall)
	return nil
}

// writeRows writes a file whose rows no other round has.
func (b *importBench) writeRows(path string, round int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	_, _ = fmt.Fprintln(w, "name,email")
	for i := round * b.rows; i < (round+1)*b.rows; i++ {
		_, _ = fmt.Fprintf(w, "Person %d of clan %d,p%d@example.com\n", i, i%300, i)
	}
	return errors.Join(w.Flush(), file.Close())
}

// copy copies the contacts of an account into another one, from a file that PostgreSQL has written.
func (b *importBench) copy(ctx context.Context, conn *pgx.Conn, from, to int64) (run importRun, err error) {
	var columns string
	if err := conn.QueryRow(ctx, `SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
		FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name = 'contacts' AND is_generated = 'NEVER' AND column_name <> 'account_id'`).
		Scan(&columns); err != nil {
		return run, err
	}
	path := filepath.Join(b.dir, "contacts.copy")
	file, err := os.Create(path)
	if err != nil {
		return run, err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(path)) }()
	sql := fmt.Sprintf("COPY (SELECT %d, %s FROM contacts WHERE account_id = %d ORDER BY id) TO STDOUT", to, columns, from)
	if _, err := conn.PgConn().CopyTo(ctx, file, sql); err != nil {
		return run, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return run, err
	}
	own, begin := cpu(os.Getpid()), time.Now()
	if _, err := conn.PgConn().CopyFrom(ctx, file, "COPY contacts (account_id, "+columns+") FROM STDIN"); err != nil {
		return run, err
	}
	return importRun{time.Since(begin).Seconds(), (cpu(os.Getpid()) - own) / 1000}, nil
}

// print prints the medians as a table.
func (b *importBench) print(out io.Writer) {
	middle := func(runs []importRun, of func(importRun) float64) float64 {
		all := make([]float64, len(runs))
		for i, r := range runs {
			all[i] = of(r)
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	wall := func(r importRun) float64 { return r.wall }
	fmt.Fprintln(out, "| | rows/s | s | CPU s of the program |\n| --- | --- | --- | --- |")
	for i, runs := range [][]importRun{b.imports, b.copies} {
		name := []string{"`kith import -yes`", "COPY"}[i]
		fmt.Fprintf(out, "| %s | %.0f | %.1f | %.1f |\n", name, float64(b.rows)/middle(runs, wall), middle(runs, wall),
			middle(runs, func(r importRun) float64 { return r.program }))
	}
	fmt.Fprintf(out, "\nThe import has %.2f × the speed of COPY; at most %.0f MB of it were resident.\n",
		middle(b.copies, wall)/middle(b.imports, wall), b.peakMB)
}

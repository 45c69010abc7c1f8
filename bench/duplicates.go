package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crm"
	"kith/internal/postgres"
	"kith/migrations"
	"kith/models"
	"kith/models/typeid"
)

// duplicatesDatabase is the database of runs of duplicates.
const duplicatesDatabase = "kith_bench_duplicates"

// duplicates imports labelled sets into accounts of their own and compares contactDuplicates with the labels:
//
//	go run ./bench duplicates
//	go run ./bench duplicates -file people.csv -columns "person=cluster,name=first,lastName=last,date.birth_date=dob"
func duplicates(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("duplicates", flag.ContinueOnError)
	dir := flags.String("dir", ".kith/bench", "directory of the private PostgreSQL")
	database := flags.String("database", os.Getenv("KITH_BENCH_DATABASE_URL"), "URL of a superuser; a private PostgreSQL without it")
	only := flags.String("set", "", "measure this set alone")
	file := flags.String("file", "", "measure this file instead, comma-separated with a header")
	columns := flags.String("columns", "", "its columns: person=COLUMN, fields of contacts, date.KEY= and text.KEY=; A+B joins two columns")
	failing := flags.Int("failing", 0, "print this many pairs that are wrong, with their reasons")
	threshold := flags.Float64("threshold", models.LikelyDuplicate, "the probability from which on pairs count as found")
	if err := flags.Parse(args); err != nil {
		return err
	}
	sets := labelledSets
	if *file != "" {
		sets = []labelledSet{{name: filepath.Base(*file), file: *file, columns: *columns}}
	}
	b := &bench{options: options{database: *database, dir: *dir}}
	defer b.stop()
	if err := b.startDuplicates(ctx); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, "set                            pairs  found  precision  recall     F1  calibration  import s  compare s")
	for _, set := range sets {
		if *only != "" && *only != set.name {
			continue
		}
		q, err := b.measureSet(ctx, set, *threshold, *failing, out)
		if err != nil {
			return fmt.Errorf("%s: %w", set.name, err)
		}
		_, _ = fmt.Fprintf(out, "%-30s %5d  %5d  %9.3f  %6.3f  %5.3f  %11.3f  %8.1f  %9.1f\n", set.name, q.truth, q.listed, q.precision(),
			q.recall(), q.f1(), q.calibration(), q.imported.Seconds(), q.compared.Seconds())
	}
	return nil
}

// startDuplicates brings up an empty database and a server.
func (b *bench) startDuplicates(ctx context.Context) error {
	admin := b.database
	if admin == "" {
		private, err := postgres.Start(ctx, postgres.Options{DataDir: b.dir})
		if err != nil {
			return err
		}
		b.undo = append(b.undo, func() { _ = private.Stop(context.Background()) })
		admin = private.DSN()
	}
	database, err := emptyDatabase(ctx, admin)
	if err != nil {
		return err
	}
	if b.pool, err = postgres.OpenPool(ctx, database, nil); err != nil {
		return err
	}
	b.undo = append(b.undo, b.pool.Close)
	if _, err := migrations.Up(ctx, b.pool); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp("", "kith-bench-")
	if err != nil {
		return err
	}
	b.undo = append(b.undo, func() { _ = os.RemoveAll(temporary) })
	binary := filepath.Join(temporary, "kith")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "kith").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	s := &server{Cmd: exec.CommandContext(ctx, binary), name: "Kith", kind: kith}
	s.Env = append(s.Env, "KITH_DATA_DIR="+temporary)
	if err := s.serve(database); err != nil {
		return err
	}
	b.servers, b.undo = append(b.servers, s), append(b.undo, s.end)
	return s.await(ctx)
}

func emptyDatabase(ctx context.Context, admin string) (string, error) {
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + duplicatesDatabase + " WITH (FORCE)", "CREATE DATABASE " + duplicatesDatabase} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	return withDatabase(admin, duplicatesDatabase)
}

// newAccount makes an account and returns its key and a token of it.
func newAccount(ctx context.Context, pool *pgxpool.Pool, name string) (key int64, secret string, err error) {
	c, err := crm.New(pool)
	if err != nil {
		return 0, "", err
	}
	id := typeid.New[models.AccountID]()
	if err := c.CreateAccount(ctx, id, name, "US"); err != nil {
		return 0, "", err
	}
	operator, err := c.Operator(ctx, id)
	if err != nil {
		return 0, "", err
	}
	_, secret, err = c.IssueAPIToken(models.WithViewer(ctx, operator), models.ApiTokenCreateInput{Name: "bench", Role: models.Administrator})
	return operator.AccountID, secret, err
}

// outcome is how well the pairs of a set were found.
type outcome struct {
	truth, listed, right int
	bins                 [10]struct{ n, sum, same float64 }
	imported, compared   time.Duration
}

func (q *outcome) add(probability, threshold float64, same bool) {
	if probability >= threshold {
		q.listed++
		if same {
			q.right++
		}
	}
	bin := &q.bins[min(9, int(probability*10))]
	bin.n, bin.sum = bin.n+1, bin.sum+probability
	if same {
		bin.same++
	}
}

func (q *outcome) precision() float64 { return float64(q.right) / float64(max(q.listed, 1)) }
func (q *outcome) recall() float64    { return float64(q.right) / float64(max(q.truth, 1)) }

func (q *outcome) f1() float64 {
	return 2 * float64(q.right) / float64(max(q.listed+q.truth, 1))
}

// calibration is the mean difference between the probability and the share of pairs that are one person.
func (q *outcome) calibration() float64 {
	var wrong, n float64
	for _, b := range q.bins {
		wrong, n = wrong+math.Abs(b.sum-b.same), n+b.n
	}
	return wrong / max(n, 1)
}

// Bench measures Kith beside two servers written by hand for nothing but the same operations, in turns, on one database of 500,000
// contacts. One has PostgreSQL build the JSON in one statement (the JSON limit), the other fetches plain rows in one round trip and
// appends JSON itself (the rows limit). All must give equal answers before anything is measured. It prints a table.
//
//	go run ./bench
//
// Bench import measures imports beside COPY, bench search how many misspelt names searches find and how long they take, bench duplicates
// how well duplicates are found on labelled sets:
//
//	go run ./bench import
//	go run ./bench search
//	go run ./bench duplicates
//
// Bench roles measures lists as users of roles with filters ask for them, beside an agent who sees all contacts:
//
//	go run ./bench roles
//
// Bench chatwoot measures imports from the database of a Chatwoot:
//
//	go run ./bench chatwoot
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// commands are what is measured besides requests, by the first argument.
var commands = map[string]func(ctx context.Context, args []string, out io.Writer) error{
	"import": measureImports, "search": runSearch, "duplicates": duplicates,
	"chatwoot": measureChatwoot, "roles": measureRoles,
}

func main() {
	if kind := os.Getenv(limitVariable); kind != "" { // the program runs itself as its other servers
		fmt.Fprintln(os.Stderr, "bench:", serveLimit(context.Background(), kind, os.Getenv("KITH_ADDR"), os.Getenv("KITH_DATABASE_URL")))
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) > 1 && commands[os.Args[1]] != nil {
		if err := commands[os.Args[1]](ctx, os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	o := options{only: regexp.MustCompile("")}
	flag.StringVar(&o.database, "database", os.Getenv("KITH_BENCH_DATABASE_URL"),
		"URL of a superuser, whose PostgreSQL keeps the data set; a private one without it (KITH_BENCH_DATABASE_URL)")
	flag.StringVar(&o.dir, "dir", ".kith/bench", "directory of the private PostgreSQL")
	flag.IntVar(&o.contacts, "contacts", 300_000, "contacts of the large account, 30 or more; 19 others have two thirds as many together")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each server has its turn")
	flag.DurationVar(&o.turn, "turn", time.Second, "length of a turn")
	flag.StringVar(&o.also, "also", "", "measure a second Kith with this setting, such as GOGC=400")
	flag.StringVar(&o.beside, "beside", "", "measure another build of Kith, a program of the same database version, such as the last release")
	flag.TextVar(&o.connections, "connections", list{1, 8, 32}, "requests at once, separated by commas")
	flag.Func("only", "regular expression of the operations to measure", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	flag.Parse()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	database, dir, also, beside string
	contacts, rounds            int
	turn                        time.Duration
	connections                 list
	only                        *regexp.Regexp
}

// list is a list of numbers as a flag.
type list []int

// MarshalText writes the numbers with commas between them.
func (l list) MarshalText() ([]byte, error) {
	return []byte(strings.Join(strings.Fields(strings.Trim(fmt.Sprint([]int(l)), "[]")), ",")), nil
}

// UnmarshalText reads them.
func (l *list) UnmarshalText(b []byte) error {
	*l = nil
	for text := range strings.SplitSeq(string(b), ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of connections", text)
		}
		*l = append(*l, n)
	}
	return nil
}

func run(ctx context.Context, o options, out io.Writer) error {
	b := &bench{options: o, asked: map[string]int{}}
	defer b.stop()
	if err := b.start(ctx); err != nil {
		return err
	}
	operations := slices.DeleteFunc(operations(b.contacts, b.samples), func(op operation) bool { return !o.only.MatchString(op.name) })
	for _, op := range operations {
		if err := b.check(ctx, op); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
	}
	t := table{servers: b.servers}
	for _, op := range operations {
		if op.write {
			if err := b.dropLimitIndexes(ctx); err != nil {
				return err
			}
		}
		for _, connections := range o.connections {
			turns, err := b.measure(ctx, op, connections)
			if err != nil {
				return fmt.Errorf("%s: %w", op.name, err)
			}
			t.rows = append(t.rows, row{op.name, connections, turns})
			fmt.Fprintf(os.Stderr, "%s, %d connections: %.0f requests/s\n", op.name, connections, turns[b.servers[0]].rate)
		}
	}
	t.print(out)
	return nil
}

// Search measures searches and filters of a large account: the server of this repository beside one that does nothing but one
// hand-written statement a request, in turns, on one database. It prints a table.
//
//	go run ./bench/search
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	if address := os.Getenv("LIMIT_ADDR"); address != "" { // the program runs itself as its second server
		handler, err := limitHandler(context.Background(), os.Getenv("KITH_DATABASE_URL"))
		if err == nil {
			err = http.ListenAndServe(address, handler)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o := options{}
	flag.StringVar(&o.database, "database", "", "URL of an empty database, or of one of an earlier run; a private PostgreSQL without it")
	flag.StringVar(&o.dir, "dir", "", "directory that keeps the private PostgreSQL for the next run; without it, it is removed")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each server has its turn")
	flag.DurationVar(&o.turn, "turn", 3*time.Second, "length of a turn")
	flag.IntVar(&o.connections, "connections", 8, "requests at once")
	flag.Parse()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	database, dir       string
	rounds, connections int
	turn                time.Duration
}

func run(ctx context.Context, o options) (err error) {
	b, err := start(ctx, o)
	defer func() { b.stop() }()
	if err != nil {
		return err
	}
	fmt.Println("| operation | server | requests/s | p50 ms | p95 ms | CPU ms a request, server + PostgreSQL |")
	fmt.Println("|---|---|---|---|---|---|")
	for _, op := range operations {
		var ours, limit []turn
		for range o.rounds {
			for _, side := range []struct {
				server  *process
				request func(int) (*http.Request, error)
				turns   *[]turn
			}{{b.kith, op.kith(b.kith.url), &ours}, {b.limit, op.limit(b.limit.url), &limit}} {
				t, err := b.load(ctx, o, side.server, side.request)
				if err != nil {
					return fmt.Errorf("%s: %w", op.name, err)
				}
				*side.turns = append(*side.turns, t)
			}
		}
		a, z := median(ours), median(limit)
		fmt.Printf("| %s | kith (%.1f × limit) | %s |\n| | limit | %s |\n", op.name, a.rate/z.rate, a, z)
	}
	return nil
}

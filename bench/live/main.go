// Live measures how soon subscribers receive changes. It starts Kith with a private database of its own and, beside it, a bare server that
// does nothing but queue the same bytes for its sockets and write them. First many sockets look at lists while contacts change, then one
// contact with many followers changes. It prints how long a change takes from its request to its answer and to the sockets, how fast a
// change comes to all followers, and what a socket costs.
//
//	go run ./bench/live
//	go run ./bench/live -sockets 1000 -views 50 -rate 100 -followers 500 -length 5s
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

type options struct {
	sockets, views, rate, batch, followers, rounds int
	length                                         time.Duration
}

func main() {
	if address := os.Getenv(bareVariable); address != "" { // the program runs itself as its other server
		fmt.Fprintln(os.Stderr, "live:", serveBare(address))
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.IntVar(&o.sockets, "sockets", 10_000, "open sockets, each with one list")
	flag.IntVar(&o.views, "views", 500, "lists that differ")
	flag.IntVar(&o.rate, "rate", 200, "changes of contacts a second")
	flag.IntVar(&o.batch, "batch", 20, "contacts that one commit changes, each in another list")
	flag.IntVar(&o.followers, "followers", 5000, "sockets that follow one contact")
	flag.IntVar(&o.rounds, "rounds", 9, "how often that contact changes")
	flag.DurationVar(&o.length, "length", 10*time.Second, "how long contacts of lists are changed")
	flag.Parse()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out io.Writer) error {
	if o.sockets < 1 || o.views < o.batch || o.batch < 1 || o.followers < 1 || o.rounds < 1 || o.rate < o.batch {
		return errors.New("numbers must be positive, and there must be at least as many views and changes a second as contacts in a batch")
	}
	s, err := startKith(ctx, o)
	if err != nil {
		return err
	}
	defer s.stop()
	bare, err := startBare(ctx)
	if err != nil {
		return err
	}
	defer bare.stop()
	if err := measureLists(ctx, o, s, bare, out); err != nil {
		return err
	}
	return measureFollowers(ctx, o, s, bare, out)
}

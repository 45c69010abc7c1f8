// Command mutants breaks guarantees of the program, one at a time, and reports the breaks that no test notices.
//
//	go run ./internal/mutants                    # every break of the list
//	go run ./internal/mutants -run merge         # those whose package, function or guarantee match
//	go run ./internal/mutants -since main        # those of functions in files that changed since a commit
//	go run ./internal/mutants -generated models  # conditions turned round, statements dropped, … in whole packages
//
// It exits with 1 if a break survives or no longer applies.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	pattern := flags.String("run", "", "regular expression of packages, functions and guarantees")
	since := flags.String("since", "", "commit: breaks in files that differ from it")
	packages := flags.String("generated", "", "packages, separated by commas, whose breaks are generated instead")
	limit := flags.Int("limit", 0, "breaks to try at most, evenly chosen; 0 tries all")
	timeout := flags.Duration("timeout", 5*time.Minute, "time of one break's tests")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	matches, err := regexp.Compile("(?i)" + *pattern)
	if err != nil {
		return err
	}
	chosen := breaks()
	if *packages != "" {
		if chosen, err = generate(root, strings.Split(*packages, ",")); err != nil {
			return err
		}
	}
	var wanted []mutation
	var gone []error
	for _, b := range chosen {
		if !matches.MatchString(b.Package + " " + b.Func + " " + b.Guarantee) {
			continue
		}
		m, err := b.apply(root)
		if err != nil {
			gone = append(gone, err)
			continue
		}
		wanted = append(wanted, m)
	}
	if *since != "" {
		if wanted, err = changedSince(ctx, root, *since, wanted); err != nil {
			return err
		}
	}
	return errors.Join(append(gone, report(ctx, root, evenly(wanted, *limit), *timeout))...)
}

// evenly chooses at most n of the mutations, from everywhere among them.
func evenly(all []mutation, n int) []mutation {
	if n == 0 || len(all) <= n {
		return all
	}
	some := make([]mutation, n)
	for i := range some {
		some[i] = all[i*len(all)/n]
	}
	return some
}

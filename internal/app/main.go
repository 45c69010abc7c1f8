package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Main runs the command that the process was started with, until it ends or a signal ends it, and returns the exit code.
func Main() int {
	// A reader of the output that goes away must not end the server before it has stopped PostgreSQL.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "kith: stopped by a signal before it was done")
		return 1
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "kith:", err)
		return 1
	}
	return 0
}

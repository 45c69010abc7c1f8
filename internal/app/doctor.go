package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v3"
)

// verdict is how serious a finding is.
type verdict string

const (
	fine    verdict = "ok"
	dubious verdict = "warn"
	broken  verdict = "fail"
)

// doctor looks for what would keep a server from working, and changes nothing that a start of the server would not change.
type doctor struct {
	settings settings
	out      io.Writer
	// environment is that of the process.
	environment []string
	failures    int
	db          *database
}

func doctorCommand(s *settings, out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "doctor", Usage: "check settings, database, files and address, and say what to do; beside a server or without one",
		Description: "It ends with 1 if a line begins with fail.", ArgValidator: noArguments,
		Action: func(ctx context.Context, _ *cli.Command) error {
			d := &doctor{settings: *s, out: out, environment: os.Environ()}
			return d.examine(ctx)
		},
	}
}

// examine makes all checks, in the order in which a start depends on them.
func (d *doctor) examine(ctx context.Context) (err error) {
	defer func() {
		if d.db != nil {
			err = errors.Join(err, d.db.Close())
		}
	}()
	for _, check := range []func(context.Context){
		d.checkSettings, d.checkEnvironment, d.checkDisk, d.checkDatabase, d.checkKey, d.checkFiles, d.checkScanner, d.checkNATS, d.checkAddress,
	} {
		check(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if d.failures > 0 {
		return fmt.Errorf("%d of the checks failed", d.failures)
	}
	return nil
}

// say prints a finding as one line: the verdict, what was checked, what was found, and what to do.
func (d *doctor) say(v verdict, check, format string, args ...any) {
	if v == broken {
		d.failures++
	}
	found := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	_, _ = fmt.Fprintf(d.out, "%-4s  %-11s  %s\n", v, check, found)
}

// fail says whether there is an error, and prints it.
func (d *doctor) fail(check string, err error, advice string) bool {
	if err == nil {
		return false
	}
	if advice != "" {
		advice = "; " + advice
	}
	d.say(broken, check, "%v%s", err, advice)
	return true
}

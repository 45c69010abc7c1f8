package app

import (
	"errors"
	"strings"

	"github.com/urfave/cli/v3"
)

// limitFlags are the limits of the transports that an operator can move.
func (s *settings) limitFlags() []cli.Flag {
	l := &s.limits
	var flags []cli.Flag
	for _, limit := range []struct {
		name  string
		to    *int
		usage string
	}{
		{"max-body-bytes", &l.BodyBytes, "bytes of a request"},
		{"max-form-bytes", &l.FormBytes, "bytes of a request with files"},
		{"max-query-bytes", &l.QueryBytes, "bytes of a document"},
		{"max-tokens", &l.Tokens, "tokens of a document"},
		{"max-depth", &l.Depth, "depth of a document"},
		{"max-aliases", &l.Aliases, "aliases in a document"},
		{"max-root-fields", &l.RootFields, "root fields of an operation"},
		{"max-directives", &l.Directives, "directives in a document"},
		{"max-expanded-fields", &l.ExpandedFields, "fields of a document once its fragments are expanded"},
		{"max-nodes", &l.Nodes, "nodes that an answer could have"},
		{"budget-points", &l.BudgetPoints, "points that a caller can spend at once"},
		{"budget-per-second", &l.BudgetPerSecond, "points that a caller gets back a second"},
		{"max-operations", &l.Operations, "operations at once on one socket"},
		{"budget-events-per-second", &l.EventsPerSecond, "points of subscriptions' events that a caller gets back a second"},
		{"max-sockets", &l.SocketsPerCaller, "sockets of one caller at once"},
		{"max-sockets-per-address", &l.SocketsPerAddress, "sockets of one address that have not signed in"},
		{"max-uploads", &l.FormsPerCaller, "requests with files of one caller at once"},
		{"max-subscriptions", &l.Subscriptions, "subscriptions of one caller at once"},
	} {
		env := "KITH_" + strings.ToUpper(strings.ReplaceAll(limit.name, "-", "_"))
		flags = append(flags, &cli.IntFlag{Name: limit.name, Sources: cli.EnvVars(env), Destination: limit.to, Value: *limit.to, Usage: limit.usage,
			Local: true, Validator: positive})
	}
	return flags
}

func positive(n int) error {
	if n <= 0 {
		return errors.New("it must be positive")
	}
	return nil
}

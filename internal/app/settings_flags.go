package app

import (
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"kith/internal/transport"
)

// variable is the name of the environment variable of a flag: `KITH_DATA_DIR` of `-data-dir`.
func variable(flag string) string {
	return "KITH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// databaseFlags are those of every command, given before or after its name.
func (s *settings) databaseFlags() []cli.Flag { return s.flags(true) }

// serverFlags are those of the server alone.
func (s *settings) serverFlags() []cli.Flag {
	s.limits = transport.DefaultLimits()
	return append(s.flags(false), s.limitFlags()...)
}

func (s *settings) flags(everywhere bool) (flags []cli.Flag) {
	for _, row := range s.table() {
		if row.everywhere == everywhere {
			flags = append(flags, row.flag())
		}
	}
	return flags
}

// flag makes the flag, which takes its value from the environment variable if it is not given.
func (row setting) flag() cli.Flag {
	sources := cli.EnvVars(variable(row.name))
	usage := strings.ReplaceAll(row.meaning, "`", "")
	if row.unset != "" {
		usage += "; " + strings.ReplaceAll(row.unset, "`", "") + " without it"
	}
	switch value := row.value.(type) {
	case *string:
		preset, _ := row.preset.(string)
		return &cli.StringFlag{Name: row.name, Sources: sources, Destination: value, Value: preset, Usage: usage, Local: !row.everywhere}
	case *bool:
		preset, _ := row.preset.(bool)
		return &cli.BoolFlag{Name: row.name, Sources: sources, Destination: value, Value: preset, Usage: usage, Local: !row.everywhere}
	case *time.Duration:
		preset, _ := row.preset.(time.Duration)
		return &cli.DurationFlag{Name: row.name, Sources: sources, Destination: value, Value: preset, Usage: usage, Local: !row.everywhere}
	case *int:
		preset, _ := row.preset.(int)
		return &cli.IntFlag{Name: row.name, Sources: sources, Destination: value, Value: preset, Usage: usage, Local: !row.everywhere}
	case *[]string:
		return &cli.StringSliceFlag{Name: row.name, Sources: sources, Destination: value, Usage: usage, Local: !row.everywhere}
	default:
		panic(fmt.Sprintf("setting %s has a value of type %T", row.name, row.value))
	}
}

// limitFlags are the limits that an operator can change.
func (s *settings) limitFlags() (flags []cli.Flag) {
	for _, limit := range s.limits.Table() {
		if limit.Setting == "" {
			continue
		}
		flags = append(flags, &cli.IntFlag{Name: limit.Setting, Sources: cli.EnvVars(variable(limit.Setting)), Destination: limit.Value,
			Value: limit.Default, Usage: limit.Bounds, Local: true, Validator: limit.Check})
	}
	return flags
}

package app

import (
	"log/slog"
	"math"
	"strings"

	"github.com/agnivade/levenshtein"
)

// unknownVariable is a variable that looks like a setting and is none, with the setting whose name is nearest.
type unknownVariable struct{ name, nearest string }

// warnUnknown names the variables of an environment that look like settings and are none: a misspelt setting would be ignored otherwise.
// Their values are not logged.
func warnUnknown(log *slog.Logger, environment []string) {
	for _, v := range unknownVariables(environment) {
		log.Warn("an environment variable is no setting and was ignored", "name", v.name, "nearest", v.nearest)
	}
}

func unknownVariables(environment []string) (unknown []unknownVariable) {
	known := knownVariables()
	for _, pair := range environment {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "KITH_") || foreign(name, value) {
			continue
		}
		nearest, distance := "", math.MaxInt
		for _, candidate := range known {
			if d := levenshtein.ComputeDistance(name, candidate); d < distance {
				nearest, distance = candidate, d
			}
		}
		if distance > 0 {
			unknown = append(unknown, unknownVariable{name, nearest})
		}
	}
	return unknown
}

// knownVariables are those of the settings, of the limits, and of the flags of commands.
func knownVariables() []string {
	var s settings
	known := []string{chatwootVariable}
	for _, row := range s.table() {
		known = append(known, variable(row.name))
	}
	for _, limit := range s.limits.Table() {
		if limit.Setting != "" {
			known = append(known, variable(limit.Setting))
		}
	}
	return known
}

// foreign reports whether a variable is set by others: by Kubernetes for a service that is called kith, or by our tests.
func foreign(name, value string) bool {
	return strings.HasPrefix(name, "KITH_SERVICE_") || strings.HasPrefix(name, "KITH_PORT_") ||
		name == "KITH_PORT" && strings.Contains(value, "://") || strings.HasPrefix(name, "KITH_TEST_")
}

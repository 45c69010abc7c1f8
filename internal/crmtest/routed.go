package crmtest

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// routed are the statements of viewers that were found to be sent to one part of the tables, by all worlds of the process.
var routed sync.Map

// scattered are the statements of viewers that may ask all machines, with the reason.
var scattered = map[string]string{
	"JOIN legacy_records lr ON lr.account_id = known.account_id": "the ids that a contact and those merged into it had in another system, " +
		"of which each is found by its own record",
}

var (
	taskCount = regexp.MustCompile(`Task Count: (\d+)`)
	planned   = regexp.MustCompile(`^\s*(?i:SELECT|INSERT|UPDATE|DELETE|WITH)\b`)
)

// CheckRouted fails the test if a statement of a viewer asks more than one part of the tables, as Citus plans it: whatever belongs to an
// account is on one machine, and must be looked for there alone. Statements without a viewer are not looked at: signing in does not know
// the account yet, and sweeps are about all of them.
func (w *World) CheckRouted(tb testing.TB) {
	ctx, cancel := Deadline(tb)
	defer cancel()
	for _, s := range w.Statements.viewers() {
		if _, known := routed.Load(s.SQL); known || !planned.MatchString(s.SQL) || isScattered(s.SQL) {
			continue
		}
		plan, err := w.plan(ctx, s)
		if err != nil {
			continue // such as some inserts of what is selected, which Citus carries out and does not explain
		}
		for _, match := range taskCount.FindAllStringSubmatch(plan, -1) {
			if match[1] != "1" && match[1] != "0" {
				tb.Errorf("asks %s parts of the tables:\n%s\n%s", match[1], s.SQL, plan)
			}
		}
		routed.Store(s.SQL, true)
	}
}

func isScattered(sql string) bool {
	for part := range scattered {
		if strings.Contains(sql, part) {
			return true
		}
	}
	return false
}

func (w *World) plan(ctx context.Context, s Statement) (string, error) {
	rows, err := w.Pool.Query(Unrecorded(ctx), "EXPLAIN (COSTS OFF) "+s.SQL, s.Args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return "", err
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), rows.Err()
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/models/typeid"
)

// checked is how many times each operation is compared before it is measured.
const checked = 5

// check compares what the servers answer. The rows limit must send Kith's bytes; the JSON limit sends ids and instants as PostgreSQL
// writes them, so its values are compared. Of writes it compares what can be the same, and how many rows each table gains and loses.
func (b *bench) check(ctx context.Context, op operation) error {
	for range checked {
		n := b.next(op)
		var want []byte
		var wantRows map[string]int
		for i, s := range b.servers {
			if !s.serves(op) {
				continue
			}
			if op.write {
				n = b.next(op)
			}
			before, err := b.countRows(ctx, op)
			if err != nil {
				return err
			}
			answer, err := s.answer(op.request(s.kind, n))
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			after, err := b.countRows(ctx, op)
			if err != nil {
				return err
			}
			for table := range after {
				after[table] -= before[table]
			}
			if answer, err = data(answer); err != nil {
				return err
			}
			if op.write {
				_, args := op.values(n)
				answer = withoutValues(answer, args)
			}
			switch {
			case i == 0:
				want, wantRows = answer, after
			case !equal(s.kind, want, answer):
				return fmt.Errorf("request %d: %s answers %s, Kith %s", n, s.name, answer, want)
			case !maps.Equal(wantRows, after):
				return fmt.Errorf("request %d: %s changes rows %v, Kith %v", n, s.name, after, wantRows)
			}
		}
	}
	return nil
}

// data is an answer without its cost.
func data(answer []byte) ([]byte, error) {
	var parts struct{ Data json.RawMessage }
	err := json.Unmarshal(answer, &parts)
	return parts.Data, err
}

func equal(k kind, want, got []byte) bool {
	return k != jsonLimit && bytes.Equal(want, got) || k == jsonLimit && reflect.DeepEqual(decode(want), decode(got))
}

// decode returns the values of an answer, ids and instants in one form.
func decode(body []byte) any {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return err
	}
	return plain(v)
}

func plain(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	case string:
		if _, id, ok := typeid.Split(v); ok {
			return id.String()
		}
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t.UTC()
		}
	}
	return v
}

// withoutValues replaces in an answer what differs between two writes: the values asked for, ids and instants.
func withoutValues(answer []byte, args []string) []byte {
	text := string(answer)
	for i, a := range args {
		text = strings.ReplaceAll(text, a, fmt.Sprintf("$%d", i+1))
	}
	return fresh.ReplaceAll([]byte(text), []byte(`"new"`))
}

// fresh are ids and instants.
var fresh = regexp.MustCompile(`"[a-z]+_[0-9a-z]{26}"|"\d{4}-\d\d-\d\dT[\d:.]+Z"`)

// countRows counts the rows of the tables that a write touches, but for those that are written after it, and for the labels and
// heartbeats of contacts, which two that are merged can have both.
func (b *bench) countRows(ctx context.Context, op operation) (map[string]int, error) {
	counts := map[string]int{}
	if !op.write {
		return counts, nil
	}
	var sql []string
	for _, table := range []string{"contacts", "contact_inboxes", "contact_points", "contact_aliases",
		"contact_merges",
		"contact_merge_sources", "contact_events", "conversations", "messages", "notes", "csat_responses", "companies", "labels"} {
		sql = append(sql, fmt.Sprintf(`SELECT '%[1]s', count(*) FROM %[1]s WHERE account_id = `+largeAccount, table))
	}
	rows, err := b.pool.Query(ctx, strings.Join(sql, " UNION ALL "))
	if err != nil {
		return nil, err
	}
	var table string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&table, &n}, func() error {
		counts[table] = n
		return nil
	})
	return counts, err
}

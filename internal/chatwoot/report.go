package chatwoot

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// report lists the rows and values that were not imported: first how many there are for which reason, then each of them. Until the end the
// lines are in a temporary file, since the numbers that come first are known last.
type report struct {
	to    io.Writer
	lines *csv.Writer
	file  *os.File
	count map[group]int
}

// group are lines that say the same of different rows.
type group struct {
	account              int64
	table, field, reason string
}

// header are the columns: lines that count have no id, the others no count.
var header = []string{"chatwoot_account", "table", "field", "reason", "count", "id", "value"}

// newReport begins a report. The header is written at once, so that one which can't be written is found before anything is stored.
func newReport(w io.Writer) (*report, error) {
	r := &report{to: w, count: map[group]int{}}
	top := csv.NewWriter(w)
	_ = top.Write(header) // an error shows when it is flushed
	if top.Flush(); top.Error() != nil {
		return nil, top.Error()
	}
	var err error
	if r.file, err = os.CreateTemp("", "kith-report-*"); err != nil { // readable by its owner alone
		return nil, fmt.Errorf("the report needs a temporary file: %w", err)
	}
	r.lines = csv.NewWriter(r.file)
	return r, nil
}

// maxReported is how many bytes of a value are reported: all of what can be in a field, and not what fills disks.
const maxReported = 1 << 20

// add reports a value, or without a field a row; an error shows when the report is written.
func (r *report) add(account int64, table string, id int64, field, value, reason string) {
	if len(value) > maxReported {
		value = strings.ToValidUTF8(value[:maxReported], "")
	}
	r.count[group{account, table, field, reason}]++
	_ = r.lines.Write([]string{strconv.FormatInt(account, 10), table, field, reason, "", strconv.FormatInt(id, 10), inert(value)})
}

// sum reports how many rows have something for which there is no place, without naming them.
func (r *report) sum(account int64, table, field string, rows int, reason string) {
	r.count[group{account, table, field, reason}] += rows
}

// inert keeps a spreadsheet from taking a value for a formula. Phone numbers may begin with +.
func inert(value string) string {
	if value == "" || !strings.ContainsRune("=+-@\t\r", rune(value[0])) || value[0] == '+' && strings.Trim(value, "+0123456789 ()-./") == "" {
		return value
	}
	return "'" + value
}

// write writes the report after its header: per account the most frequent reasons first, then the lines as they came.
func (r *report) write() error {
	groups := slices.SortedFunc(maps.Keys(r.count), func(a, b group) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(r.count[b], r.count[a]), cmp.Compare(a.table, b.table),
			cmp.Compare(a.field, b.field), cmp.Compare(a.reason, b.reason))
	})
	top := csv.NewWriter(r.to)
	for _, g := range groups {
		_ = top.Write([]string{strconv.FormatInt(g.account, 10), g.table, g.field, g.reason, strconv.Itoa(r.count[g]), "", ""})
	}
	top.Flush()
	r.lines.Flush()
	_, err := r.file.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.Copy(r.to, r.file)
	}
	return errors.Join(top.Error(), r.lines.Error(), err)
}

// discard removes the temporary file.
func (r *report) discard() {
	_ = r.file.Close()
	_ = os.Remove(r.file.Name()) // what is left of it is the system's to clean up
}

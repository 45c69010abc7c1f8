package chatwoot

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// report lists the rows and values that were not imported.
type report struct{ csv *csv.Writer }

// newReport begins a report. The header is written at once, so that one which can't be written is found before anything is stored.
func newReport(w io.Writer) (*report, error) {
	r := &report{csv.NewWriter(w)}
	_ = r.csv.Write([]string{"chatwoot_account", "table", "id", "field", "value", "reason"}) // an error shows when it is flushed
	return r, r.flush()
}

// maxReported is how many bytes of a value are reported: all of what can be in a field, and not what fills disks.
const maxReported = 1 << 20

// add reports a value, or without a field a row; an error shows when the report is flushed.
func (r *report) add(account int64, table string, id int64, field, value, reason string) {
	if len(value) > maxReported {
		value = strings.ToValidUTF8(value[:maxReported], "")
	}
	_ = r.csv.Write([]string{strconv.FormatInt(account, 10), table, strconv.FormatInt(id, 10), field, inert(value), reason})
}

// inert keeps a spreadsheet from taking a value for a formula. Phone numbers may begin with +.
func inert(value string) string {
	if value == "" || !strings.ContainsRune("=+-@\t\r", rune(value[0])) || value[0] == '+' && strings.Trim(value, "+0123456789 ()-./") == "" {
		return value
	}
	return "'" + value
}

func (r *report) flush() error {
	r.csv.Flush()
	return r.csv.Error()
}

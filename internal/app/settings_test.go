package app

import (
	"bytes"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

// TestSettingsAreInTheTable proves that each field of settings has one row, apart from the limits, which have a table of their own.
func TestSettingsAreInTheTable(t *testing.T) {
	t.Parallel()
	var s settings
	rows := map[uintptr]int{}
	for _, row := range s.table() {
		rows[reflect.ValueOf(row.value).Pointer()]++
		if row.meaning == "" {
			t.Errorf("%s is not explained", row.name)
		}
		row.flag() // which panics for a type that it does not know
	}
	fields := reflect.ValueOf(&s).Elem()
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		if n := rows[fields.Field(i).Addr().Pointer()]; n != 1 && name != "limits" {
			t.Errorf("%s has %d rows in the table of settings", name, n)
		}
	}
}

func TestUnknownVariables(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ pair, nearest string }{
		{"KITH_DATABASE_URI=postgres://kith:secret@host/kith", "KITH_DATABASE_URL"},
		{"KITH_ADDRESS=secret", "KITH_ADDR"},
		{"KITH_MAX_DEPHT=secret", "KITH_MAX_DEPTH"},
		{"KITH_CHATWOOT_UR=secret", "KITH_CHATWOOT_URL"},
		{"KITH_PORT=secret", "KITH_ADDR"},
		{"KITH_PORT=tcp://10.0.0.1:8080", ""},
		{"KITH_PORT_8080_TCP=tcp://10.0.0.1:8080", ""},
		{"KITH_SERVICE_HOST=10.0.0.1", ""},
		{"KITH_DATABASE_URL=postgres://host", ""},
		{"KITH_MAX_DEPTH=3", ""},
		{"KITH_CHATWOOT_URL=postgres://host", ""},
		{"PATH=/bin", ""},
	} {
		var logged bytes.Buffer
		warnUnknown(slog.New(slog.NewTextHandler(&logged, nil)), []string{test.pair})
		name, _, _ := strings.Cut(test.pair, "=")
		switch line := logged.String(); {
		case test.nearest == "" && line != "":
			t.Errorf("%s was warned of: %s", test.pair, line)
		case test.nearest != "" && !strings.Contains(line, "name="+name+" nearest="+test.nearest+"\n"):
			t.Errorf("%s was answered by %q, without %s", test.pair, line, test.nearest)
		case strings.Contains(line, "secret"):
			t.Errorf("a value was logged: %s", line)
		}
	}
}

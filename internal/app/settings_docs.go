package app

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"kith/internal/transport"
)

// SettingsTable returns the settings as a table in Markdown.
func SettingsTable() string {
	var s settings
	var text strings.Builder
	text.WriteString("| setting | default | meaning |\n|---|---|---|\n")
	for _, row := range s.table() {
		fmt.Fprintf(&text, "| `%s` | %s | %s |\n", variable(row.name), row.documentedDefault(), row.meaning)
	}
	return text.String()
}

func (row setting) documentedDefault() string {
	switch preset := row.preset.(type) {
	case string:
		return "`" + preset + "`"
	case bool:
		return fmt.Sprintf("`%t`", preset)
	case int:
		return fmt.Sprintf("`%d`", preset)
	case time.Duration:
		if preset == 0 {
			return "`0s`"
		}
		return fmt.Sprintf("`%gh`", preset.Hours())
	}
	if _, ok := row.value.(*bool); ok {
		return "`false`"
	}
	return row.unset
}

// LimitsTable returns the limits of the transports as a table in Markdown, with the variables of those that an operator can change.
func LimitsTable() string {
	var l transport.Limits
	var text strings.Builder
	english := message.NewPrinter(language.English)
	text.WriteString("| limit of | default | setting |\n|---|---|---|\n")
	for _, limit := range l.Table() {
		setting := ""
		if limit.Setting != "" {
			setting = "`" + variable(limit.Setting) + "`"
		}
		english.Fprintf(&text, "| %s | %d | %s |\n", limit.Bounds, limit.Default, setting)
	}
	return text.String()
}

package chatwoot

import (
	"slices"
	"strings"
)

// Said returns how many things are said of a column: that it is read, that its meaning is kept elsewhere, and that it is lost.
func Said(table, column string) (n int) {
	everything := &source{columns: map[string]map[string]string{
		"conversations": {"assignee_agent_bot_id": ""}, "active_storage_attachments": {"blob_id": ""}, "active_storage_blobs": {"byte_size": ""}}}
	if brought(everything)[table][column] {
		n++
	}
	if slices.Contains(strings.Fields(elsewhere[table]), column) {
		n++
	}
	if _, lost := lostColumns[table][column]; lost {
		n++
	}
	if _, whole := lostTables[table]; whole {
		n++
	}
	return n
}

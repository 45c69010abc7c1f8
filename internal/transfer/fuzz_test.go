package transfer

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"kith/internal/sheet"
	"kith/models"
)

// FuzzPreview takes anything for a file of contacts: its columns are recognized and its rows are read, as far as no database is needed.
func FuzzPreview(f *testing.F) {
	for _, pattern := range []string{"testdata/files/*", "../sheet/testdata/cards/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal(pattern, err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		in := models.ContactsImportInput{UnknownColumns: models.UnknownAttributes,
			File: models.Upload{Filename: "x", Size: int64(len(file)), Content: bytes.NewReader(file)}}
		task, err := models.NewImportTask(in, "US")
		if err != nil {
			t.Fatal(err)
		}
		if err := recognize(in, task, sheet.Hints{}, []string{"plan", "seats"}); err != nil {
			expect(t, err)
			return
		}
		var all survey
		if err := eachRow(in.File.Open(), task, all.add(task)); err != nil {
			expect(t, err)
			return
		}
		all.dates.Decide(task)
		kinds := map[string]models.AttributeType{"plan": models.TextAttribute, "seats": models.NumberAttribute}
		err = eachRow(in.File.Open(), task, func(n int, record models.ImportCells) error {
			row := task.ReadRow(n, record, kinds)
			row.PatchFor(&models.Contact{}, true, nil, nil)
			row.Keys()
			row.Blank()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(task.Columns) != len(task.Header) {
			t.Fatalf("%d columns of %d", len(task.Columns), len(task.Header))
		}
		if err := describeFormat(&models.ImportPreview{}, task); err != nil {
			t.Fatal(err)
		}
	})
}

// expect fails unless an error is one for the user.
func expect(t *testing.T, err error) {
	t.Helper()
	var told *models.Error
	if _, broken := models.BrokenBy(err); !broken && !errors.As(err, &told) {
		t.Fatalf("%T: %v", err, err)
	}
}

package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook is what people have: a title above the header, dates in formats of their own, numbers, formulas, a hidden sheet before it.
func workbook(t testing.TB) []byte {
	t.Helper()
	file := excelize.NewFile()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := file.NewSheet("People")
	check(err)
	check(file.SetSheetVisible("People", true))
	file.SetActiveSheet(1)
	check(file.SetSheetVisible("Sheet1", false))
	own := "dd.mm.yyyy"
	date, err := file.NewStyle(&excelize.Style{CustomNumFmt: &own})
	check(err)
	both, err := file.NewStyle(&excelize.Style{NumFmt: 22})
	check(err)
	amount, err := file.NewStyle(&excelize.Style{NumFmt: 4})
	check(err)
	at := time.Date(2026, 12, 31, 14, 30, 0, 0, time.UTC)
	for i, row := range [][]any{
		{"Contacts 2026"}, {}, {"Name", "Email", "Phone", "Since", "Seen", "Amount", "Blocked", "Rate"},
		{"Ada", "ada@x.example", 14155550142, at.Truncate(24 * time.Hour), at, 1234.5, true, 0.1}, {"=1+1", "b@x.example"},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		check(err)
		check(file.SetSheetRow("People", cell, &row))
	}
	check(file.SetCellStyle("People", "D4", "D4", date))
	check(file.SetCellStyle("People", "E4", "E4", both))
	check(file.SetCellStyle("People", "F4", "F4", amount))
	var b bytes.Buffer
	check(file.Write(&b))
	check(file.Close())
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	f, rows := readAny(t, workbook(t), Hints{})
	var got []string
	for _, cells := range rows {
		got = append(got, strings.Join(cells, "/"))
	}
	want := "Name/Email/Phone/Since/Seen/Amount/Blocked/Rate|" +
		"Ada/ada@x.example/14155550142/2026-12-31/2026-12-31 14:30:00/1234.5/TRUE/0.1|=1+1/b@x.example"
	if f.Kind != XLSX || f.Sheet != "People" || f.Skip != 1 || strings.Join(got, "|") != want {
		t.Errorf("%+v\n%s\nis not\n%s", f, strings.Join(got, "|"), want)
	}
	if _, err := DetectWith(opener(workbook(t)), Hints{Sheet: "None"}); err == nil || !strings.Contains(err.Error(), `no sheet "None"`) {
		t.Error(err)
	}
}

// partsOf returns the files of a workbook.
func partsOf(t testing.TB, workbook []byte) map[string][]byte {
	t.Helper()
	all, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, entry := range all.File {
		from, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[entry.Name], err = io.ReadAll(from); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}

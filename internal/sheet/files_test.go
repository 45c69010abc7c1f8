package sheet_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/internal/sheet"
)

// rowsOf reads a text; a row that can't be read is the line and the reason.
func rowsOf(t testing.TB, text string) (sheet.Format, [][]string) {
	t.Helper()
	f, err := sheet.Detect(func() io.Reader { return strings.NewReader(text) })
	if err != nil {
		t.Fatalf("%.200q: %v", text, err)
	}
	return f, readAll(t, text, f)
}

func readAll(t testing.TB, text string, f sheet.Format) (all [][]string) {
	t.Helper()
	for r := sheet.NewReader(strings.NewReader(text), f); ; {
		cells, err := r.Next()
		var bad *sheet.RowError
		switch {
		case errors.Is(err, io.EOF):
			return all
		case errors.As(err, &bad):
			cells = []string{fmt.Sprintf("! %d %s", bad.Line, bad.Reason)}
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, cells)
	}
}

// TestFilesOfProducts has the files that programs export, each with what makes it hard.
func TestFilesOfProducts(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"apple30.vcf": "VCARD UTF-8 \"\" 0|name/lastName/email/email label/email 2/email 2 label/phoneNumber/phoneNumber label/" +
			"companyName/city/country/customAttributes.vcard|" +
			"Margaret Hamilton/Hamilton/margaret@mit.example/home/m@draper.example/Other/+1 617 555 0100/cell/MIT/Boston/USA/*",
		"chatwoot_export.csv":  `CSV UTF-8 "," 0|id/name/email/phone_number|12/Chat Woot/chat@woot.example/+14155550192|13///+14155550193`,
		"crmac.csv":            `CSV UTF-8 "," 0|Name/Email|Mac/mac@x.example`,
		"dupheader.csv":        `CSV UTF-8 "," 0|Name/Email/Email 2|Dup/dup1@x.example/dup2@x.example`,
		"emptyheader.csv":      `CSV UTF-8 "," 0|column 1/Name/Email/column 4|1/Emp/emp@x.example/zzz`,
		"excel_bom.csv":        `CSV UTF-8 "," 0|Name/Email/Phone Number|José/jose@excel.example/+14155550194`,
		"excel_sep.csv":        `CSV UTF-8 ";" 1|Name/Email/Phone Number|Sepp/sepp@excel.example/+14155550195`,
		"labels_semicolon.csv": `CSV UTF-8 "," 0|Name/Email/Labels|Lab/lab@x.example/vip;gold`,
		"noheader.csv":         `CSV UTF-8 "," 0|column 1/column 2/column 3|Ada Nohead/ada.nh@x.example/+14155550141`,
		"people.ndjson":        `JSONL UTF-8 "" 0|name/email|Nd/nd@x.example|Nd2/nd2@x.example`,
		"quotednl.csv":         "CSV UTF-8 \",\" 0|Name/Email/Location|Quote\nName/qn@excel.example/1 St\nCity",
		"ragged.csv":           `CSV UTF-8 "," 0|Name/Email/City|Rag1/rag1@x.example|Rag2/rag2@x.example/Oslo/extra|Rag3`,
		"titlerow.csv":         `CSV UTF-8 "," 2|Name/Email/City|Ti/ti@x.example/Oslo`,
		"trailing.csv":         `CSV UTF-8 "," 0|Name/Email///|Tr/tr@x.example///`,
		"utf16.txt":            "CSV UTF-16LE \"\\t\" 0|Name/Email/Phone Number|Zoë/zoe@excel.example/+14155550196",
		"v40.vcf": "VCARD UTF-8 \"\" 0|name/lastName/email/email label/phoneNumber/phoneNumber label/companyName/customAttributes.vcard|" +
			"Grete Hermann/Hermann/grete@bremen.example/work/+49-421-555-0100/cell/Bremen/*",
		"win1252.csv": `CSV WINDOWS-1252 ";" 0|Name/Email/City|Jörg Müßig/joerg@excel.example/Köln`,
	} {
		text, err := os.ReadFile(filepath.Join("testdata", "files", name))
		if err != nil {
			t.Fatal(err)
		}
		f, rows := rowsOf(t, string(text))
		got := fmt.Sprintf("%s %s %q %d", f.Kind, f.Encoding, f.Separator, f.Skip)
		for n, cells := range rows {
			for i := range cells {
				if n > 0 && i < len(rows[0]) && strings.HasPrefix(rows[0][i], "customAttributes.") {
					cells[i] = "*"
				}
			}
			got += "|" + strings.Join(cells, "/")
		}
		if got != want {
			t.Errorf("%s:\n%s\nis not\n%s", name, got, want)
		}
	}
	for _, name := range []string{"google_new.csv", "hs_multi.csv", "hubspot.csv", "intercom.csv", "outlook.csv", "salesforce.csv",
		"zendesk.csv",
		"wide_plain.csv", "formula.csv", "sci_phone.csv", "dates.csv", "dup_rows.csv", "chatwoot_sample.csv"} {
		text, err := os.ReadFile(filepath.Join("testdata", "files", name))
		if err != nil {
			t.Fatal(err)
		}
		f, rows := rowsOf(t, string(text))
		if f.Separator != "," || f.Skip != 0 || f.Columns != nil || f.NoHeader || len(rows) < 2 {
			t.Errorf("%s: %+v", name, f)
		}
		for _, cells := range rows {
			if len(cells) != len(rows[0]) {
				t.Errorf("%s: %d cells in %q", name, len(cells), cells)
			}
		}
	}
}

// TestDetection has what precedes headers, and headers that differ from their rows.
func TestDetection(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Notes:\n\"When exporting your connections, you may notice that some are missing.\"\n\nFirst Name,Last Name,URL,Email Address\n" +
			"Ada,Byron,https://x.example,ada@x.example\nGrace,Hopper,https://x.example,g@x.example\n": `, 2 First Name/Last Name/URL/Email Address`,
		"Name,Email,City\nAda;a@x.example;Oslo\nBob;b@x.example;Rome\n":         "; 0 Name/Email/City",
		"Name|Email\nAda|a@x.example\n":                                         "| 0 Name/Email",
		"a@x.example\nb@x.example\n":                                            ", 0 column 1",
		"Name,,Name,name 2,NAME\nx,y,z,u,v\n":                                   ", 0 Name/column 2/Name 3/name 2/NAME 4",
		"sep=|\nName|Email\nAda|a@x.example\n":                                  "| 1 Name/Email",
		"Name\tEmail, all\nAda\ta@x.example, b@x.example\nBob\tc@x.example\n\n": "\t 0 Name/Email, all",
	} {
		f, rows := rowsOf(t, text)
		if got := fmt.Sprintf("%s %d %s", f.Separator, f.Skip, strings.Join(rows[0], "/")); got != want {
			t.Errorf("%q:\n%q\nis not\n%q", text, got, want)
		}
	}
	second := 2
	f, err := sheet.DetectWith(func() io.Reader { return strings.NewReader("x;y\na,b\n1,2\n") },
		sheet.Hints{Encoding: "windows-1250", Separator: ",", HeaderRow: &second})
	if err != nil || f.Encoding != "WINDOWS-1250" || f.Separator != "," || f.Skip != 1 {
		t.Errorf("%+v %v", f, err)
	}
	var refused *sheet.FileError
	var noisy strings.Builder
	noisy.WriteString("a,b\n")
	for b := 0x80; b < 0xc0; b++ {
		noisy.WriteString(string([]byte{byte(b), ' '}))
	}
	noisy.WriteString(strings.Repeat("\xb1 \xb2 \xb3 \xb5 \xb6 ", 3))
	noise := func() io.Reader { return strings.NewReader(noisy.String()) }
	if _, err := sheet.Detect(noise); !errors.As(err, &refused) {
		t.Errorf("noise is a text: %v", err)
	}
}

// TestRowsThatFail has rows that are bad by themselves: the ones after them are read.
func TestRowsThatFail(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*sheet.MaxRecord)
	for text, want := range map[string]string{
		"name,email\nQ1,q1@x.example\nQ2 \"the boss\",q2@x.example\n\"Q3,q3@x.example\nQ4,q4@x.example": "" +
			"Q1/q1@x.example|Q2 \"the boss\"/q2@x.example|" +
			"! 4 The quote that begins in line 4 is never closed.|Q4/q4@x.example",
		"a,b\n\"1,2\n\"3\",4\n5,6\n": "! 2 The quote that begins in line 2 is never closed.|3/4|5/6",
		"a,b\nÜ,é\nx\xe9,2\nö,4\n": "Ü/é|" +
			"! 3 The row has bytes that are no UTF-8, in which the rest of the file is written.|ö/4",
		"a,b\n\"12\" pipe\",2\n3,4\n":                   `12" pipe/2|3/4`,
		"a,b\n" + strings.Repeat(",", 1000) + "\n1,2\n": "! 2 The row has more than 1000 cells.|1/2",
		"a,b\n\"" + long + "\n1,2\n":                    "! 2 The quote that begins in line 2 is never closed.|1/2",
		"a,b\n" + long + "\n1,2\n":                      "! 2 The row has more than 1048576 bytes.|1/2",
		"{\"a\":1}\n{\"a\":\n{\"a\":3}\n":               "1|! 2 Line 2 begins no JSON object.|3",
		"[{\"a\":1},\n {\"a\":\n 2}]":                   "1|2",
		"BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nVERSION:4.0\nFN:B\nEND:VCARD\nBEGIN:VCARD\nVERSION:4.0\nFN\nEND:VCARD\n": "" +
			"! 1 The card has no END:VCARD.|B|" +
			"! 7 Line 9 is no property of a vCard.",
	} {
		_, rows := rowsOf(t, text)
		var got []string
		for _, cells := range rows[1:] {
			got = append(got, strings.Join(cells, "/"))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%.80q:\n%.300q\nis not\n%q", text, strings.Join(got, "|"), want)
		}
	}
}

// TestStoredFormats reads a file of a task that was stored before formats had a kind.
func TestStoredFormats(t *testing.T) {
	t.Parallel()
	rows := readAll(t, "Name;City\nJ\xf6rg;K\xf6ln\n", sheet.Format{Encoding: "WINDOWS-1252", Separator: ";"})
	if len(rows) != 2 || !slices.Equal(rows[1], []string{"Jörg", "Köln"}) {
		t.Error(rows)
	}
}

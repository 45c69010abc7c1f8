package sheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// recordOfCard returns what is kept of a card.
func recordOfCard(card []property) record {
	r, _ := keptCard(card)
	return r
}

// TestVCardsAreKept reads cards and writes them again: none of their properties is lost. The examples are those of RFC 2426, 6350, 9554 and
// 9555, and what Apple, Google and Outlook write.
func TestVCardsAreKept(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"vcard21.vcf", "rfc2426.vcf", "rfc6350.vcf", "rfc9554.vcf", "rfc9555.vcf", "phones.vcf"} {
		text, err := os.ReadFile(filepath.Join("testdata", "cards", name))
		if err != nil {
			t.Fatal(err)
		}
		read := newVCards(newSource(bytes.NewReader(text), utf8Name))
		n := 0
		for {
			card, _, err := read.card()
			if err != nil {
				if isRowError(err) {
					t.Errorf("%s: %v", name, err)
					continue
				}
				break
			}
			n++
			var written bytes.Buffer
			if err := (vCardWriter{&written}).write(recordOfCard(card)); err != nil {
				t.Fatal(err)
			}
			again, _, err := newVCards(newSource(&written, utf8Name)).card()
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, written.String())
			}
			for _, p := range card {
				if !slices.ContainsFunc(again, func(q property) bool { return q.normal() == p.normal() }) {
					t.Errorf("%s lost %s", name, p)
				}
			}
			if !reflect.DeepEqual(recordOfCard(card), recordOfCard(again)) {
				t.Errorf("%s:\n%q\nbecame\n%q", name, recordOfCard(card), recordOfCard(again))
			}
		}
		if n == 0 {
			t.Errorf("%s has no cards", name)
		}
	}
}

// TestJSContactIsKept does the same with the examples of RFC 9553.
func TestJSContactIsKept(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "cards", "rfc9553.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cards []object
	if err := json.Unmarshal(text, &cards); err != nil {
		t.Fatal(err)
	}
	read := newJSCards(newSource(bytes.NewReader(text), utf8Name))
	for i, card := range cards {
		r, err := read.next()
		if err != nil {
			t.Fatal(err)
		}
		var written bytes.Buffer
		w := &jsWriter{w: &written}
		if err := w.write(r); err != nil {
			t.Fatal(err)
		}
		if err := w.end(); err != nil {
			t.Fatal(err)
		}
		var again []object
		if err := json.Unmarshal(written.Bytes(), &again); err != nil {
			t.Fatal(err)
		}
		for name, value := range card {
			if !reflect.DeepEqual(again[0][name], value) {
				t.Errorf("card %d: %s was %v and is %v", i+1, name, value, again[0][name])
			}
		}
	}
}

// TestChangedCards writes cards of contacts that have changed since they were read: what they have no more is not written, and the rest is.
func TestChangedCards(t *testing.T) {
	t.Parallel()
	card := "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Byron\r\nitem1.EMAIL;type=INTERNET:old@x.example\r\nitem1.X-ABLabel:_$!<Other>!$_\r\n" +
		"EMAIL;TYPE=work;X-A=b:kept@x.example\r\nTEL;type=CELL:+1 212 555 0123\r\nORG:Engines;Analytical\r\nX-SPOUSE:William\r\nEND:VCARD\r\n"
	r, err := newVCards(newSource(strings.NewReader(card), utf8Name)).next()
	if err != nil {
		t.Fatal(err)
	}
	changed := record{{nameColumn, "Ada Lovelace"}, {emailColumn, "kept@x.example"}, {emailColumn + " 2", "new@x.example"},
		{emailColumn + " 2 label", "Mill"}, {phoneColumn, "+12125550123"}, {companyColumn, "Engines"}, {"customAttributes.plan", `"pro"`},
		{vcardColumn, r.get(vcardColumn)}}
	var lines []string
	for _, p := range cardOf(changed) {
		lines = append(lines, p.String())
	}
	got := strings.Join(lines, "\n")
	for _, has := range []string{"FN:Ada Lovelace", "EMAIL;TYPE=work;X-A=b:kept@x.example", "X-ABLABEL:Mill", ".EMAIL:new@x.example",
		"TEL;TYPE=CELL:+1 212 555 0123", "ORG:Engines;Analytical", "X-SPOUSE:William", `X-KITH;FIELD=customAttributes.plan:"pro"`} {
		if !strings.Contains(got, has) {
			t.Errorf("no %s in\n%s", has, got)
		}
	}
	if strings.Contains(got, "old@x") || strings.Contains(got, "Other") || strings.Contains(got, "Byron") {
		t.Errorf("what was removed is in\n%s", got)
	}
	js := object{"@type": "Card", "version": "1.0", "uid": "u", "emails": object{"e": object{"address": "old@x.example"},
		"f": object{"address": "kept@x.example", "contexts": object{"work": true}}}, "language": "en"}
	kept, err := json.Marshal(js)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(jsCardOf(record{{nameColumn, "Ada"}, {emailColumn, "kept@x.example"}, {jscontactColumn, string(kept)}}))
	if want := `{"@type":"Card","emails":{"f":{"address":"kept@x.example","contexts":{"work":true}}},"language":"en",` +
		`"name":{"full":"Ada"},"version":"1.0"}`; err != nil || string(text) != want {
		t.Errorf("%s %v", text, err)
	}
}

// TestWrittenTables writes records in each format and reads the same cells again.
func TestWrittenTables(t *testing.T) {
	t.Parallel()
	records := []record{
		{{nameColumn, "Ada"}, {lastColumn, "Byron"}, {emailColumn, "a@x.example"}, {emailColumn + " label", "work"},
			{emailColumn + " 2", "b@x.example"},
			{phoneColumn, "+12125550123"}, {cityColumn, "São Paulo; Centro"}, {labelsColumn, "vip,beta"}, {"customAttributes.n", "12"}},
		{{nameColumn, "=1+1"}, {middleColumn, "x;=cmd|' /C calc'!A0;"}, {companyColumn, `'=x, "Ltd"`}, {"customAttributes.s", "\"12\""},
			{"other", `{"a":"b\\c"}`}, {"socialProfiles", "x:ada\ngithub:ada"}, {keyColumn, "ext;1"}},
		{{nameColumn, "日本 😀"}, {"customAttributes.a\"b", "two\nlines\twith tab"}, {phoneColumn, "not a number"}, {"contactType", "LEAD"},
			{emailColumn, "a,b@x.example"}, {emailColumn + " label", "Ada's"}, {countryColumn, "Côte d'Ivoire"}, {jobColumn, "Head, of; all"}},
	}
	var columns []string
	for _, r := range records {
		for _, c := range r {
			if !slices.Contains(columns, c.Column) {
				columns = append(columns, c.Column)
			}
		}
	}
	for _, kind := range []Kind{CSV, XLSX, VCard, JSContact} {
		for _, o := range []Options{{}, {Separator: ";", ByteOrderMark: true, RawPhones: true}, {Separator: "\t"}} {
			var file bytes.Buffer
			w, err := NewWriter(&file, kind, columns, o)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range records {
				row := r
				if kind == CSV || kind == XLSX {
					row = nil
					for _, column := range columns {
						row = append(row, Cell{column, r.get(column)})
					}
				}
				if err := w.Write(row); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			checkWritten(t, fmt.Sprintf("%s %+v", kind, o), file.Bytes(), kind, records)
		}
	}
}

func checkWritten(t *testing.T, name string, file []byte, kind Kind, records []record) {
	t.Helper()
	f, err := DetectWith(opener(file), Hints{})
	if err != nil || f.Kind != kind {
		t.Fatalf("%s: %+v %v", name, f, err)
	}
	r := NewReader(bytes.NewReader(file), f)
	header, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range records {
		cells, err := r.Next()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got record
		for i, cell := range cells {
			if cell != "" && header[i] != vcardColumn && header[i] != jscontactColumn {
				got = append(got, Cell{header[i], cell})
			}
		}
		if a, b := want.missing(got), got.missing(want); len(a)+len(b) > 0 {
			t.Errorf("%s: %q is missing, %q is new in\n%s", name, a, b, file)
		}
	}
}

// TestLargeProperties reads cards with pictures: what is too large to be kept is told, and the rest is read.
func TestLargeProperties(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		left []string
	}{
		"a picture": {"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nPHOTO;ENCODING=b;TYPE=JPEG:" + strings.Repeat("A", 40_000) +
			"\r\nLOGO:x\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n", []string{"PHOTO"}},
		"one that is folded": {"BEGIN:VCARD\r\nFN:Ada\r\nPHOTO:" + strings.Repeat(strings.Repeat("A", 74)+"\r\n ", 30_000) +
			"\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n", []string{"PHOTO"}},
		"one in a line of 2 MB": {"BEGIN:VCARD\r\nFN:Ada\r\nphoto;x=y:" + strings.Repeat("A", 2<<20) + "\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n",
			[]string{"PHOTO"}},
		"many": {"BEGIN:VCARD\r\nFN:Ada\r\n" + strings.Repeat("X-A:"+strings.Repeat("A", 300_000)+"\r\n", 5) +
			"SOUND:" + strings.Repeat("B", 30_000) + "\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n", []string{"X-A", "SOUND"}},
		"JSContact": {`{"@type":"Card","version":"1.0",` +
			`"name":{"full":"Ada"},"emails":{"e":{"address":"a@x.example"}},"media":{"m":{"uri":"data:` +
			strings.Repeat("A", 40_000) + `"}},"x":1}`, []string{"media"}},
		"none": {"BEGIN:VCARD\r\nFN:Ada\r\nEMAIL:a@x.example\r\nNOTE:" + strings.Repeat("A", 30_000) + "\r\nEND:VCARD\r\n", nil},
	} {
		for range 2 { // the second card leaves nothing out
			test.file += "\r\nBEGIN:VCARD\r\nFN:Bob\r\nEND:VCARD\r\n"
		}
		if name == "JSContact" {
			test.file, _, _ = strings.Cut(test.file, "\r\n")
			test.file += "\n" + `{"@type":"Card","version":"1.0","name":{"full":"Bob"}}` + "\n"
		}
		f, err := DetectWith(opener([]byte(test.file)), Hints{})
		if err != nil {
			t.Fatal(err)
		}
		r := NewReader(strings.NewReader(test.file), f)
		var got [][]string
		for range 3 {
			cells, err := r.Next()
			if err != nil {
				t.Fatal(name, err)
			}
			got = append(got, cells)
			if want := map[int][]string{2: test.left}[len(got)]; !slices.Equal(r.Left(), want) {
				t.Errorf("%s: %q was left out of row %d", name, r.Left(), len(got)-1)
			}
		}
		if at := slices.Index(f.Columns, emailColumn); at < 0 || got[1][at] != "a@x.example" || got[2][0] != "Bob" {
			t.Errorf("%s: %q", name, f.Columns)
		}
	}
}

// TestAgentOfAnAgent reads a card within a card, as vCard 2.1 writes it, as the property that vCard 3.0 has for it.
func TestAgentOfAnAgent(t *testing.T) {
	t.Parallel()
	card := "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Byron;Ada\r\n" +
		"AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN:Charles, B.\r\nEND:VCARD\r\nTEL:+12125550123\r\n" +
		"END:VCARD\r\n"
	r, err := newVCards(newSource(strings.NewReader(card), utf8Name)).next()
	if err != nil || r.get(phoneColumn) != "+12125550123" || r.get(lastColumn) != "Byron" {
		t.Fatal(r, err)
	}
	var written bytes.Buffer
	if err := (vCardWriter{&written}).write(r); err != nil {
		t.Fatal(err)
	}
	again, _, err := newVCards(newSource(&written, utf8Name)).card()
	agent := slices.IndexFunc(again, func(p property) bool { return p.name == "AGENT" })
	if want := "BEGIN:VCARD\nVERSION:2.1\nFN:Charles, B.\nEND:VCARD\n"; err != nil || agent < 0 || again[agent].text() != want {
		t.Errorf("%q %v", again, err)
	}
}

package models

import (
	"slices"
	"strings"
	"testing"
)

// rowsOf recognises a table whose cells are separated by bars, and reads its rows.
func rowsOf(t *testing.T, table ...string) (rows []*ImportRow, task *ImportTask) {
	t.Helper()
	var cells [][]string
	for _, line := range table {
		cells = append(cells, strings.Split(line, "|"))
	}
	in := ContactsImportInput{UnknownColumns: UnknownAttributes}
	task, err := NewImportTask(in, "US")
	if err != nil {
		t.Fatal(err)
	}
	task.Header = cells[0]
	if err := task.Recognize(in, cells[1:], nil); err != nil {
		t.Fatal(err)
	}
	for i, row := range cells[1:] {
		rows = append(rows, task.ReadRow(i+1, ImportCells{Cells: row}, nil))
	}
	return rows, task
}

// addressesOf returns the addresses of a row.
func addressesOf(row *ImportRow) (all []string) {
	for _, p := range row.points {
		all = append(all, p.key.Key)
	}
	return all
}

// TestNamesThatBeginWithTheLastName turns names if most are written like that, and no others.
func TestNamesThatBeginWithTheLastName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, rows, want string }{
		{"Name|Email", "Lovelace, Ada|a@x.example;Hopper, Grace Brewster|g@x.example", "Ada Lovelace/Lovelace,Grace Brewster Hopper/Hopper"},
		{"Name|Email", "Ada Lovelace|a@x.example;Hopper, Grace|g@x.example", "Ada Lovelace/,Hopper, Grace/"},
		{"Name|Email", "Sammy Davis, Jr.|a@x.example;Acme, Inc.|g@x.example", "Sammy Davis, Jr./,Acme, Inc./"},
		{"Name|Last Name|Email", "Lovelace, Ada|Lovelace|a@x.example", "Lovelace, Ada/Lovelace"},
		{"Name|Email", "Lovelace, Ada|a@x.example;Hopper, Grace|g@x.example;Turing, Alan|t@x.example;Church, Alonzo|c@x.example;Cher|h@x.example",
			"Ada Lovelace/Lovelace,Grace Hopper/Hopper,Alan Turing/Turing,Alonzo Church/Church,Cher/"},
	} {
		rows, _ := rowsOf(t, append([]string{test.header}, strings.Split(test.rows, ";")...)...)
		var got []string
		for _, row := range rows {
			got = append(got, deref(row.Patch.Name.Value())+"/"+deref(row.Patch.LastName.Value()))
		}
		if strings.Join(got, ",") != test.want {
			t.Errorf("%s: %q", test.rows, got)
		}
	}
}

// TestSummaries leaves out the sums and notes below a table, and nobody else.
func TestSummaries(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]bool{
		"Total|2||1.333,50": true, "Grand Totals (2 records)|||": true, "Summe:|||1 333,50 €": true, "合計|||12": true, "12 records|||": true,
		"Confidential Information - Do Not Distribute|||": true, "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.|||": true,
		"Total|||": false, "Total|info@total.example||": false, "Suma||415 555 0142|": false, "Total|Energies||12": false,
		"Ada|2||1.333,50": false, "Sum Ting|||5": false,
	} {
		rows, _ := rowsOf(t, "Name|Email|Phone|Revenue", "Ada|ada@x.example|415 555 0143|5", row)
		if got := rows[1].Blank(); got != want || got != (len(rows[1].Warnings) == 1) {
			t.Errorf("%q: %t %v", row, got, rows[1].Warnings)
		}
	}
}

// TestNumbersOfRows reads phone numbers in the country of the row, several of a cell, and those that Excel shows with an exponent but has
// not rounded.
func TestNumbersOfRows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, row, want string }{
		{"Phone|Country", "07911 123456|United Kingdom", "+447911123456"},
		{"Phone|Country", "06 12 34 56 78|France", "+33612345678"},
		{"Phone|Land/Region geschäftlich", "0171 2345678|Deutschland", "+491712345678"},
		{"Phone|Country", "(415) 555-0142|Germany", "+14155550142"},
		{"Phone|Country", "+41 44 668 18 00|France", "+41446681800"},
		{"Primary Phone Number|Primary Phone Country Code", "612345678|FR", "+33612345678"},
		{"Phone|Email", "4.91712345678E+11|a@x.example", "+491712345678,a@x.example"},
		{"Phone|Email", "+1 415 555 0171 / +1 415 555 0172|a@x.example", "+14155550171,+14155550172,a@x.example"},
		{"Phone|Email", "+1 415 555 0171 or +1 415 555 0172|a@x.example", "+14155550171,+14155550172,a@x.example"},
		{"Phone|Email", "+49 (0) 30/901820|a@x.example", "+4930901820,a@x.example"},
		{"Primary Email|Additional Emails", `a@x.example|["b@x.example","c@x.example"]`, "a@x.example,b@x.example,c@x.example"},
		{"Phone|Additional Phones", `+14155550171|[{"number":"612345678","callingCode":"+33","countryCode":"FR"}]`, "+14155550171,+33612345678"},
		{"Email|Name", `"C D" <c@x.example>; d@x.example|C`, "c@x.example,d@x.example"},
	} {
		rows, _ := rowsOf(t, test.header, test.row)
		if got := strings.Join(addressesOf(rows[0]), ","); got != test.want || len(rows[0].Broken) > 0 {
			t.Errorf("%s: %s %v %v", test.row, got, rows[0].Broken, rows[0].Warnings)
		}
	}
	rows, _ := rowsOf(t, "Phone|Email", "1.41556E+10|a@x.example")
	if len(rows[0].Broken) != 1 || !strings.Contains(rows[0].Broken[0].Message, "rounded") {
		t.Error(rows[0].Broken)
	}
}

// TestForeignCompanyIDs keeps the ids of companies elsewhere as attributes.
func TestForeignCompanyIDs(t *testing.T) {
	t.Parallel()
	_, task := rowsOf(t, "Email|Company ID", "a@x.example|c1")
	if got := task.Columns[1].Field; got != "customAttributes.company_id" && got != "customAttributes.imported_company_id" {
		t.Error(got)
	}
}

// TestSharedAddressesOfExports reads which addresses are shared, which are no keys of the row then.
func TestSharedAddressesOfExports(t *testing.T) {
	t.Parallel()
	rows, task := rowsOf(t, "id|email|email shared|email 2|phoneNumber|phoneNumber shared|identifiers",
		`contact_01h455vb4pex5vsknk084sn02q|a@x.example||b@x.example|+14155550171|true|`+
			`[{"identifier":"7","system":"crm","label":"old","shared":true}]`)
	var keys []string
	for _, key := range rows[0].Keys() {
		keys = append(keys, key.Key)
	}
	if !slices.Equal(keys, []string{"a@x.example", "b@x.example"}) || task.Columns[2].SharedOf != 2 {
		t.Error(keys, task.Columns[2])
	}
	last := rows[0].points[len(rows[0].points)-1].in
	if deref(last.System) != "crm" || deref(last.Label) != "old" || last.Shared == nil || !*last.Shared {
		t.Errorf("%+v", last)
	}
	_, task = rowsOf(t, "email|email shared", "a@x.example|true")
	if task.Columns[1].Field != "customAttributes.email_shared" {
		t.Error("a file of others: ", task.Columns[1])
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/models/address"
)

// labelledSet is a file with a column that says who is the same person.
type labelledSet struct{ name, file, columns string }

const setFolder = "internal/identity/testdata/"

const febrlColumns = "person=rec_id,name=given_name,lastName=surname,city=suburb,date.birth_date=date_of_birth," +
	"text.address=street_number+address_1"

// labelledSets are the sets that the project has.
var labelledSets = []labelledSet{
	{"fake_1000", setFolder + "fake_1000.csv", "person=cluster,name=first_name,lastName=surname,email=email,city=city"},
	{"fake_1000 with birth date", setFolder + "fake_1000.csv",
		"person=cluster,name=first_name,lastName=surname,email=email,city=city,date.birth_date=dob"},
	{"FEBRL-1", setFolder + "febrl1.csv", febrlColumns},
	{"FEBRL-3", setFolder + "febrl3.csv", febrlColumns},
}

// imported is a set as the file that is imported.
type imported struct {
	persons []string
	// fields are those of contacts, evidence says which of them are new attributes, by their types.
	fields   []string
	evidence map[string]string
	rows     [][]string
}

// read reads the file. The person of FEBRL's ids, such as rec-7-dup-0, is what is before the kind of record.
func (s labelledSet) read() (*imported, error) {
	f, err := os.Open(s.file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 {
		return nil, errors.Join(err, errors.New("the file needs a header"))
	}
	for i, name := range all[0] {
		all[0][i] = strings.TrimSpace(name)
	}
	t := &imported{fields: []string{"identifier"}, evidence: map[string]string{}}
	var sources [][]int
	person := -1
	for column := range strings.SplitSeq(s.columns, ",") {
		field, source, _ := strings.Cut(column, "=")
		var at []int
		for name := range strings.SplitSeq(source, "+") {
			i := slices.Index(all[0], name)
			if i < 0 {
				return nil, fmt.Errorf("there is no column %q", name)
			}
			at = append(at, i)
		}
		kind, key, isAttribute := strings.Cut(field, ".")
		switch {
		case field == "person":
			person = at[0]
			continue
		case isAttribute:
			t.evidence[key] = strings.ToUpper(kind)
			field = "customAttributes." + key
		}
		t.fields, sources = append(t.fields, field), append(sources, at)
	}
	if person < 0 {
		return nil, errors.New("the columns do not name the person")
	}
	for n, row := range all[1:] {
		who := row[person]
		if parts := strings.Split(who, "-"); len(parts) > 2 && parts[0] == "rec" {
			who = parts[1]
		}
		cells := []string{"row-" + strconv.Itoa(n)}
		for i, at := range sources {
			var values []string
			for _, j := range at {
				values = append(values, strings.TrimSpace(row[j]))
			}
			value := strings.TrimSpace(strings.Join(values, " "))
			switch _, isEmail := address.Email(value); {
			case t.evidence[strings.TrimPrefix(t.fields[i+1], "customAttributes.")] == "DATE":
				value = isoDate(value)
			case t.fields[i+1] == "email" && !isEmail: // misspelt so that it is no address, with which the row would fail
				value = ""
			}
			cells = append(cells, value)
		}
		t.persons, t.rows = append(t.persons, who), append(t.rows, cells)
	}
	return t, nil
}

// isoDate returns a date of eight digits as 2006-01-02, and nothing for days that there are not.
func isoDate(s string) string {
	for _, layout := range []string{"20060102", "2006-01-02"} {
		if day, err := time.Parse(layout, s); err == nil {
			return day.Format("2006-01-02")
		}
	}
	return ""
}

// file returns the rows as comma-separated text.
func (t *imported) file() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(t.fields)
	_ = w.WriteAll(t.rows)
	return b.Bytes()
}

// measureSet imports a set into an account of its own and reads the pairs that the API lists.
func (b *bench) measureSet(ctx context.Context, set labelledSet, threshold float64, failing int, out io.Writer) (*outcome, error) {
	t, err := set.read()
	if err != nil {
		return nil, err
	}
	account, secret, err := newAccount(ctx, b.pool, set.name)
	if err != nil {
		return nil, err
	}
	api := client{address: b.servers[0].address, token: secret}
	for key, kind := range t.evidence {
		if err := api.ask(ctx, nil, `mutation($i: CustomAttributeDefinitionCreateInput!) { r: customAttributeDefinitionCreate(input: $i) {
			userErrors { message } } }`,
			map[string]any{"i": map[string]any{"key": key, "displayName": key, "type": kind, "evidence": true}}, nil); err != nil {
			return nil, err
		}
	}
	q, begin := &outcome{}, time.Now()
	if err := api.load(ctx, t); err != nil {
		return nil, err
	}
	q.imported = time.Since(begin)
	for waiting := true; waiting && err == nil; time.Sleep(100 * time.Millisecond) {
		err = b.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM duplicate_queue WHERE account_id = $1)
			OR EXISTS (SELECT FROM duplicate_models WHERE account_id = $1 AND rescan_after IS NOT NULL)`, account).Scan(&waiting)
	}
	q.compared = time.Since(begin) - q.imported
	counts := map[string]int{}
	for _, p := range t.persons {
		q.truth += counts[p]
		counts[p]++
	}
	return q, errors.Join(err, api.pairs(ctx, t, q, threshold, failing, out))
}

// client sends documents to the API.
type client struct{ address, token string }

func (c client) ask(ctx context.Context, into any, query string, variables map[string]any, file []byte) error {
	operations, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	body, kind := bytes.NewBuffer(operations), "application/json"
	if file != nil {
		body = &bytes.Buffer{}
		form := multipart.NewWriter(body)
		part := func(w io.Writer, err error) {
			if err == nil {
				_, _ = w.Write(file)
			}
		}
		_ = form.WriteField("operations", string(operations))
		_ = form.WriteField("map", `{"0":["variables.i.file"]}`)
		part(form.CreateFormFile("0", "set.csv"))
		_ = form.Close()
		kind = form.FormDataContentType()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.address+"/graphql", body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("GraphQL-Require-Preflight", "1")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	var got struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		return err
	}
	if len(got.Errors) > 0 || bytes.Contains(got.Data, []byte(`"userErrors":[{`)) {
		return fmt.Errorf("%.500s", raw)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(got.Data, into)
}

// load imports the set and waits until the job has ended.
func (c client) load(ctx context.Context, t *imported) error {
	columns := make([]map[string]string, len(t.fields))
	for i, field := range t.fields {
		columns[i] = map[string]string{"column": field, "field": field}
	}
	var made struct {
		R struct{ Job struct{ ID string } }
	}
	err := c.ask(ctx, &made, `mutation($i: ContactsImportInput!) { r: contactsImport(input: $i) { job { id } userErrors { message } } }`,
		map[string]any{"i": map[string]any{"file": nil, "map": columns}}, t.file())
	for err == nil {
		var job struct {
			Job struct {
				State  string
				Failed int
			}
		}
		if err = c.ask(ctx, &job, `query($id: ID!) { job(id: $id) { state failed } }`, map[string]any{"id": made.R.Job.ID}, nil); err != nil {
			break
		}
		switch job.Job.State {
		case "SUCCEEDED", "COMPLETED", "FAILED", "CANCELED", "CANCELLED":
			if job.Job.Failed > 0 || job.Job.State == "FAILED" {
				return fmt.Errorf("the import ended as %s, %d rows failed", job.Job.State, job.Job.Failed)
			}
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// pairs reads all pairs and compares them with the labels.
func (c client) pairs(ctx context.Context, t *imported, q *outcome, threshold float64, failing int, out io.Writer) error {
	var after *string
	for {
		var page struct {
			ContactDuplicates struct {
				Nodes []struct {
					Probability float64
					Contacts    []struct{ Identifier string }
					Reasons     json.RawMessage
				}
				PageInfo struct {
					HasNextPage bool
					EndCursor   *string
				}
			}
		}
		err := c.ask(ctx, &page, `query($after: Cursor) { contactDuplicates(first: 100, after: $after, minProbability: 0.1) {
			nodes { probability contacts { identifier } reasons { field kind attributeKey bits } } pageInfo { hasNextPage endCursor } } }`,
			map[string]any{"after": after}, nil)
		if err != nil {
			return err
		}
		for _, p := range page.ContactDuplicates.Nodes {
			a, errA := strconv.Atoi(strings.TrimPrefix(p.Contacts[0].Identifier, "row-"))
			b, errB := strconv.Atoi(strings.TrimPrefix(p.Contacts[1].Identifier, "row-"))
			if err := errors.Join(errA, errB); err != nil {
				return err
			}
			same := t.persons[a] == t.persons[b]
			q.add(p.Probability, threshold, same)
			if same != (p.Probability >= threshold) && failing > 0 {
				failing--
				_, _ = fmt.Fprintf(out, "same %v, %.4f %s\n  %q\n  %q\n", same, p.Probability, p.Reasons, t.rows[a], t.rows[b])
			}
		}
		if after = page.ContactDuplicates.PageInfo.EndCursor; !page.ContactDuplicates.PageInfo.HasNextPage {
			return nil
		}
	}
}

package transport_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/transport"
	"kith/models"
)

const (
	formType = "multipart/form-data; boundary=x"
	store    = "mutation($file: Upload, $files: [Upload!], $in: Files) { store(file: $file, files: $files, in: $in) }"
)

// part is one part of a form; a file has a filename.
type part struct{ name, filename, text string }

// form lays out the parts as browsers do.
func form(parts ...part) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "--x\r\nContent-Disposition: form-data; name=%q", p.name)
		if p.filename != "" {
			fmt.Fprintf(&b, "; filename=%q\r\nContent-Type: text/csv", p.filename)
		}
		fmt.Fprintf(&b, "\r\n\r\n%s\r\n", p.text)
	}
	return b.String() + "--x--\r\n"
}

// sendForm sends a form as a client does that means to.
func (w *world) sendForm(body string, headers ...string) *reply {
	w.t.Helper()
	return w.send("POST", "", body, append([]string{"Content-Type", formType, "GraphQL-Require-Preflight", "1"}, headers...)...)
}

// takeFiles resolves Mutation.store to what its arguments hold, files as their names, types and contents.
func (w *world) takeFiles() {
	var told func(v any) any
	told = func(v any) any {
		var file models.Upload
		if file.UnmarshalGQL(v) == nil {
			text, err := io.ReadAll(file.Open())
			return fmt.Sprint(file.Filename, " ", file.ContentType, " ", file.Size, " ", string(text), " ", err == nil)
		}
		switch v := v.(type) {
		case []any:
			list := make([]any, len(v))
			for i := range v {
				list[i] = told(v[i])
			}
			return list
		case map[string]any:
			fields := object{}
			for name := range v {
				fields[name] = told(v[name])
			}
			return fields
		}
		return v
	}
	w.exec.resolvers["store"] = func(_ context.Context, args map[string]any) (any, error) {
		text, err := json.Marshal(told(args))
		return string(text), err
	}
}

func TestFiles(t *testing.T) {
	w := newWorld(t)
	w.takeFiles()
	for _, test := range []struct {
		name, variables, places string
		files                   []part
		want                    string
	}{
		{name: "one", variables: `{"file":null}`, places: `{"0":["variables.file"]}`, files: []part{{"0", "a.csv", "x,y"}},
			want: `{"file":"a.csv text/csv 3 x,y true"}`},
		{name: "none", variables: `{"file":null}`, places: `{}`, want: `{"file":null}`},
		{name: "an empty one", variables: `{"file":null}`, places: `{"0":["variables.file"]}`, files: []part{{"0", "a.csv", ""}},
			want: `{"file":"a.csv text/csv 0  true"}`},
		{name: "in a list", variables: `{"files":[null,null]}`, places: `{"a":["variables.files.0"],"b":["variables.files.1"]}`,
			files: []part{{"a", "a.csv", "first"}, {"b", "b.csv", "second"}},
			want:  `{"files":["a.csv text/csv 5 first true","b.csv text/csv 6 second true"]}`},
		{name: "in another order", variables: `{"files":[null,null]}`, places: `{"a":["variables.files.0"],"b":["variables.files.1"]}`,
			files: []part{{"b", "b.csv", "second"}, {"a", "a.csv", "first"}},
			want:  `{"files":["a.csv text/csv 5 first true","b.csv text/csv 6 second true"]}`},
		{name: "in an input", variables: `{"in":{"one":null,"many":[null,null]}}`, places: `{"0":["variables.in.many.1"]}`,
			files: []part{{"0", "a.csv", "x"}},
			want:  `{"in":{"many":[null,"a.csv text/csv 1 x true"],"one":null}}`},
		{name: "in two places", variables: `{"file":null,"in":{"one":null}}`, places: `{"0":["variables.file","variables.in.one"]}`,
			files: []part{{"0", "a.csv", "x"}},
			want:  `{"file":"a.csv text/csv 1 x true","in":{"one":"a.csv text/csv 1 x true"}}`},
		{name: "with a path for a name", variables: `{"file":null}`, places: `{"0":["variables.file"]}`,
			files: []part{{"0", "../../etc/passwd", "x"}},
			want:  `{"file":"passwd text/csv 1 x true"}`},
		{name: "with line ends", variables: `{"file":null}`, places: `{"0":["variables.file"]}`, files: []part{{"0", "a.csv", "\r\n--y\r\n"}},
			want: "{\"file\":\"a.csv text/csv 7 \\r\\n--y\\r\\n true\"}"},
	} {
		operations := fmt.Sprintf(`{"query":%q,"variables":%s}`, store, test.variables)
		got := w.sendForm(form(append([]part{{"operations", "", operations}, {"map", "", test.places}}, test.files...)...))
		var data struct{ Store string }
		if err := json.Unmarshal(got.Data, &data); err != nil || got.status != http.StatusOK || data.Store != test.want {
			t.Errorf("%s: %d %s", test.name, got.status, got.body)
		}
	}
}

// TestFormsRefused are forms that are none, or that nobody should send.
func TestFormsRefused(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) {
		c.Limits.FormBytes, c.Limits.Forms = 512<<10,
			1
	}) // a form that is not let go of blocks the next
	w.takeFiles()
	operations := part{"operations", "", fmt.Sprintf(`{"query":%q,"variables":{"file":null,"files":[null],"in":"text"}}`, store)}
	places, file := part{"map", "", `{"0":["variables.file"]}`}, part{"0", "a.csv", "x"}
	good := form(operations, places, file)
	header := func(disposition string) string {
		return strings.TrimSuffix(form(operations, places), "--x--\r\n") + "--x\r\nContent-Disposition: " + disposition + "\r\n\r\nx\r\n--x--\r\n"
	}
	to := func(path string) string { return form(operations, part{"map", "", `{"0":["` + path + `"]}`}, file) }
	for _, test := range []struct {
		name, body string
		headers    []string
		status     int
		code, says string
	}{
		{name: "no preflight", body: good, headers: []string{"GraphQL-Require-Preflight", "-"}, status: 400, code: "INVALID",
			says: "GraphQL-Require-Preflight"},
		{name: "an empty preflight", body: good, headers: []string{"GraphQL-Require-Preflight", ""}, status: 400, code: "INVALID",
			says: "GraphQL-Require-Preflight"},
		{name: "a stranger", body: good, headers: []string{"Authorization", "-"}, status: 401, code: "UNAUTHENTICATED"},
		{name: "a bad token", body: good, headers: []string{"Authorization", "Bearer bad"}, status: 401, code: "UNAUTHENTICATED"},
		{name: "for a stream", body: good, headers: []string{"Accept", "text/event-stream"}, status: 400, code: "INVALID", says: "not a stream"},
		{name: "for a reserved stream", body: good, headers: []string{"X-GraphQL-Event-Stream-Token", "token"}, status: 400, code: "INVALID",
			says: "not a stream"},
		{name: "compressed", body: good, headers: []string{"Content-Encoding", "gzip"}, status: 415, code: "INVALID"},
		{name: "no boundary", body: good, headers: []string{"Content-Type", "multipart/form-data"}, status: 400, code: "INVALID",
			says: "cut off"},
		{name: "another boundary", body: good, headers: []string{"Content-Type", "multipart/form-data; boundary=y"}, status: 400,
			code: "INVALID"},
		{name: "nothing", body: "--x--\r\n", status: 400, code: "INVALID", says: "must begin"},
		{name: "JSON", body: `{"query":"{ __typename }"}`, status: 400, code: "INVALID"},
		{name: "cut off in a file", body: good[:len(good)-len("\r\n--x--\r\n")], status: 400, code: "INVALID", says: "cut off"},
		{name: "cut off before a file", body: strings.Split(good, "--x\r\nContent-Disposition: form-data; name=\"0\"")[0], status: 400,
			code: "INVALID", says: "cut off"},
		{name: "the file first", body: form(file, operations, places), status: 400, code: "INVALID", says: "must begin"},
		{name: "the map first", body: form(places, operations, file), status: 400, code: "INVALID", says: "must begin"},
		{name: "no map", body: form(operations), status: 400, code: "INVALID", says: "must begin"},
		{name: "a batch", body: form(part{"operations", "", "[" + operations.text + "]"}, places, file), status: 400, code: "INVALID",
			says: "JSON object"},
		{name: "no query", body: form(part{"operations", "", `{"variables":{"file":null}}`}, places, file), status: 400, code: "INVALID",
			says: "no query"},
		{name: "long operations", body: form(part{"operations", "", operations.text + strings.Repeat(" ", 256<<10)}, places, file), status: 413,
			code: "INVALID"},
		{name: "a long map", body: form(operations, part{"map", "", places.text + strings.Repeat(" ", 256<<10)}, file), status: 413,
			code: "INVALID"},
		{name: "long files", body: form(operations, places, part{"0", "a.csv", strings.Repeat("x", 512<<10)}), status: 413, code: "INVALID"},
		{name: "a map that is a list", body: form(operations, part{"map", "", `["variables.file"]`}, file), status: 400, code: "INVALID",
			says: "map must be"},
		{name: "a map of texts", body: form(operations, part{"map", "", `{"0":"variables.file"}`}, file), status: 400, code: "INVALID",
			says: "lists of paths"},
		{name: "a map to nowhere", body: form(operations, part{"map", "", `{"0":[]}`}, file), status: 400, code: "INVALID",
			says: "lists of paths"},
		{name: "a name twice", body: form(operations, part{"map", "", `{"0":["variables.file"],"0":["variables.files.0"]}`}, file), status: 400,
			code: "INVALID", says: "map must be"},
		{name: "a place twice", body: form(operations, part{"map", "", `{"0":["variables.file","variables.file"]}`}, file), status: 400,
			code: "INVALID", says: "lead to a null"},
		{name: "into the query", body: to("query"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "into all variables", body: to("variables"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "beside the variables", body: to("variables.none"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "into a text", body: to("variables.in"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "below a text", body: to("variables.in.one"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "behind a list", body: to("variables.files.1"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "before a list", body: to("variables.files.-1"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "into a list by name", body: to("variables.files.length"), status: 400, code: "INVALID", says: "lead to a null"},
		{name: "no file", body: form(operations, places), status: 400, code: "INVALID", says: "missing"},
		{name: "a file too many", body: form(operations, places, file, part{"1", "b.csv", "y"}), status: 400, code: "INVALID",
			says: "does not name"},
		{name: "a file twice", body: form(operations, places, file, file), status: 400, code: "INVALID", says: "does not name"},
		{name: "many places", body: form(operations, part{"map", "", `{"0":["variables.file"` + strings.Repeat(`,"variables.file"`, 10) + `]}`},
			file), status: 400, code: "INVALID", says: "10 files"},
		{name: "no filename", body: form(operations, places, part{"0", "", "x"}), status: 400, code: "INVALID", says: "filename"},
		{name: "a long filename", body: form(operations, places, part{"0", strings.Repeat("x", 256), "x"}), status: 400, code: "INVALID",
			says: "filename"},
		{name: "a filename that is no text", body: header("form-data; name=\"0\"; filename=\"\xff\""), status: 400, code: "INVALID"},
		{name: "an attachment", body: header("attachment; name=\"0\"; filename=\"a\""), status: 400, code: "INVALID"},
		{name: "a text for a file", body: form(part{"operations", "", fmt.Sprintf(`{"query":%q,"variables":{"file":"x"}}`, store)},
			part{"map", "", "{}"}),
			status: 200, code: "GRAPHQL_VALIDATION_FAILED", says: "must be a file of a multipart request"},
		{name: "a file for a text", body: form(part{"operations", "",
			`{"query":"mutation($t: String) { store(text: $t) }","variables":{"t":null}}`}, part{"map", "", `{"0":["variables.t"]}`}, file),
			status: 200, code: "GRAPHQL_VALIDATION_FAILED", says: "must be a string"},
		{name: "a file in JSON", body: form(part{"operations", "",
			`{"query":"mutation($j: JSON) { store(json: $j) }","variables":{"j":{"a":[null]}}}`},
			part{"map", "", `{"0":["variables.j.a.0"]}`}, file),
			status: 200, code: "GRAPHQL_VALIDATION_FAILED", says: "must not be a file"},
		{name: "nothing wrong", body: form(part{"operations", "", fmt.Sprintf(`{"query":%q,"variables":{"file":null}}`, store)}, places, file),
			status: 200},
		{name: "another preflight", body: form(part{"operations", "", fmt.Sprintf(`{"query":%q,"variables":{"file":null}}`, store)}, places,
			file), status: 200,
			headers: []string{"GraphQL-Require-Preflight", "-", "X-Requested-With", "XMLHttpRequest"}},
	} {
		got := w.sendForm(test.body, test.headers...)
		if got.status != test.status || got.code() != test.code || !strings.Contains(got.body, test.says) {
			t.Errorf("%s: %d %.300s", test.name, got.status, got.body)
		}
	}
}

// TestFormsAreBounded sends forms that do not say how long they are, that do not end, and too many.
func TestFormsAreBounded(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) {
		c.Limits.FormBytes, c.Limits.Forms, c.Timing.Upload = 64<<10, 1, time.Second
	})
	w.takeFiles()
	begin := form(part{"operations", "", fmt.Sprintf(`{"query":%q,"variables":{"file":null}}`, store)},
		part{"map", "", `{"0":["variables.file"]}`}, part{"0", "a.csv", "x"})
	begin = strings.TrimSuffix(begin, "\r\n--x--\r\n")
	post := func(body io.Reader) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.http.URL, body)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"Authorization": goodToken, "Content-Type": formType, "X-Requested-With": "test"} {
			req.Header.Set(name, value)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(text)
	}
	if status, body := post(io.MultiReader(strings.NewReader(begin),
		strings.NewReader(strings.Repeat("x", 64<<10)))); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a long one: %d %s", status, body)
	}
	slow, more := io.Pipe()
	defer more.Close()
	if status, body := post(io.MultiReader(strings.NewReader(begin), slow)); status != http.StatusRequestTimeout ||
		!strings.Contains(body, "in time") {
		t.Errorf("one that does not end: %d %s", status, body)
	}
	take, entered, leave := w.exec.resolvers["store"], make(chan struct{}), make(chan struct{})
	w.exec.resolvers["store"] = func(ctx context.Context, args map[string]any) (any, error) {
		close(entered)
		<-leave
		return take(ctx, args)
	}
	whole := begin + "\r\n--x--\r\n"
	var first sync.WaitGroup
	first.Go(func() {
		if status, body := post(strings.NewReader(whole)); status != http.StatusOK || !strings.Contains(body, "a.csv") {
			t.Errorf("the first of two: %d %s", status, body)
		}
	})
	<-entered
	if status, body := post(strings.NewReader(whole)); status != http.StatusServiceUnavailable || !strings.Contains(body, "UNAVAILABLE") {
		t.Errorf("the second of two: %d %s", status, body)
	}
	close(leave)
	first.Wait()
	w.exec.resolvers["store"] = take
	if status, body := post(strings.NewReader(whole)); status != http.StatusOK {
		t.Errorf("the next one: %d %s", status, body)
	}
}

// TestFilesHaveKeys retries a request with a file under its key: another content is another request.
func TestFilesHaveKeys(t *testing.T) {
	var mu sync.Mutex
	digests := map[[32]byte][]string{}
	w := newWorld(t, func(c *transport.Config) {
		c.Once = func(ctx context.Context, key string, request [32]byte, run func(context.Context) ([]byte, bool)) ([]byte, error) {
			mu.Lock()
			digests[request] = append(digests[request], key)
			mu.Unlock()
			answer, _ := run(ctx)
			return answer, nil
		}
	})
	w.takeFiles()
	for key, file := range map[string]part{"first": {"0", "a.csv", "x"}, "again": {"0", "a.csv", "x"}, "content": {"0", "a.csv", "y"},
		"name": {"0", "b.csv", "x"}} {
		operations := part{"operations", "", fmt.Sprintf(`{"query":%q,"variables":{"file":null}}`, store)}
		if got := w.sendForm(form(operations, part{"map", "", `{"0":["variables.file"]}`}, file), "Idempotency-Key",
			key); got.status != http.StatusOK || got.code() != "" {
			t.Errorf("%s: %d %s", key, got.status, got.body)
		}
	}
	if len(digests) != 3 {
		t.Errorf("requests that differ: %v", digests)
	}
	for _, keys := range digests {
		slices.Sort(keys)
		if got := strings.Join(keys, " "); len(keys) > 1 && got != "again first" {
			t.Errorf("taken for the same: %s", got)
		}
	}
}

package console_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"kith/console"
)

func get(t *testing.T, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler := console.GraphiQL()
	if strings.HasPrefix(path, "/console") {
		handler = console.App()
	}
	handler.ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var pages = []string{"/console", "/graphiql"}

// linked returns the path of the script or style sheet that a page links to.
func linked(t *testing.T, page, ext string) string {
	t.Helper()
	text := read(t, get(t, "GET", page).Body)
	path := regexp.MustCompile(`"(` + page + `/console-[0-9A-Z]{8}\.` + ext + `)"`).FindStringSubmatch(text)
	if path == nil {
		t.Fatalf("the page links to no .%s file with a hashed name:\n%s", ext, text)
	}
	return path[1]
}

func TestPaths(t *testing.T) {
	const immutable = "public, max-age=31536000, immutable"
	for _, tt := range []struct {
		name, method, path       string
		status                   int
		contentType, cache, text string
	}{
		{"the page", "GET", "/graphiql", 200, "text/html; charset=utf-8", "no-cache", "<title>Kith"},
		{"the page with a slash", "GET", "/graphiql/", 200, "text/html; charset=utf-8", "no-cache", "<title>Kith"},
		{"the script", "GET", linked(t, "/graphiql", "js"), 200, "text/javascript; charset=utf-8", immutable, "connection_init"},
		{"the style sheet", "GET", linked(t, "/graphiql", "css"), 200, "text/css; charset=utf-8", immutable, ".graphiql-container"},
		{"the notices", "GET", "/graphiql/licenses.txt", 200, "text/plain; charset=utf-8", "no-cache", "graphiql 4"},
		{"a head", "HEAD", "/graphiql", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"the console", "GET", "/console", 200, "text/html; charset=utf-8", "no-cache", "<title>Kith"},
		{"a place in it", "GET", "/console/contacts/contact_01h455vb4pex5vsknk084sn02q", 200,
			"text/html; charset=utf-8", "no-cache", "<title>Kith"},
		{"its script", "GET", linked(t, "/console", "js"), 200, "text/javascript; charset=utf-8", immutable, "createElement"},
		{"its style sheet", "GET", linked(t, "/console", "css"), 200, "text/css; charset=utf-8", immutable, ".grid-row"},
		{"its notices", "GET", "/console/licenses.txt", 200, "text/plain; charset=utf-8", "no-cache", "wouter 3"},
		{"no such file of it", "GET", "/console/console.js", 404, "text/plain; charset=utf-8", "", "not found"},
		{"no way up from it", "GET", "/console/../console.go", 404, "text/plain; charset=utf-8", "", "not found"},
		{"not its documents", "GET", "/console/documents.json", 404, "text/plain; charset=utf-8", "", "not found"},
		{"no place in GraphiQL", "GET", "/graphiql/contacts", 404, "text/plain; charset=utf-8", "", "not found"},
		{"no such file", "GET", "/graphiql/console.js", 404, "text/plain; charset=utf-8", "", "not found"},
		{"no way up", "GET", "/graphiql/../console.go", 404, "text/plain; charset=utf-8", "", "not found"},
		{"no folder", "GET", "/graphiql/dist/", 404, "text/plain; charset=utf-8", "", "not found"},
		{"a method it has not", "POST", "/graphiql", 405, "text/plain; charset=utf-8", "", "use GET"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := get(t, tt.method, tt.path)
			body := read(t, got.Body)
			if got.StatusCode != tt.status || got.Header.Get("Content-Type") != tt.contentType || got.Header.Get("Cache-Control") != tt.cache {
				t.Errorf("%d %v", got.StatusCode, got.Header)
			}
			if !strings.Contains(body, tt.text) || (tt.method == "HEAD") != (body == "") {
				t.Errorf("%d bytes of body, without %q", len(body), tt.text)
			}
		})
	}
}

func TestSecurityHeaders(t *testing.T) {
	for page, sources := range map[string]string{
		"/console":  "style-src 'self'; img-src 'self' data:",
		"/graphiql": "style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; img-src data:",
	} {
		for _, path := range []string{page, linked(t, page, "js"), page + "/nothing.txt"} {
			h := get(t, "GET", path).Header
			for name, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'; script-src 'self'; " + sources + "; connect-src 'self'; " +
					"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
				"Referrer-Policy":        "no-referrer",
				"X-Content-Type-Options": "nosniff",
			} {
				if h.Get(name) != want {
					t.Errorf("%s: %s is %q", path, name, h.Get(name))
				}
			}
		}
	}
}

func TestCompression(t *testing.T) {
	path := linked(t, "/console", "js")
	plain := read(t, get(t, "GET", path).Body)
	for _, tt := range []struct {
		accept     string
		compressed bool
	}{
		{"", false}, {"gzip", true}, {"br, gzip;q=0.8", true}, {"GZIP ; q=1", true},
		{"gzip;q=0", false}, {"gzip; q=0.000", false}, {"br", false}, {"x-gzip", false},
	} {
		got := get(t, "GET", path, "Accept-Encoding", tt.accept)
		if compressed := got.Header.Get("Content-Encoding") == "gzip"; compressed != tt.compressed {
			t.Errorf("%q: compressed is %t", tt.accept, compressed)
			continue
		}
		if got.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary is %q", tt.accept, got.Header.Get("Vary"))
		}
		body := io.Reader(got.Body)
		if tt.compressed {
			z, err := gzip.NewReader(got.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if read(t, body) != plain {
			t.Errorf("%q: another body", tt.accept)
		}
	}
}

func TestETag(t *testing.T) {
	for _, path := range []string{"/console", "/graphiql", linked(t, "/console", "js"), linked(t, "/graphiql", "css")} {
		seen := map[string]bool{}
		for _, encoding := range []string{"identity", "gzip"} {
			tag := get(t, "GET", path, "Accept-Encoding", encoding).Header.Get("ETag")
			if tag == "" || seen[tag] {
				t.Errorf("%s as %s: ETag is %q", path, encoding, tag)
			}
			seen[tag] = true
			again := get(t, "GET", path, "Accept-Encoding", encoding, "If-None-Match", tag)
			if again.StatusCode != http.StatusNotModified || read(t, again.Body) != "" {
				t.Errorf("%s as %s: %d on its own ETag", path, encoding, again.StatusCode)
			}
			other := get(t, "GET", path, "Accept-Encoding", encoding, "If-None-Match", `"other"`)
			if other.StatusCode != http.StatusOK {
				t.Errorf("%s as %s: %d on another ETag", path, encoding, other.StatusCode)
			}
		}
	}
}

// TestNoOutsideAddress makes sure that nothing is loaded from elsewhere: the bundle names no host but those of XML namespaces
// and of documentation that people can follow a link to, which the libraries' messages and comments hold.
func TestNoOutsideAddress(t *testing.T) {
	known := map[string]bool{"www.w3.org": true, "react.dev": true, "en.wikipedia.org": true, "commonmark.org": true,
		"codemirror.net": true, "github.com": true, "yarnpkg.com": true}
	address := regexp.MustCompile(`(?:https?|wss?):\\?/\\?/([a-z0-9.-]+\.[a-z]+)`)
	loads := regexp.MustCompile(`(?i)(?:\bsrc=|\bhref=|@import|url\(|\bimport\(|\bfrom ?)["' ]*(?:https?:)?//`)
	var paths []string
	for _, page := range pages {
		paths = append(paths, page, linked(t, page, "js"), linked(t, page, "css"))
	}
	for _, path := range paths {
		content := []byte(read(t, get(t, "GET", path).Body))
		if found := loads.Find(content); found != nil {
			t.Errorf("%s loads from elsewhere: %s", path, found)
		}
		for _, found := range address.FindAllSubmatch(content, -1) {
			if !known[string(found[1])] {
				t.Errorf("%s names %s", path, found[0])
			}
		}
	}
}

// TestDocuments finds the operations of the console, each under the hash of its text.
func TestDocuments(t *testing.T) {
	documents := console.Documents()
	for id, text := range documents {
		sum := sha256.Sum256([]byte(text))
		if id != "sha256:"+hex.EncodeToString(sum[:]) {
			t.Errorf("%s is not the hash of %.60s", id, text)
		}
	}
	if len(documents) < 100 {
		t.Errorf("there are %d documents", len(documents))
	}
}

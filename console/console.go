// Package console serves two web pages, each bundled with all it needs: the console for support and CRM people, and GraphiQL.
//
// They are built from app/ and graphiql/ into dist/ by `npm ci && npm run build`; what it built is committed and embedded.
package console

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

//go:embed dist
var dist embed.FS

// page is one of the web pages: the folder of its files, which is also its path, and what it may load.
type page struct {
	name, policy string
	// routes reports whether a path below the page, which is no file, is a place within it.
	routes func(path string) bool
}

// Both policies let a page load its own files and talk to its own server, sockets included, and nothing else.
const (
	appPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	// The hash is that of the one style element that GraphiQL's dialogs add, which keeps the page behind them from scrolling.
	graphiqlPolicy = "default-src 'none'; script-src 'self'; style-src 'self' " +
		"'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; img-src data:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// App serves the console at /console and /console/, and its files below. Paths without a dot are places within the page.
func App() http.Handler {
	return page{"console", appPolicy, func(path string) bool { return !strings.Contains(path, ".") }}.handler()
}

// GraphiQL serves GraphiQL at /graphiql and /graphiql/, and its files below.
func GraphiQL() http.Handler {
	return page{"graphiql", graphiqlPolicy, func(string) bool { return false }}.handler()
}

// Documents returns the texts of all operations that the console sends, by their hashes.
func Documents() map[string]string {
	compressed, err := dist.ReadFile("dist/documents.json.gz")
	if err != nil {
		panic(err) // it is embedded
	}
	var documents map[string]string
	if err := json.Unmarshal(decompress(compressed), &documents); err != nil {
		panic(err)
	}
	return documents
}

func (p page) handler() http.Handler {
	load := sync.OnceValue(p.load) // most servers are never asked for the page
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", p.policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/"+p.name), "/")
		if name == "" || p.routes(name) {
			name = "index.html"
		}
		a, found := load()[name]
		switch {
		case !found:
			http.Error(w, "not found", http.StatusNotFound)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "use GET", http.StatusMethodNotAllowed)
		default:
			a.serve(w, r)
		}
	})
}

// load returns the embedded files of the page by name.
func (p page) load() map[string]*asset {
	folder := "dist/" + p.name
	files, err := fs.ReadDir(dist, folder)
	if err != nil {
		panic(err) // the compiler embedded the folder
	}
	assets := make(map[string]*asset, len(files))
	for _, f := range files {
		content, err := dist.ReadFile(folder + "/" + f.Name())
		if err != nil {
			panic(err)
		}
		name, compressed := strings.CutSuffix(f.Name(), ".gz")
		if !compressed {
			content = compress(content)
		}
		assets[name] = newAsset(name, content)
	}
	return assets
}

// Package console serves GraphiQL, bundled with all it needs.
//
// The page is built from src/ into dist/ by `npm ci && npm run build`; what it built is committed and embedded.
package console

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

//go:embed dist
var dist embed.FS

// policy lets the page load its own files and talk to its own server, sockets included, and nothing else. The hash is that of the
// one style element GraphiQL's dialogs add, which keeps the page behind them from scrolling.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' " +
	"'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; img-src data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler serves the page at /graphiql and /graphiql/, and its files below.
func Handler() http.Handler {
	load := sync.OnceValue(load) // most servers are never asked for the page
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/graphiql"), "/")
		if name == "" {
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

// load returns the embedded files by name.
func load() map[string]*asset {
	files, err := fs.ReadDir(dist, "dist")
	if err != nil {
		panic(err) // the compiler embedded the folder
	}
	assets := make(map[string]*asset, len(files))
	for _, f := range files {
		content, err := dist.ReadFile("dist/" + f.Name())
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

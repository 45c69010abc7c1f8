package files

import (
	"errors"
	"io/fs"
	"net/http"
)

// ServeHTTP serves the file of a signed link.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, valid := s.signer.name(r.URL)
	if !valid {
		http.Error(w, "The link is not valid, or it has expired. Ask for it again.", http.StatusForbidden)
		return
	}
	if s.served != nil && r.Method == http.MethodGet {
		if err := s.served(r.Context(), name); err != nil {
			refuse(w, err)
			return
		}
	}
	w.Header().Set("Cache-Control", "private, no-store")
	s.Serve(w, r, name)
}

// Serve serves a file, or a range of it, with headers that prevent browsers from executing it.
func (s *Store) Serve(w http.ResponseWriter, r *http.Request, name string) {
	content, err := s.Open(r.Context(), name)
	if err != nil {
		refuse(w, err)
		return
	}
	defer func() { _ = content.Close() }()
	h := w.Header()
	h.Set("Content-Type", content.ContentType)
	h.Set("Content-Disposition", content.Disposition)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", content.Modified, content)
}

func refuse(w http.ResponseWriter, err error) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Del("ETag")
	if errors.Is(err, fs.ErrNotExist) {
		http.Error(w, "There is no such file any more.", http.StatusNotFound)
		return
	}
	http.Error(w, "The file cannot be read now. Try again.", http.StatusServiceUnavailable)
}

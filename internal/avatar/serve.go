package avatar

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/internal/picture"
	"kith/models"
)

// forever is the Cache-Control of content that never changes.
const forever = "public, max-age=31536000, immutable"

// nameRule matches the names of pictures.
var nameRule = regexp.MustCompile(`\A[0-9a-f]{32}\z`)

// maxLetters bounds the letters of initials, in bytes.
const maxLetters = 16

// Register serves pictures and initials without authentication: their URLs cannot be guessed, and the content of a URL never changes.
func (s *Service) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /avatars/{name}/{size}", s.servePicture)
	mux.HandleFunc("GET /initials/{colour}/{letters}/{size}", serveInitials)
}

func (s *Service) servePicture(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	size, ok := sizeOf(r.PathValue("size"))
	if !ok || !nameRule.MatchString(name) {
		http.NotFound(w, r)
		return
	}
	shared(w)
	w.Header().Set("ETag", strconv.Quote(name+"-"+strconv.Itoa(size)))
	s.files.Serve(w, r, fileName(name, size))
}

func serveInitials(w http.ResponseWriter, r *http.Request) {
	colour, err := strconv.Atoi(r.PathValue("colour"))
	side, svg := strings.CutSuffix(r.PathValue("size"), ".svg")
	size, ok := sizeOf(side)
	letters := r.PathValue("letters")
	if err != nil || colour < 0 || colour >= len(picture.Colours) || !svg || !ok || len(letters) > maxLetters || !utf8.ValidString(letters) {
		http.NotFound(w, r)
		return
	}
	shared(w)
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = picture.Initials(w, letters, colour, size) // the client is gone: there is nobody to report it to
}

// shared sets headers that allow everyone to cache a response, and pages of other origins to show it.
func shared(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", forever)
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
}

func sizeOf(text string) (int, bool) {
	sizes := models.AvatarSizes()
	at := slices.IndexFunc(sizes, func(size int) bool { return strconv.Itoa(size) == text })
	if at < 0 {
		return 0, false
	}
	return sizes[at], true
}

package avatar_test

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"kith/internal/avatar"
	"kith/internal/crmtest"
	"kith/internal/egress"
	"kith/models"
)

// TestFetch asks for pictures by URL.
func TestFetch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Avatars.WaitForServers()
	var asked atomic.Int32
	site := http.NewServeMux()
	site.HandleFunc("/face", func(out http.ResponseWriter, r *http.Request) {
		if asked.Add(1); r.Header.Get("Cookie") != "" || r.Header.Get("Authorization") != "" {
			t.Error("it was told who asks")
		}
		_, _ = out.Write(drawn(color.RGBA{0, 255, 0, 255}))
	})
	site.HandleFunc("/svg", func(out http.ResponseWriter, _ *http.Request) { fmt.Fprint(out, "<svg/>") })
	site.HandleFunc("/long", func(out http.ResponseWriter, _ *http.Request) { fmt.Fprint(out, strings.Repeat("x", 6<<20)) })
	site.HandleFunc("/busy", func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(http.StatusServiceUnavailable) })
	site.Handle("/moved", http.RedirectHandler("/face", http.StatusFound))
	site.Handle("/round", http.RedirectHandler("/round", http.StatusFound))
	site.Handle("/inside", http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	secure := httptest.NewTLSServer(site)
	t.Cleanup(secure.Close)
	secure.Config.ErrorLog = log.New(t.Output(), "", 0)
	for _, test := range []struct {
		url string
		// refused is the error that the caller gets, state the result of the job in the background.
		refused, state string
	}{
		{server.URL + "/face", "", "completed"},
		{server.URL + "/moved", "", "completed"},
		{server.URL + "/svg", "no JPEG", "cancelled"},
		{server.URL + "/long", "at most 5 MiB", "cancelled"},
		{server.URL + "/none", "answered 404", "cancelled"},
		{server.URL + "/round", "more than 3 redirects", "cancelled"},
		{server.URL + "/inside", "not on the web", "cancelled"},
		{"http://127.0.0.1:25/face", "must be public", "cancelled"},
		{secure.URL + "/face", "certificate", "cancelled"},
		{server.URL + "/busy?secret", "", "retryable"},
		{"http://127.0.0.1:1024/secret", "", "retryable"}, // where nobody listens
	} {
		in := models.ContactAvatarSetInput{ID: w.create("Ada").ID, Picture: models.PictureSource{URL: &test.url}}
		got, err := w.Avatars.Set(w.ctx, in)
		var refused *models.Error
		switch {
		case test.refused != "":
			if !errors.As(err, &refused) || refused.Code != models.Invalid || strings.Join(refused.Field, ".") != "picture.url" ||
				!strings.Contains(refused.Message, test.refused) {
				t.Errorf("%s: %v", test.url, err)
			}
		case err != nil || (got.Avatar != nil) != (test.state == "completed") || got.Avatar != nil && w.kept(*got.Avatar) != 4:
			t.Errorf("%s: %+v %v", test.url, got, err)
		}
		if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'fetch_avatar'"); (n == 1) != (test.state == "retryable") {
			t.Errorf("%s: %d are left for the background", test.url, n)
		}
		w.Exec(t, "DELETE FROM river.river_job WHERE kind = 'fetch_avatar'")

		in.ID = w.create("Grace").ID
		if _, err := w.CRM.ContactPicture(in.ID).Request(w.ctx, *in.Picture.URL); err != nil {
			t.Fatal(err)
		}
		w.work()
		name := w.avatar(in.ID)
		if (name != "") != (test.state == "completed") || name != "" && w.kept(name) != 4 {
			t.Errorf("%s: the contact has %q", test.url, name)
		}
		left := w.Texts(t, "SELECT state || coalesce(array_to_string(errors, ' '), '') FROM river.river_job WHERE kind = 'fetch_avatar'")
		if len(left) != 1 || !strings.HasPrefix(left[0], test.state) || strings.Contains(left[0], "secret") {
			t.Errorf("%s: the work is %s", test.url, left)
		}
		w.Exec(t, "DELETE FROM river.river_job WHERE kind = 'fetch_avatar'")
	}
	if asked.Load() != 4 {
		t.Errorf("asked %d times", asked.Load())
	}
	if actors := w.Texts(t, "SELECT DISTINCT actor_user_id::text FROM contact_events WHERE type = 'CONTACT_UPDATED'"); len(actors) != 1 ||
		actors[0] != w.Home.Agent.UserID.UUID.String() {
		t.Errorf("the events are by %v", actors)
	}
}

// TestFetchStaysOutside asks for addresses that only this machine should reach.
func TestFetchStaysOutside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was reached") }))
	t.Cleanup(server.Close)
	guarded := avatar.New(w.CRM, w.Files, egress.NewClient(false), crmtest.Address, slog.New(slog.DiscardHandler))
	for _, url := range []string{server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1),
		strings.Replace(server.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1), "https://example.com:99999/face"} {
		in := models.ContactAvatarSetInput{ID: w.contact.ID, Picture: models.PictureSource{URL: &url}}
		if _, err := guarded.Set(w.ctx, in); err == nil || !strings.Contains(err.Error(), "must be public") {
			t.Errorf("%s: %v", url, err)
		}
		if _, err := w.CRM.ContactPicture(in.ID).Request(w.ctx, *in.Picture.URL); err != nil {
			t.Fatal(err)
		}
	}
	w.Work(t, guarded.Work)
	if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'fetch_avatar' AND state = 'cancelled'"); n != 4 ||
		w.avatar(w.contact.ID) != "" {
		t.Errorf("%d were given up", n)
	}
}

// unknown is a network where there is no such name.
type unknown struct{}

func (unknown) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
}

// TestFetchFromNowhere fetches from an unknown name: the error is the same as for a name with a private address.
func TestFetchFromNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := avatar.New(w.CRM, w.Files, &http.Client{Transport: unknown{}}, crmtest.Address, slog.New(slog.DiscardHandler))
	url := "https://nowhere.example.com/face"
	if _, err := s.Set(w.ctx, models.ContactAvatarSetInput{ID: w.contact.ID, Picture: models.PictureSource{URL: &url}}); err == nil ||
		!strings.Contains(err.Error(), "must be public") {
		t.Error(err)
	}
}

// TestFetchAsksNobodyFirst has pictures asked for by who may not have them: no server hears of it.
func TestFetchAsksNobodyFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	t.Cleanup(server.Close)
	in := models.ContactAvatarSetInput{ID: w.contact.ID, Picture: models.PictureSource{URL: &server.URL}}
	if _, err := w.Avatars.Set(crmtest.As(w.Foreign.Agent), in); err == nil || !strings.HasPrefix(err.Error(), "NOT_FOUND") {
		t.Error(err)
	}
	if _, err := w.Avatars.Set(t.Context(), in); err == nil || !strings.HasPrefix(err.Error(), "UNAUTHENTICATED") {
		t.Error(err)
	}
}

// TestFetchOfSlowServer asks a server that does not answer before the client is: the picture comes in the background.
func TestFetchOfSlowServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		<-answer
		_, _ = out.Write(drawn(red)) // of which the first client hears nothing
	}))
	t.Cleanup(server.Close)
	c, err := w.Avatars.Set(w.ctx, models.ContactAvatarSetInput{ID: w.contact.ID, Picture: models.PictureSource{URL: &server.URL}})
	close(answer)
	if err != nil || c.Avatar != nil {
		t.Errorf("%+v %v", c, err)
	}
	w.work()
	if name := w.avatar(w.contact.ID); name == "" || w.kept(name) != 4 {
		t.Errorf("the contact has %q", name)
	}
}

// TestFetchIsGivenUp has a server fail until the last attempt, which is logged without the URL.
func TestFetchIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := httptest.NewServer(
		http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(http.StatusServiceUnavailable) }))
	t.Cleanup(server.Close)
	var said bytes.Buffer
	s := avatar.New(w.CRM, w.Files, egress.NewClient(true), crmtest.Address, slog.New(slog.NewTextHandler(&said, nil)))
	url := server.URL + "/secret"
	if _, err := s.Set(w.ctx, models.ContactAvatarSetInput{ID: w.contact.ID, Picture: models.PictureSource{URL: &url}}); err != nil {
		t.Fatal(err)
	}
	for attempt := range 4 {
		if w.Work(t, s.Work); (said.Len() > 0) != (attempt == 3) {
			t.Errorf("after attempt %d it said %s", attempt+1, &said)
		}
		w.Exec(t, "UPDATE river.river_job SET state = 'available', scheduled_at = now() WHERE state = 'retryable'")
	}
	if !strings.Contains(said.String(), w.contact.ID.String()) || !strings.Contains(said.String(), "answered 503") ||
		strings.Contains(said.String(), "secret") {
		t.Errorf("it said %s", &said)
	}
}

// TestFetchIsOvertaken asks for one picture, then for another, and gets the first one later.
func TestFetchIsOvertaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			out.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = out.Write(drawn(red))
	}))
	t.Cleanup(server.Close)
	in := models.ContactAvatarSetInput{ID: w.contact.ID, Picture: models.PictureSource{URL: &server.URL}}
	if _, err := w.Avatars.Set(w.ctx, in); err != nil {
		t.Fatal(err)
	}
	later := w.mustSet(w.contact.ID, drawn(blue))
	w.work()
	if got := w.avatar(w.contact.ID); got != later || w.kept(later) != 4 {
		t.Errorf("the contact has %s", got)
	}
}

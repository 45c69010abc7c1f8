package avatar_test

import (
	"fmt"
	"image/color"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"kith/avatar"
	"kith/egress"
	"kith/internal/crmtest"
	"kith/models"
)

// TestFetch asks for pictures by URL.
func TestFetch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
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
	for _, test := range []struct{ path, state string }{
		{"/face", "completed"}, {"/moved", "completed"}, {"/svg", "cancelled"}, {"/long", "cancelled"}, {"/none", "cancelled"},
		{"/round", "cancelled"}, {"/inside", "retryable"}, {"/busy", "retryable"},
	} {
		c := w.create("Ada")
		url := server.URL + test.path
		got, err := w.Avatars.Set(w.ctx, models.ContactAvatarSetInput{ID: c.ID, URL: &url})
		if err != nil || got.Avatar != nil || got.Version != c.Version {
			t.Fatalf("%s: %+v %v", test.path, got, err)
		}
		w.work()
		name := w.avatar(c.ID)
		if (name != "") != (test.state == "completed") || name != "" && w.kept(name) != 4 {
			t.Errorf("%s: the contact has %q", test.path, name)
		}
		if state := w.Texts(t, "SELECT state::text FROM river.river_job WHERE kind = 'fetch_avatar' ORDER BY id DESC LIMIT 1")[0]; state != test.state {
			t.Errorf("%s: the work is %s", test.path, state)
		}
		w.Exec(t, "DELETE FROM river.river_job WHERE state = 'retryable'")
	}
	if asked.Load() != 2 {
		t.Errorf("asked %d times", asked.Load())
	}
	if actors := w.Texts(t, "SELECT DISTINCT actor_user_id::text FROM contact_events WHERE type = 'CONTACT_UPDATED'"); len(actors) != 1 || actors[0] != w.Home.Agent.UserID.UUID.String() {
		t.Errorf("the events are by %v", actors)
	}
}

// TestFetchStaysOutside asks for addresses that only this machine should reach.
func TestFetchStaysOutside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was reached") }))
	t.Cleanup(server.Close)
	guarded := avatar.New(w.CRM, w.Files, egress.NewClient(false), crmtest.Address)
	for _, url := range []string{server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), strings.Replace(server.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1)} {
		if _, err := guarded.Set(w.ctx, models.ContactAvatarSetInput{ID: w.contact.ID, URL: &url}); err != nil {
			t.Fatal(err)
		}
	}
	w.Work(t, guarded.Work)
	if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'fetch_avatar' AND state = 'cancelled'"); n != 3 || w.avatar(w.contact.ID) != "" {
		t.Errorf("%d were given up", n)
	}
}

// TestFetchIsOvertaken asks for one picture, then for another, and gets the first one later.
func TestFetchIsOvertaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write(drawn(red)) }))
	t.Cleanup(server.Close)
	if _, err := w.Avatars.Set(w.ctx, models.ContactAvatarSetInput{ID: w.contact.ID, URL: &server.URL}); err != nil {
		t.Fatal(err)
	}
	later := w.mustSet(w.contact.ID, drawn(blue))
	w.work()
	if got := w.avatar(w.contact.ID); got != later || w.kept(later) != 4 {
		t.Errorf("the contact has %s", got)
	}
}

package avatar_test

import (
	"net/http"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

func TestServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	name := w.mustSet(w.contact.ID, drawn(red))
	for _, test := range []struct {
		path   string
		status int
		holds  string
	}{
		{"/avatars/" + name + "/64", 200, "\xff\xd8"},
		{"/avatars/" + name + "/65", 404, ""},
		{"/avatars/" + name + "/064", 404, ""},
		{"/avatars/" + strings.ToUpper(name) + "/64", 404, ""},
		{"/avatars/" + name[:31] + "/64", 404, ""},
		{"/avatars/..%2f..%2fimports/64", 404, ""},
		{"/avatars/" + strings.Repeat("0", 32) + "/64", 404, "no such file"},
		{"/initials/3/AL/128.svg", 200, ">AL</text>"},
		{"/initials/0/%E5%AE%89/64.svg", 200, ">安</text>"},
		{"/initials/0/%3Cscript%3E/64.svg", 200, "&lt;script&gt;"},
		{"/initials/0/%22%2F/64.svg", 200, "&#34;/"},
		{"/initials/12/AL/128.svg", 404, ""},
		{"/initials/-1/AL/128.svg", 404, ""},
		{"/initials/3/AL/128", 404, ""},
		{"/initials/3/AL/129.svg", 404, ""},
		{"/initials/3/%FF/128.svg", 404, ""},
		{"/initials/3/" + strings.Repeat("A", 17) + "/128.svg", 404, ""},
	} {
		got := w.get(test.path)
		if got.Code != test.status || !strings.Contains(got.Body.String(), test.holds) {
			t.Errorf("%s: %d %.100q", test.path, got.Code, got.Body)
		}
		kept := got.Header().Get("Cache-Control") == "public, max-age=31536000, immutable"
		if kept != (test.status == http.StatusOK) ||
			kept && (got.Header().Get("X-Content-Type-Options") != "nosniff" ||
				got.Header().Get("Content-Security-Policy") != "default-src 'none'; sandbox") {
			t.Errorf("%s: %v", test.path, got.Header())
		}
	}
}

// TestURLsLead loads what contacts and users say that they look like.
func TestURLsLead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	letters := map[string]string{"Ada Lovelace": "AL", "ada": "A", "  Ada  de la  Tour ": "AT", "": "?", "«Ö» 3": "Ö3", "安 娜": "安娜",
		"...": "?", "e\u0301a": "É", "a/b ?c": "AC"}
	for name, want := range letters {
		c := w.create(name)
		again := w.create(name)
		url, err := w.Avatars.ContactURL(c, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.get(strings.TrimPrefix(*url, crmtest.Address)); got.Code != http.StatusOK ||
			!strings.Contains(got.Body.String(), ">"+want+"</text>") || !strings.Contains(got.Body.String(), `width="128"`) {
			t.Errorf("%q at %s: %d %s", name, *url, got.Code, got.Body)
		}
		if same, _ := w.Avatars.ContactURL(w.find(c.ID), nil); *same != *url {
			t.Errorf("%s became %s; another is %s", *url, *same, again.ID)
		}
	}
	users, err := w.CRM.ListUsers(w.ctx, page.Args{}, false)
	if err != nil || len(users.Nodes()) == 0 {
		t.Fatal(users, err)
	}
	for _, u := range users.Nodes() {
		if got := w.get(strings.TrimPrefix(w.Avatars.UserURL(u), crmtest.Address)); got.Code != http.StatusOK ||
			got.Header().Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %d", w.Avatars.UserURL(u), got.Code)
		}
	}
	for _, size := range []int{-1, 0, 513} {
		if _, err := w.Avatars.ContactURL(w.contact, &size); err == nil || !strings.Contains(err.Error(), string(models.Invalid)+" size") {
			t.Errorf("size %d: %v", size, err)
		}
	}
}

package app

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// exportLink exports the contacts and returns the path of the link to the file.
func (s *process) exportLink(t *testing.T) string {
	t.Helper()
	var started struct {
		ContactsExport struct{ Job struct{ ID string } }
	}
	s.query(t, &started, `mutation { contactsExport(input: {columns: ["name"]}) { job { id } } }`, nil)
	var got struct {
		Job struct {
			State     string
			ResultURL *string
		}
	}
	await(t, func() bool {
		s.query(t, &got, `query ($id: ID!) { job(id: $id) { state resultUrl } }`, map[string]any{"id": started.ContactsExport.Job.ID})
		return got.Job.ResultURL != nil
	})
	return strings.TrimPrefix(*got.Job.ResultURL, s.url)
}

// TestDownloads asks for files, pictures and initials in every way: only by GET and HEAD, whole and in parts, with headers that keep
// browsers from executing them, and never for anything but what the link was made for.
func TestDownloads(t *testing.T) {
	t.Parallel()
	s := externalPlace(t).serve(t)
	contact := s.addContact(t, map[string]any{"name": "Ada, the Countess"})
	var set struct {
		Data struct {
			ContactAvatarSet struct{ Contact struct{ AvatarURL string } }
		}
	}
	if err := json.Unmarshal([]byte(s.picture(t, contact).body), &set); err != nil {
		t.Fatal(err)
	}
	file, picture := s.exportLink(t), strings.TrimPrefix(set.Data.ContactAvatarSet.Contact.AvatarURL, s.url)
	whole := s.get(t, picture)
	tag := whole.header.Get("ETag")
	forged := func(name, value string) string {
		u, err := url.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set(name, value)
		return u.Path + "?" + q.Encode()
	}
	const csv = "name\n\"Ada, the Countess\"\n"
	const private, forever = "private, no-store", "public, max-age=31536000, immutable"
	for _, test := range []struct {
		name, method, path string
		headers            []string
		status             int
		body, cache        string
	}{
		{name: "a file", method: "GET", path: file, status: 200, body: csv, cache: private},
		{name: "its head", method: "HEAD", path: file, status: 200, cache: private},
		{name: "a part of it", method: "GET", path: file, headers: []string{"Range", "bytes=5-8"}, status: 206, body: "\"Ada", cache: private},
		{name: "parts of it", method: "GET", path: file, headers: []string{"Range", "bytes=0-1,5-6"}, status: 206,
			body: "Content-Range: bytes 0-1/", cache: private},
		{name: "beyond its end", method: "GET", path: file, headers: []string{"Range", "bytes=999-"}, status: 416},
		{name: "as another origin", method: "GET", path: file, headers: []string{"Origin", "https://evil.example"}, status: 200, body: csv,
			cache: private},
		{name: "another file", method: "GET", path: forged("obj", "avatars/x"), status: 403, body: "Ask for it again"},
		{name: "for longer", method: "GET", path: forged("expiry", "99999999999"), status: 403, body: "Ask for it again"},
		{name: "with a token instead of a link", method: "GET", path: "/files?obj=exports",
			headers: []string{"Authorization", "Bearer " + s.token}, status: 403, body: "Ask for it again"},
		{name: "by POST", method: "POST", path: file, status: 405},
		{name: "by PUT", method: "PUT", path: file, status: 405},
		{name: "by DELETE", method: "DELETE", path: file, status: 405},
		{name: "below", method: "GET", path: "/files/exports", status: 404},
		{name: "a picture", method: "GET", path: picture, status: 200, body: "\xff\xd8", cache: forever},
		{name: "its head", method: "HEAD", path: picture, status: 200, cache: forever},
		{name: "the same again", method: "GET", path: picture, headers: []string{"If-None-Match", tag}, status: 304, cache: forever},
		{name: "a part of the picture", method: "GET", path: picture, headers: []string{"Range", "bytes=0-1"}, status: 206, body: "\xff\xd8",
			cache: forever},
		{name: "a part of another", method: "GET", path: picture, headers: []string{"Range", "bytes=0-1", "If-Range", `"other"`}, status: 200,
			body: "\xff\xd8", cache: forever},
		{name: "a picture by POST", method: "POST", path: picture, status: 405},
		{name: "a picture that there is not", method: "GET", path: "/avatars/" + strings.Repeat("0", 32) + "/64",
			headers: []string{"If-None-Match", "*"}, status: 404, body: "no such file"},
		{name: "initials", method: "GET", path: "/initials/3/AL/128.svg", status: 200, body: "<svg", cache: forever},
		{name: "initials by DELETE", method: "DELETE", path: "/initials/3/AL/128.svg", status: 405},
		{name: "all pictures", method: "GET", path: "/avatars/", status: 404},
	} {
		a, err := s.send(test.method, test.path, "", test.headers...)
		if err != nil {
			t.Fatal(err)
		}
		if a.status != test.status || !strings.Contains(a.body, test.body) || test.method == http.MethodHead && a.body != "" {
			t.Errorf("%s: %d %.300q", test.name, a.status, a.body)
		}
		want := map[string]string{"X-Content-Type-Options": "nosniff"}
		switch {
		case test.status < 300:
			want["Content-Security-Policy"] = "default-src 'none'; sandbox"
			want["Cache-Control"] = test.cache
		case test.status == http.StatusNotModified:
			want["Cache-Control"], want["ETag"] = test.cache, tag
		case test.status == http.StatusMethodNotAllowed:
			want["Allow"] = "GET, HEAD"
		case strings.Contains(a.header.Get("Cache-Control"), "public"):
			t.Errorf("%s is kept by everyone: %v", test.name, a.header)
		}
		if strings.HasPrefix(test.path, "/files?") && test.status < 300 {
			want["Content-Disposition"] = "attachment; filename="
		}
		if test.cache == forever && test.status < 300 {
			want["Cross-Origin-Resource-Policy"] = "cross-origin"
		}
		for name, value := range want {
			if got := a.header.Get(name); !strings.HasPrefix(got, value) {
				t.Errorf("%s: %s is %q", test.name, name, got)
			}
		}
		if test.status >= 400 && !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: an error as %s", test.name, a.header.Get("Content-Type"))
		}
		if a.header.Get("Set-Cookie") != "" || a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", test.name, a.header)
		}
	}
}

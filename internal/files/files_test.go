package files_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"kith/internal/crmtest"
	"kith/internal/files"
)

var csv = files.File{ContentType: "text/csv; charset=utf-8", Filename: "Kontakte für Ada.csv"}

// open returns a store that ends with the test.
func open(t *testing.T, o files.Options) *files.Store {
	t.Helper()
	o.Key = []byte("a key that all servers have")
	s, err := files.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// folder returns a store in a folder of its own, whose links lead to where it is served.
func folder(t *testing.T) *files.Store {
	t.Helper()
	var s *files.Store
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	s = open(t, files.Options{Folder: filepath.Join(t.TempDir(), "files"), Address: server.URL + "/files", MaxBytes: 1 << 10})
	return s
}

// bucket returns a store in a bucket of an S3 service.
func bucket(t *testing.T) *files.Store {
	t.Helper()
	return open(t, bucketAt(t, crmtest.S3(t), "kith"))
}

// bucketAt describes a store in a bucket of a service.
func bucketAt(t *testing.T, service http.Handler, name string) files.Options {
	t.Helper()
	return files.Options{Bucket: crmtest.BucketURL(t, service, name), MaxBytes: 1 << 10}
}

func put(t *testing.T, s *files.Store, name, text string) {
	t.Helper()
	if err := s.Put(t.Context(), name, csv, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, s *files.Store, name string) string {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func link(t *testing.T, s *files.Store, name string, expires time.Duration) string {
	t.Helper()
	u, err := s.SignedURL(t.Context(), name, expires)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestStores does the same in a folder and in a bucket.
func TestStores(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *files.Store{"folder": folder, "bucket": bucket} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			put(t, s, "imports/1/rows.csv", "name\nAda")
			put(t, s, "imports/1/rows.csv", "name\nGrace")
			if got := content(t, s, "imports/1/rows.csv"); got != "name\nGrace" {
				t.Errorf("it holds %q", got)
			}
			resp, err := http.Get(link(t, s, "imports/1/rows.csv", time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			got, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != http.StatusOK || string(got) != "name\nGrace" {
				t.Errorf("its link gives %d %q %v", resp.StatusCode, got, err)
			}
			for header, want := range map[string]string{
				"Content-Type":        csv.ContentType,
				"Content-Disposition": "attachment; filename*=utf-8''Kontakte%20f%C3%BCr%20Ada.csv",
			} {
				if got := resp.Header.Get(header); got != want {
					t.Errorf("%s is %q", header, got)
				}
			}
			for range 2 { // a job that is run again deletes again
				if err := s.Delete(t.Context(), "imports/1/rows.csv"); err != nil {
					t.Error(err)
				}
			}
			if _, err := s.Open(t.Context(), "imports/1/rows.csv"); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("once deleted: %v", err)
			}
		})
	}
}

// TestFolders looks for old files, and removes all of a folder.
func TestFolders(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *files.Store{"folder": folder, "bucket": bucket} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			for _, name := range []string{"imports/3", "imports/1", "imports/2", "imports2/1", "import"} {
				put(t, s, name, "text")
			}
			old := func(since time.Time, first int, want ...string) {
				t.Helper()
				if got, err := s.Old(t.Context(), "imports", since, first); err != nil || !slices.Equal(got, want) {
					t.Errorf("%v %v, not %v", got, err, want)
				}
			}
			now := time.Now()
			old(now.Add(-time.Minute), 10)
			old(now.Add(time.Minute), 10, "imports/1", "imports/2", "imports/3")
			old(now.Add(time.Minute), 2, "imports/1", "imports/2")
			for range 2 { // a job that is run again deletes again
				if err := s.DeleteBelow(t.Context(), "imports"); err != nil {
					t.Error(err)
				}
			}
			old(now.Add(time.Minute), 10)
			content(t, s, "imports2/1")
			content(t, s, "import")
		})
	}
}

// TestPutIsAllOrNothing breaks off what is being stored: the file stays as it was.
func TestPutIsAllOrNothing(t *testing.T) {
	broken := errors.New("the client went away")
	for name, open := range map[string]func(*testing.T) *files.Store{"folder": folder, "bucket": bucket} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			put(t, s, "there", "before")
			for _, test := range []struct {
				text string
				end  error
				want error
			}{
				{"half", broken, broken},
				{strings.Repeat("x", 1<<10+1), io.EOF, files.ErrTooLarge},
			} {
				for _, name := range []string{"there", "new"} {
					in := io.MultiReader(strings.NewReader(test.text), iotest.ErrReader(test.end))
					if err := s.Put(t.Context(), name, csv, in); !errors.Is(err, test.want) {
						t.Errorf("%v, not %v", err, test.want)
					}
				}
			}
			if got := content(t, s, "there"); got != "before" {
				t.Errorf("it holds %q", got)
			}
			if _, err := s.Open(t.Context(), "new"); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("half a file is there: %v", err)
			}
		})
	}
}

// TestFolderIsClean looks for what broken writes leave, and for who may read the files.
func TestFolderIsClean(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "files")
	s := open(t, files.Options{Folder: dir})
	if err := s.Put(t.Context(), "a/b", csv, iotest.ErrReader(io.ErrUnexpectedEOF)); err == nil {
		t.Fatal("half a file was stored")
	}
	put(t, s, "a/c", "text")
	if err := s.Delete(t.Context(), "a/c"); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 || !d.IsDir() {
			t.Errorf("%s is left: %v %v", path, info, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	s := folder(t)
	for _, name := range []string{"", ".", "..", "/etc/passwd", "../up", "a/../b", "a//b", "a/", "./a"} {
		_, opened := s.Open(t.Context(), name)
		_, signed := s.SignedURL(t.Context(), name, time.Minute)
		_, old := s.Old(t.Context(), name, time.Now(), 1)
		for verb, err := range map[string]error{
			"delete below": s.DeleteBelow(t.Context(), name), "old": old,
			"put": s.Put(t.Context(), name, csv, strings.NewReader("x")), "open": opened, "delete": s.Delete(t.Context(), name), "sign": signed,
		} {
			if err == nil || errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s %q: %v", verb, name, err)
			}
		}
	}
}

// TestLinks changes what a link says.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := folder(t)
	put(t, s, "mine", "0123456789")
	put(t, s, "other", "secret")
	good := link(t, s, "mine", time.Minute)
	change := func(name, value string) string {
		u, err := url.Parse(good)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
		return u.String()
	}
	gone := link(t, s, "gone", time.Minute)
	for _, test := range []struct {
		name, method, url, span string
		status                  int
		body                    string
	}{
		{name: "as it is", url: good, status: 200, body: "0123456789"},
		{name: "head", method: "HEAD", url: good, status: 200},
		{name: "a part", url: good, span: "bytes=2-4", status: 206, body: "234"},
		{name: "an impossible part", url: good, span: "bytes=20-", status: 416, body: "invalid range"},
		{name: "another file", url: change("obj", "other"), status: 403, body: "Ask for it again"},
		{name: "outside", url: change("obj", "../../etc/passwd"), status: 403, body: "Ask for it again"},
		{name: "for longer", url: change("expiry", "99999999999"), status: 403, body: "Ask for it again"},
		{name: "unsigned", url: change("signature", ""), status: 403, body: "Ask for it again"},
		{name: "for writing", url: change("method", "PUT"), status: 403, body: "Ask for it again"},
		{name: "nothing", url: strings.Split(good, "?")[0], status: 403, body: "Ask for it again"},
		{name: "of a file that is gone", url: gone, status: 404, body: "no such file"},
	} {
		method := test.method
		if method == "" {
			method = http.MethodGet
		}
		r := httptest.NewRequestWithContext(t.Context(), method, test.url, nil)
		if test.span != "" {
			r.Header.Set("Range", test.span)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.body) || test.body == "" && w.Body.Len() > 0 {
			t.Errorf("%s: %d %q", test.name, w.Code, w.Body)
		}
		if test.status < 400 {
			for header, want := range map[string]string{"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
				"Content-Security-Policy": "default-src 'none'; sandbox"} {
				if got := w.Header().Get(header); got != want {
					t.Errorf("%s: %s is %q", test.name, header, got)
				}
			}
		}
	}
}

func TestLinksExpire(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, files.Options{Folder: dir, Address: "http://kith.example/files"})
		put(t, s, "mine", "text")
		u := link(t, s, "mine", time.Hour)
		for _, step := range []struct {
			wait   time.Duration
			status int
		}{{0, 200}, {time.Hour - time.Second, 200}, {2 * time.Second, 403}} {
			time.Sleep(step.wait)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, u, nil))
			if w.Code != step.status {
				t.Errorf("after %v more: %d", step.wait, w.Code)
			}
		}
	})
}

// TestKeyIsNeeded has another installation look at a link.
func TestKeyIsNeeded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, files.Options{Folder: dir, Address: "/files"})
	put(t, s, "mine", "text")
	for key, status := range map[string]int{"a key that all servers have": 200, "another": 403} {
		other, err := files.Open(t.Context(), files.Options{Folder: dir, Key: []byte(key)})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		other.ServeHTTP(w, httptest.NewRequest(http.MethodGet, link(t, s, "mine", time.Minute), nil))
		if w.Code != status {
			t.Errorf("with the key %q: %d", key, w.Code)
		}
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	taken := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	key := []byte("key")
	for name, o := range map[string]files.Options{
		"no key":         {Folder: t.TempDir()},
		"another scheme": {Bucket: "gs://kith", Key: key},
		"a typo":         {Bucket: "s3://kith?colour=red", Key: key},
		"a bad address":  {Folder: t.TempDir(), Address: "http://a b", Key: key},
		"a file":         {Folder: taken, Key: key},
	} {
		if s, err := files.Open(t.Context(), o); err == nil {
			t.Errorf("%s: opened %v", name, s)
		}
	}
}

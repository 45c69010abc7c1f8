package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"kith/internal/postgres"
)

const (
	// scarceDisk is how much space a database should have at least, fullDisk with how little it will soon stop.
	scarceDisk = 2 << 30
	fullDisk   = 256 << 20
	// reachTimeout is how long an address may take to answer.
	reachTimeout = 10 * time.Second
)

func (d *doctor) checkSettings(context.Context) {
	rows := d.settings.table()
	wrong := 0
	for _, row := range rows {
		if row.check != nil && d.fail("settings", row.check(), "") {
			wrong++
		}
	}
	_, err := d.settings.logger()
	if !d.fail("settings", err, "") && wrong == 0 {
		d.say(fine, "settings", "%d settings are as they may be", len(rows))
	}
}

func (d *doctor) checkEnvironment(context.Context) {
	unknown := unknownVariables(d.environment)
	for _, v := range unknown {
		d.say(dubious, "environment", "%s is no setting and is ignored; did you mean %s?", v.name, v.nearest)
	}
	if len(unknown) == 0 {
		d.say(fine, "environment", "every variable that begins with KITH_ is a setting")
	}
}

// checkDisk looks at the space where the data directory is, or will be.
func (d *doctor) checkDisk(context.Context) {
	dir, err := filepath.Abs(d.settings.dataDir)
	if d.fail("disk", err, "") {
		return
	}
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		d.say(broken, "disk", "%s: %v; set KITH_DATA_DIR to a directory that can be used", dir, err)
		return
	}
	free := uint64(disk.Bavail) * uint64(disk.Bsize) //nolint:unconvert // types differ between systems
	switch text := fmt.Sprintf("%.1f GB are free at %s", float64(free)/1e9, dir); {
	case free < fullDisk:
		d.say(broken, "disk", "%s; make room, or move KITH_DATA_DIR: PostgreSQL stops on a full disk", text)
	case free < scarceDisk:
		d.say(dubious, "disk", "%s; make room before it is full", text)
	default:
		d.say(fine, "disk", "%s", text)
	}
}

// checkKey looks for the key of the secrets without making one.
func (d *doctor) checkKey(context.Context) {
	s := d.settings
	path := filepath.Join(s.dataDir, secretKeyFile)
	if s.secretKey == "" {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			d.say(dubious, "secret key", "%s is not there, and the next start makes one; if a server ran before, put its key back: "+
				"without it, secrets of webhooks can't be read", path)
			return
		case d.fail("secret key", err, "set KITH_SECRET_KEY"):
			return
		case info.Mode().Perm()&0o077 != 0:
			d.say(dubious, "secret key", "others may read %s; chmod 600 it", path)
		}
	}
	if _, err := s.key(); !d.fail("secret key", err, "") {
		d.say(fine, "secret key", "there is one; keep a copy apart from the backups")
	}
}

func (d *doctor) checkFiles(ctx context.Context) {
	place := "the folder of files"
	if d.settings.blobURL != "" {
		place = "the bucket"
	} else if _, err := os.Stat(d.settings.dataDir); errors.Is(err, fs.ErrNotExist) {
		d.say(dubious, "files", "%s is not there yet; the first start makes it", d.settings.dataDir)
		return
	}
	if !d.fail("files", probeFiles(ctx, d.settings), "") {
		d.say(fine, "files", "a file was written to %s and removed", place)
	}
}

// checkDatabase connects and looks at what it finds.
func (d *doctor) checkDatabase(ctx context.Context) {
	if d.settings.databaseURL == "" && !d.checkPrograms(ctx) {
		return
	}
	s := d.settings
	s.addr = ""
	d.db = &database{}
	log, err := s.logger()
	if err != nil {
		return // it was told
	}
	advice := ""
	if s.databaseURL != "" {
		advice = "check that PostgreSQL runs there and takes this user and password"
	}
	if d.fail("database", d.db.connect(ctx, s, postgres.Join, log), advice) {
		return
	}
	d.checkVersion(ctx)
	d.checkExtensions(ctx)
	d.checkMigrations(ctx)
	d.checkClock(ctx)
}

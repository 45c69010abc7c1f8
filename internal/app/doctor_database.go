package app

import (
	"context"
	"strings"
	"time"

	"kith/internal/postgres"
	"kith/migrations"
)

const (
	// skewed is by how much two clocks may differ before it is worth a word, wrong before it does harm: links and sessions expire by them.
	skewed = 2 * time.Second
	wrong  = time.Minute
)

func (d *doctor) checkVersion(ctx context.Context) {
	var number int
	var text string
	err := d.db.pool.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_version')").Scan(&number, &text)
	switch {
	case d.fail("database", err, ""):
	case number/10000 < postgres.MinVersion:
		d.say(broken, "database", "it is PostgreSQL %s, and Kith needs %d or newer; upgrade it", text, postgres.MinVersion)
	default:
		d.say(fine, "database", "PostgreSQL %s answers", text)
	}
}

func (d *doctor) checkExtensions(ctx context.Context) {
	var missing, planned []string
	err := d.db.pool.QueryRow(ctx, `
		SELECT coalesce(array_agg(want) FILTER (WHERE e.name IS NULL), '{}'),
			coalesce(array_agg(want) FILTER (WHERE e.name IS NOT NULL AND e.installed_version IS NULL), '{}')
		FROM unnest(ARRAY['pg_trgm', 'btree_gin', 'fuzzystrmatch']) want
		LEFT JOIN pg_available_extensions e ON e.name = want`).Scan(&missing, &planned)
	switch {
	case d.fail("extensions", err, ""):
	case len(missing) > 0:
		d.say(broken, "extensions", "%s is not available; install PostgreSQL's contrib package on the server of the database",
			strings.Join(missing, " and "))
	case len(planned) > 0:
		d.say(dubious, "extensions", "%s is available and not installed; "+
			"the next start installs it, for which the role needs CREATE on the database",
			strings.Join(planned, " and "))
	default:
		d.say(fine, "extensions", "pg_trgm, btree_gin and fuzzystrmatch are installed")
	}
}

func (d *doctor) checkMigrations(ctx context.Context) {
	var made bool
	err := d.db.pool.QueryRow(ctx, "SELECT to_regclass('public.goose_db_version') IS NOT NULL").Scan(&made)
	if d.fail("migrations", err, "") {
		return
	}
	latest := migrations.Latest()
	if !made {
		d.say(dubious, "migrations", "the database is empty; the next start, or kith migrate, brings it to version %d", latest)
		return
	}
	version, _, err := migrations.Version(ctx, d.db.pool)
	switch {
	case d.fail("migrations", err, "run kith migrate"):
	case version < latest:
		d.say(dubious, "migrations", "the database is at version %d; the next start, or kith migrate, brings it to %d", version, latest)
	case version > latest:
		d.say(broken, "migrations", "the database is at version %d, and this Kith knows %d; use the Kith that it was made by, or a newer one",
			version, latest)
	default:
		d.say(fine, "migrations", "the database is at version %d", version)
	}
}

// checkClock compares the clocks of the two machines.
func (d *doctor) checkClock(ctx context.Context) {
	var there time.Time
	before := time.Now()
	if d.fail("clock", d.db.pool.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&there), "") {
		return
	}
	here := before.Add(time.Since(before) / 2)
	difference := there.Sub(here).Abs()
	text := "it differs from that of the database by " + difference.Round(time.Millisecond).String()
	switch {
	case difference > wrong:
		d.say(broken, "clock", "%s; set both by NTP: sessions and links expire by them", text)
	case difference > skewed:
		d.say(dubious, "clock", "%s; set both by NTP", text)
	default:
		d.say(fine, "clock", "%s", text)
	}
}

// Package postgres gives Kith its database: it finds the PostgreSQL programs of this machine, keeps a private cluster
// in the data directory and supervises its postmaster, and it opens the one pool over that or any other database.
//
// The cluster listens on a Unix socket only and lets in the user of the operating system that runs Kith. A postmaster
// outlives a killed Kith, so that nothing is lost; the next start adopts it.
package postgres

import (
	"fmt"
	"log/slog"
)

// Options says where a private cluster lives and how it runs.
type Options struct {
	// DataDir holds the lock, the log, the socket and the cluster itself (in DataDir/postgres).
	DataDir string
	// BinDir is the directory of initdb and postgres; empty to search the usual places.
	BinDir string
	// Download says whether programs may be downloaded; empty for DownloadAuto.
	Download Download
	// Progress shows how much of a download has come; nil for silence.
	Progress Progress `json:"-"`
	// Address is where the server listens, to be told to whoever finds the directory in use; may be empty.
	Address string
	// Params are further server settings, such as fsync=off for tests.
	Params map[string]string
	// Logger hears what was started, adopted or moved; nil for silence.
	Logger *slog.Logger
}

// Download says when the programs of PostgreSQL are downloaded.
type Download string

// DownloadAuto downloads programs where none are installed, DownloadAlways uses downloaded ones even where others are installed, and
// DownloadOff downloads nothing, and uses what an earlier start has downloaded.
const (
	DownloadAuto   Download = "auto"
	DownloadAlways Download = "always"
	DownloadOff    Download = "off"
)

// Valid reports whether it is one of the three, or empty.
func (d Download) Valid() bool {
	return d == "" || d == DownloadAuto || d == DownloadAlways || d == DownloadOff
}

// Progress is told what begins to come and how many bytes it has, -1 if that is unknown; what it returns is told of each piece.
type Progress func(what string, size int64) (add func(bytes int))

// Upgraded says what Upgrade has done.
type Upgraded struct {
	// From and To are the major versions; they are equal if there was nothing to do.
	From, To int
	// Old is where the old cluster is kept.
	Old string
}

// InUseError says which process holds a data directory.
type InUseError struct {
	DataDir string
	PID     int
	Since   string
	Address string
}

func (e *InUseError) Error() string {
	text := fmt.Sprintf("the data directory %s is in use", e.DataDir)
	if e.PID != 0 {
		text += fmt.Sprintf(" by process %d since %s", e.PID, e.Since)
	}
	if e.Address != "" {
		text += " at " + e.Address
	}
	return text + "; stop it, or set KITH_DATA_DIR to another directory"
}

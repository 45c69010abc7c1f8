package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// release is the version of a released program, which its build sets: -ldflags "-X kith/internal/app.release=v1.2.3".
var release string

// version says what the program was built from: the release, or else what the Go tool knows of the source.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release + " " + runtime.Version()
	}
	return describeBuild(release, info)
}

// describeBuild is like `v1.2.3 (revision 0123456789ab of 2026-03-01T10:00:00Z) go1.26.0 linux/amd64`.
func describeBuild(release string, info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	name := release
	if name == "" {
		name = info.Main.Version
	}
	if name == "" {
		name = "(devel)"
	}
	text := []string{name}
	if revision := settings["vcs.revision"]; revision != "" {
		source := "revision " + revision[:min(12, len(revision))]
		if at := settings["vcs.time"]; at != "" {
			source += " of " + at
		}
		if settings["vcs.modified"] == "true" {
			source += ", modified"
		}
		text = append(text, "("+source+")")
	}
	return fmt.Sprintf("%s %s %s/%s", strings.Join(text, " "), info.GoVersion, runtime.GOOS, runtime.GOARCH)
}

package app

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestDescribeBuild(t *testing.T) {
	t.Parallel()
	system := runtime.GOOS + "/" + runtime.GOARCH
	vcs := []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.time", Value: "2026-03-01T10:00:00Z"},
		{Key: "vcs.modified", Value: "true"}}
	for _, test := range []struct {
		name, release string
		info          debug.BuildInfo
		want          string
	}{
		{"go run", "", debug.BuildInfo{GoVersion: "go1.26.0"}, "(devel) go1.26.0 " + system},
		{"go build", "", debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v0.1.1-0.2026"}, Settings: vcs},
			"v0.1.1-0.2026 (revision 0123456789ab of 2026-03-01T10:00:00Z, modified) go1.26.0 " + system},
		{"a release", "v1.2.3", debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "(devel)"}, Settings: vcs[:1]},
			"v1.2.3 (revision 0123456789ab) go1.26.0 " + system},
	} {
		if got := describeBuild(test.release, &test.info); got != test.want {
			t.Errorf("%s: %q, not %q", test.name, got, test.want)
		}
	}
}

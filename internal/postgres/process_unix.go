//go:build unix && !linux

package postgres

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

var dataDirArg = regexp.MustCompile(` -D (.*?)( -c .*)?$`)

// dataDirOf returns the argument -D of a live process, or "": of one that has none, is dead or a zombie.
func dataDirOf(pid int) string {
	line, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	match := dataDirArg.FindStringSubmatch(strings.TrimSpace(string(line)))
	if match == nil {
		return ""
	}
	return match[1]
}

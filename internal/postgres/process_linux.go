package postgres

import (
	"bytes"
	"fmt"
	"os"
	"slices"
)

// dataDirOf returns the argument -D of a live process, or "": of one that has none, is dead or a zombie.
func dataDirOf(pid int) string {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	args := bytes.Split(line, []byte{0})
	i := slices.IndexFunc(args, func(arg []byte) bool { return string(arg) == "-D" })
	if i < 0 || i+1 == len(args) {
		return ""
	}
	return string(args[i+1])
}

package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tick is how many milliseconds of CPU Linux counts as one.
const tick = 10

// stat returns the fields of /proc/<pid>/stat from the state on; nil for a process that has ended.
func stat(path string) []string {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	_, after, _ := strings.Cut(string(content), ") ") // the name of a program may contain spaces
	return strings.Fields(after)
}

func field(stat []string, n int) float64 {
	if len(stat) <= n {
		return 0
	}
	v, _ := strconv.ParseFloat(stat[n], 64)
	return v
}

func statOf(pid int) []string { return stat("/proc/" + strconv.Itoa(pid) + "/stat") }

func parent(pid int) int { return int(field(statOf(pid), 1)) }

// cpu returns the milliseconds of CPU that a process has used.
func cpu(pid int) float64 {
	s := statOf(pid)
	return (field(s, 11) + field(s, 12)) * tick
}

// cpuOfChildren returns the milliseconds that the children of a process have used, those that have ended included.
func cpuOfChildren(pid int) float64 {
	s := statOf(pid)
	sum := (field(s, 13) + field(s, 14)) * tick
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range paths {
		if s := stat(path); field(s, 1) == float64(pid) {
			sum += (field(s, 11) + field(s, 12)) * tick
		}
	}
	return sum
}

// peakMemory returns the most megabytes that a process has had resident.
func peakMemory(pid int) float64 {
	content, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	_, after, _ := strings.Cut(string(content), "VmHWM:")
	kilobytes, _ := strconv.ParseFloat(strings.Fields(after + " 0")[0], 64)
	return kilobytes / 1024
}

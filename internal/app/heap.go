package app

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// heapFloor is how far the heap may grow before it is collected, however little of it is alive. Go collects what has doubled, and a server
// of whose heap 5 MB are alive would spend a fifth of its CPU on collecting them some thirty times a second.
const heapFloor = 24 << 20

// keepHeapFloor sets GOGC anew after each collection, unless whoever runs the server has said how to collect.
func keepHeapFloor() {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if os.Getenv(name) != "" {
			return
		}
	}
	collected(defaultGOGC)
}

// importHeap bounds what Go holds while a command imports a file: a large workbook leaves much garbage. With the pages of the program it is
// below 150 MB.
const importHeap = 96 << 20

// importGOGC is how far the heap of such a command grows before it is collected: most of it is garbage, and below importHeap there is room.
const importGOGC = 400

// boundHeap has garbage collected seldom, but more often near importHeap, unless whoever runs the command has said how to collect.
func boundHeap() {
	if os.Getenv("GOMEMLIMIT") == "" && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(importGOGC)
		debug.SetMemoryLimit(importHeap)
	}
}

// collected is called after each collection, with the GOGC of that time.
func collected(was int) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	percent := growth(live[0].Value.Uint64())
	if percent != was {
		debug.SetGCPercent(percent)
	}
	runtime.AddCleanup(new([]byte), collected, percent) // what is dead at once is gone with the next collection
}

const defaultGOGC = 100

// growth is the GOGC for a heap of which so many bytes are alive.
func growth(live uint64) int {
	if live == 0 || live > heapFloor/2 {
		return defaultGOGC
	}
	percent := (heapFloor - live) * 100 / live
	return int(min(percent, 400)) / 20 * 20 // in steps, because each change stops the world
}

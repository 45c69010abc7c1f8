package app

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"kith/internal/postgres"
)

// byteProgress draws a line for what is downloaded or copied, if the file is a terminal.
func byteProgress(screen *os.File) postgres.Progress {
	return func(what string, size int64) func(int) {
		if !term.IsTerminal(int(screen.Fd())) {
			return func(int) {}
		}
		bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(screen), progressbar.OptionSetDescription(what),
			progressbar.OptionShowBytes(true), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionOnCompletion(func() { _, _ = fmt.Fprintln(screen) }))
		return func(n int) { _ = bar.Add(n) } // a line that can't be drawn stops nothing
	}
}

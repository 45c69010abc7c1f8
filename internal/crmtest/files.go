package crmtest

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/files"
)

// HalfWritten leaves a file of the world half written, as a server that dies does, and reports whether it is still there.
func (w *World) HalfWritten(tb testing.TB, name string) (there func() bool) {
	tb.Helper()
	r, half := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = w.Files.Put(context.Background(), name, files.File{}, r) // which never ends well
	}()
	if _, err := io.WriteString(half, "half"); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = half.CloseWithError(io.ErrUnexpectedEOF)
		<-ended
	})
	folder := path.Dir(name)
	return func() bool {
		found, err := w.Files.Old(context.Background(), folder, time.Now().Add(time.Hour), 1000)
		if err != nil {
			tb.Fatal(err)
		}
		return slices.ContainsFunc(found, func(is string) bool { return strings.HasPrefix(is, name) })
	}
}

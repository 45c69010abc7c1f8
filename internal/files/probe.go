package files

import (
	"context"
	"errors"
	"strings"
	"time"
)

// probe is the file that Probe stores and deletes, probeTimeout how long that may take.
const (
	probe        = "probe"
	probeTimeout = 15 * time.Second
)

// Probe checks that the store described by the options can be used, so that errors are found before there is anything to store. It needs
// no key.
func Probe(ctx context.Context, o Options) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	o.Key = []byte(probe) // which signs nothing
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	err = s.place.probe(ctx)
	if err == nil {
		err = s.Put(ctx, probe, File{ContentType: "text/plain"}, strings.NewReader("probe"))
	}
	if err == nil {
		err = s.Delete(ctx, probe)
	}
	return errors.Join(err, s.Close())
}

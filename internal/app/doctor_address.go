package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"syscall"

	"kith/internal/events"
	"kith/internal/files"
)

func (d *doctor) checkNATS(context.Context) {
	if d.settings.natsURL == "" {
		d.say(fine, "NATS", "not used: fine for one server; several see each other's events within a second")
		return
	}
	if err := events.Ping(d.settings.natsURL); err != nil {
		d.say(dubious, "NATS", "%v; until it answers, events of other servers arrive up to a second late: check KITH_NATS_URL", err)
		return
	}
	d.say(fine, "NATS", "it answers")
}

// checkScanner finds out whether the virus scanner answers.
func (d *doctor) checkScanner(ctx context.Context) {
	if d.settings.clamdURL == "" {
		d.say(fine, "scanner", "not used: files are taken as they are")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	scanner, err := files.ParseScanner(d.settings.clamdURL)
	if err == nil {
		err = scanner.Ping(ctx)
	}
	if err != nil {
		d.say(broken, "scanner", "%v; no file is taken until clamd answers: start it, or check KITH_CLAMD_URL", err)
		return
	}
	d.say(fine, "scanner", "clamd answers; its StreamMaxLength must be 50M or more, the size of the largest file that is taken")
}

// checkAddress asks the server for its health where clients reach it.
func (d *doctor) checkAddress(ctx context.Context) {
	url := d.settings.publicURL
	if url == "" {
		if _, port, err := net.SplitHostPort(d.settings.addr); err == nil && port == "0" {
			d.say(dubious, "address", "KITH_ADDR takes a free port at each start; set one, or KITH_PUBLIC_URL, to check it")
			return
		}
		url = origin(d.settings.addr)
	}
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if d.fail("address", err, "") {
		return
	}
	response, err := http.DefaultClient.Do(request)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		d.say(dubious, "address", "nothing listens at %s; start the server, or set KITH_PUBLIC_URL to where clients reach it", url)
		return
	case d.fail("address", err, "check KITH_PUBLIC_URL, name server, certificate and proxy"):
		return
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		d.say(broken, "address", "%s/readyz answers %s; see the server's log, and whether a proxy leads there", url, response.Status)
		return
	}
	d.say(fine, "address", "a server is ready at %s", url)
}

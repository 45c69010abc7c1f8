// Package egress makes requests to addresses that customers chose: receivers of webhooks, pictures. Every connection is
// checked when it is dialled, on the address that the name led to. So neither the spelling of an address nor a name whose
// answer changes leads to the inside.
package egress

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// ErrRefused is what a request to a forbidden address or port ends with. It does not tell what a name led to.
var ErrRefused = errors.New("egress: the address is not allowed")

const (
	connectTimeout = 3 * time.Second
	// totalTimeout is for a whole exchange, the reply's body included.
	totalTimeout = 15 * time.Second
	idleTimeout  = 30 * time.Second
	maxHeader    = 16 << 10
	maxIdle      = 100
)

// cloudHosts are public addresses that answer only the machines of a cloud, with their secrets (Azure's WireServer).
var cloudHosts = netip.MustParsePrefix("168.63.129.16/32")

// NewClient returns a client for http and https. Unless private addresses are allowed, it connects only to public ones that are
// not this machine's own. It takes no proxy from the environment and returns redirects as they are, since whoever
// answers must not choose the next address. Callers bound how much of a reply they read.
func NewClient(allowPrivate bool) *http.Client {
	return newClient(&net.Dialer{Timeout: connectTimeout, Control: guard(allowPrivate, net.InterfaceAddrs)})
}

func newClient(dialer *net.Dialer) *http.Client {
	return &http.Client{
		Timeout:       totalTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    connectTimeout,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: maxHeader,
			MaxIdleConns:           maxIdle,
			IdleConnTimeout:        idleTimeout,
			DisableCompression:     true, // a few bytes would become many
		},
	}
}

// guard returns what the dialer asks once a name is resolved and before each connection is made. This machine's addresses, which
// may be public, are asked for each time, since they change.
func guard(allowPrivate bool, ours func() ([]net.Addr, error)) func(network, address string, _ syscall.RawConn) error {
	public := ssrf.New(ssrf.WithDeniedV4Prefixes(cloudHosts))
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		switch {
		case err != nil, !portAllowed(to.Port()):
			return ErrRefused
		case allowPrivate:
			return nil
		case public.SafeAddr(to.Addr()) != nil:
			return ErrRefused
		}
		addresses, err := ours()
		if err != nil || slices.ContainsFunc(addresses, func(a net.Addr) bool { return at(a, to.Addr()) }) {
			return ErrRefused
		}
		return nil
	}
}

// portAllowed leaves the web's ports and those that need no privilege; mail, shells and the like are below.
func portAllowed(port uint16) bool { return port == 80 || port == 443 || port >= 1024 }

// at reports whether an interface has the address.
func at(a net.Addr, ip netip.Addr) bool {
	prefix, err := netip.ParsePrefix(a.String())
	return err == nil && prefix.Addr() == ip
}

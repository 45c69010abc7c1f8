// Package egress sends requests to addresses chosen by customers: webhook receivers and pictures. Every connection is checked when it is
// dialled, on the resolved IP address, so neither an unusual spelling of an address nor a name whose resolution changes can reach the
// internal network.
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

// ErrRefused is the error of a request to a forbidden address or port. It does not reveal the resolved address.
var ErrRefused = errors.New("egress: the address is not allowed")

const (
	connectTimeout = 3 * time.Second
	// totalTimeout bounds a whole exchange, including the response body.
	totalTimeout = 15 * time.Second
	idleTimeout  = 30 * time.Second
	maxHeader    = 16 << 10
	maxIdle      = 100
)

// cloudHosts are public addresses that answer only machines of a cloud, with their secrets (Azure's WireServer).
var cloudHosts = netip.MustParsePrefix("168.63.129.16/32")

// NewClient returns a client for http and https. Unless private addresses are allowed, it connects only to public addresses that do not
// belong to this machine. It uses no proxy from the environment and does not follow redirects, because the receiver must not choose the
// next address. Callers must bound how much of a response they read.
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

// guard returns the check that the dialer makes after resolving a name and before each connection. It reads this machine's addresses,
// which may be public, each time, since they change.
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

// portAllowed allows the web's ports and the unprivileged ones; mail, SSH and the like are forbidden.
func portAllowed(port uint16) bool { return port == 80 || port == 443 || port >= 1024 }

// at reports whether an interface has the address.
func at(a net.Addr, ip netip.Addr) bool {
	prefix, err := netip.ParsePrefix(a.String())
	return err == nil && prefix.Addr() == ip
}

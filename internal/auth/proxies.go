package auth

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"kith/models"
)

// ForwardedHeader is the header in which trusted proxies say for whom they ask.
type ForwardedHeader string

// The headers. Only one of them is read: a proxy that sets one passes the other on as its client sent it.
const (
	XForwardedFor ForwardedHeader = "X-Forwarded-For"
	Forwarded     ForwardedHeader = "Forwarded"
)

// Proxies are the addresses of proxies whose word on the address of a client is taken.
type Proxies struct {
	trusted []netip.Prefix
	header  ForwardedHeader
}

// ParseProxies reads addresses and networks such as 10.0.0.0/8, and the name of the header, XForwardedFor when it is blank.
func ParseProxies(texts []string, header string) (*Proxies, error) {
	p := &Proxies{header: XForwardedFor}
	switch {
	case header == "" || strings.EqualFold(header, string(XForwardedFor)):
	case strings.EqualFold(header, string(Forwarded)):
		p.header = Forwarded
	default:
		return nil, fmt.Errorf("the header is %s or %s, not %q", XForwardedFor, Forwarded, header)
	}
	for _, text := range texts {
		text = strings.TrimSpace(text)
		network, err := netip.ParsePrefix(text)
		if addr, addrErr := netip.ParseAddr(text); addrErr == nil {
			addr = addr.Unmap().WithZone("")
			network, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text)
		}
		p.trusted = append(p.trusted, network.Masked())
	}
	return p, nil
}

func (p *Proxies) trusts(addr netip.Addr) bool {
	for _, network := range p.trusted {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

type secureKey struct{}

// Secure reports whether a request came by HTTPS, to this server or to a trusted proxy.
func Secure(r *http.Request) bool {
	forwarded, _ := r.Context().Value(secureKey{}).(bool)
	return r.TLS != nil || forwarded
}

// Handler notes in the context of requests which client they come from. Those of trusted proxies get the address of the client that the
// proxies ask for, and it is noted whether that came by HTTPS. What others say of themselves is ignored.
func (p *Proxies) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, ok := remoteAddr(r)
		if !ok || !p.trusts(peer) {
			next.ServeHTTP(w, r.WithContext(models.WithClientAddress(r.Context(), peer)))
			return
		}
		client, proto := p.client(r.Header, peer)
		ctx := models.WithClientAddress(r.Context(), client)
		forwarded := r.WithContext(context.WithValue(ctx, secureKey{}, strings.EqualFold(proto, "https")))
		forwarded.RemoteAddr = netip.AddrPortFrom(client, 0).String()
		next.ServeHTTP(w, forwarded)
	})
}

// client returns the address that the first proxy, from the near end, that is not trusted has: everything before it can be made up. With
// the header Forwarded the protocol is said by the same proxy; else it is what the nearest one says.
func (p *Proxies) client(h http.Header, peer netip.Addr) (client netip.Addr, proto string) {
	hops := hopsOf(h, p.header)
	client = peer
	for i := len(hops) - 1; i >= 0 && p.trusts(client); i-- {
		addr, ok := parseNode(hops[i].node)
		if !ok {
			break
		}
		client, proto = addr, hops[i].proto
	}
	if p.header == XForwardedFor {
		protos := strings.Split(strings.Join(h.Values("X-Forwarded-Proto"), ","), ",")
		proto = strings.TrimSpace(protos[len(protos)-1])
	}
	return client, proto
}

// hop is what one proxy says of whom it was asked by.
type hop struct{ node, proto string }

func hopsOf(h http.Header, header ForwardedHeader) (hops []hop) {
	values := strings.Join(h.Values(string(header)), ",")
	if values == "" {
		return nil
	}
	for element := range strings.SplitSeq(values, ",") {
		if header == XForwardedFor {
			hops = append(hops, hop{node: strings.TrimSpace(element)})
			continue
		}
		var said hop
		for pair := range strings.SplitSeq(element, ";") {
			name, value, _ := strings.Cut(pair, "=")
			value = strings.Trim(strings.TrimSpace(value), `"`)
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "for":
				said.node = value
			case "proto":
				said.proto = value
			}
		}
		hops = append(hops, said)
	}
	return hops
}

// parseNode reads an address with or without a port; obfuscated and unknown nodes (RFC 7239, 6) are none.
func parseNode(node string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(node); err == nil {
		node = host
	}
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(node, "["), "]"))
	return addr.Unmap().WithZone(""), err == nil
}

// remoteAddr is the address that a request came from.
func remoteAddr(r *http.Request) (netip.Addr, bool) { return parseNode(r.RemoteAddr) }

// AddressKey names the origin of a request in limits: its IPv4 address, or its IPv6 network, since one host has a whole one.
func AddressKey(r *http.Request) string {
	addr, ok := remoteAddr(r)
	switch {
	case !ok:
		return r.RemoteAddr
	case addr.Is6():
		network, _ := addr.Prefix(64) // which a whole address has
		return network.String()
	}
	return addr.String()
}

package egress

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// inside are domains whose names are never public (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`).
var inside = []string{"localhost", "local", "internal", "home.arpa", "test", "invalid"}

// CheckURL returns ErrRefused for a URL to which no request would be sent whatever its name resolves to: its port is not allowed or, unless
// private addresses are, its host is a private address in any spelling or a name that is never public. So a customer learns of it when the
// URL is entered. Requests are checked again when they are dialled.
func CheckURL(u *url.URL, allowPrivate bool) error {
	if port := u.Port(); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || !portAllowed(uint16(n)) {
			return ErrRefused
		}
	}
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii // which turns digits and dots of other scripts into plain ones
	}
	host = strings.TrimSuffix(host, ".")
	ip, literal, ok := parseHost(host)
	switch {
	case !ok:
		return ErrRefused
	case allowPrivate:
		return nil
	case !literal:
		return checkName(host)
	}
	return guard(false, net.InterfaceAddrs)("", netip.AddrPortFrom(ip, 443).String(), nil)
}

// checkName refuses names without a dot and those of domains that are never public.
func checkName(host string) error {
	for _, domain := range inside {
		if strings.HasSuffix(host, "."+domain) {
			return ErrRefused
		}
	}
	if !strings.Contains(host, ".") {
		return ErrRefused
	}
	return nil
}

// parseHost reads an address as the most lenient resolver would; a host whose last label is a number is an address or nothing.
func parseHost(host string) (ip netip.Addr, literal, ok bool) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip, true, true
	}
	parts := strings.Split(host, ".")
	if last := parts[len(parts)-1]; last == "" || last[0] < '0' || last[0] > '9' || !numeric(last) {
		return ip, false, host != "" && !strings.Contains(host, ":")
	}
	ip, ok = parseIPv4(parts)
	return ip, true, ok
}

func numeric(label string) bool {
	_, err := strconv.ParseUint(label, 0, 64)
	return err == nil || strings.Trim(label, "0123456789") == ""
}

// parseIPv4 reads what inet_aton reads: up to four parts, decimal, octal or hexadecimal, of which the last fills what is left.
func parseIPv4(parts []string) (ip netip.Addr, ok bool) {
	if len(parts) > net.IPv4len {
		return ip, false
	}
	var n uint64
	for i, part := range parts {
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (net.IPv4len - i)
		}
		value, err := strconv.ParseUint(part, 0, bits)
		if err != nil {
			return ip, false
		}
		if i < len(parts)-1 {
			value <<= 24 - 8*i
		}
		n |= value
	}
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}), true
}

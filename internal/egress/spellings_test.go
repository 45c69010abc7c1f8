package egress

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// forbidden4 are IPv4 addresses that no request may reach, at least one of each kind.
var forbidden4 = []string{
	"0.0.0.0", "0.1.2.3", // this network
	"10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.254", // private
	"100.64.0.1", "100.100.100.200", "100.127.255.254", // carrier-grade NAT
	"127.0.0.1", "127.0.1.1", "127.255.255.254", // loopback
	"169.254.0.1", "169.254.169.254", "169.254.170.2", // link-local, metadata
	"168.63.129.16",            // a cloud's public door
	"192.0.0.1", "192.0.0.192", // protocol assignments
	"192.0.2.1", "198.51.100.1", "203.0.113.254", // documentation
	"192.88.99.1",                  // 6to4 relays
	"198.18.0.1", "198.19.255.254", // benchmarks
	"224.0.0.1", "239.255.255.250", // multicast
	"240.0.0.1", "255.255.255.254", "255.255.255.255", // reserved, broadcast
}

// forbidden6 are IPv6 addresses that no request may reach, as a URL holds them.
var forbidden6 = []string{
	"::", "::1", "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001", "::0001", "0::1", // unspecified, loopback
	"fe80::1", "FE80::1", "fe80::1%25lo", "fe80::1%251", "febf:ffff::1", // link-local, with zones
	"fec0::1",                                                         // site-local
	"fc00::1", "fd00:ec2::254", "fdff:ffff::1", "FD12:3456:789a:1::1", // unique local
	"ff02::1", "ff02::2", "ff05::1:3", "ff0e::1", // multicast
	"100::1", "100:0:0:1::1", // discard
	"2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1::1", // protocol assignments
	"2001:db8::1", "3fff::1", "3fff:fff::1", // documentation
	"2620:4f:8000::1", "5f00::1", "4000::1", "8000::1", // not the internet's
	"::ffff:0:0", "::ffff:0:127.0.0.1", "64:ff9b:1::1",
}

// spellings4 are the ways to write an IPv4 address in a URL: those of inet_aton, which many resolvers follow, and
// those of IPv6 addresses that carry one.
func spellings4(ip netip.Addr) []string {
	b := ip.As4()
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	high, low := n>>16, n&0xffff
	teredo := ^n // Teredo stores the client's address inverted
	return []string{
		ip.String(),
		ip.String() + ".",
		fmt.Sprintf("%d", n),
		fmt.Sprintf("0x%x", n),
		fmt.Sprintf("0X%08X", n),
		fmt.Sprintf("0%o", n),
		fmt.Sprintf("%d.%d", b[0], n&0xffffff),
		fmt.Sprintf("%d.%d.%d", b[0], b[1], low),
		fmt.Sprintf("0x%x.0x%x.0x%x.0x%x", b[0], b[1], b[2], b[3]),
		fmt.Sprintf("0%o.0%o.0%o.0%o", b[0], b[1], b[2], b[3]),
		fmt.Sprintf("%04o.0x%02x.%d.000%o", b[0], b[1], b[2], b[3]),
		"trusted.example@" + ip.String(),
		"trusted.example:443@" + ip.String(),
		fullWidth(ip.String()),
		strings.ReplaceAll(ip.String(), ".", "。"),
		fmt.Sprintf("[::ffff:%s]", ip),
		fmt.Sprintf("[::FFFF:%x:%x]", high, low),
		fmt.Sprintf("[0:0:0:0:0:ffff:%s]", ip),
		fmt.Sprintf("[::%s]", ip),
		fmt.Sprintf("[64:ff9b::%s]", ip),
		fmt.Sprintf("[64:ff9b:1::%x:%x]", high, low),
		fmt.Sprintf("[2002:%x:%x::1]", high, low),
		fmt.Sprintf("[2001:0:%x:%x::%x:%x]", high, low, teredo>>16, teredo&0xffff),
	}
}

// fullWidth writes an address in digits that a browser, and Go, reads as the plain ones.
func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' {
			return '．'
		}
		return r - '0' + '０'
	}, s)
}

// names are host names that lead inside, and to what.
var names = map[string]string{
	"localhost": "127.0.0.1", "LOCALHOST.": "127.0.0.1", "ip6-localhost": "::1", "metadata.google.internal": "169.254.169.254",
	"inside.example": "10.0.0.1", "127.0.0.1.nip.example": "127.0.0.1", "xn--bcher-kva.example": "192.168.0.1",
	"bücher.example":         "192.168.0.1",
	"kubernetes.default.svc": "10.96.0.1", "mapped.example": "::ffff:127.0.0.1", "nat64.example": "64:ff9b::7f00:1", "ula.example": "fd00::1",
}

// hosts are all the spellings.
func hosts() (all []string) {
	for _, ip := range forbidden4 {
		all = append(all, spellings4(netip.MustParseAddr(ip))...)
	}
	for _, ip := range forbidden6 {
		all = append(all, "["+ip+"]")
	}
	for name := range names {
		all = append(all, name)
	}
	return all
}

// lenient resolves as the most helpful resolver would: names by the table, anything else as inet_aton reads it.
func lenient(host string) (string, bool) {
	if _, err := netip.ParseAddr(host); err == nil {
		return host, true
	}
	for name, ip := range names {
		if strings.EqualFold(host, name) {
			return ip, true
		}
	}
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if len(parts) > net.IPv4len {
		return "", false
	}
	var n uint64
	for i, part := range parts {
		var value uint64
		if _, err := fmt.Sscanf(part, "%v", &value); err != nil {
			return "", false
		}
		if i == len(parts)-1 {
			n |= value
		} else {
			n |= value << (24 - 8*i)
		}
	}
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}).String(), true
}

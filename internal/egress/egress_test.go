package egress

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
)

// errLetOut stands for a connection: nothing in these tests leaves the machine.
var errLetOut = errors.New("let out")

// ours are a machine's addresses, two of them public.
func ours() ([]net.Addr, error) {
	return []net.Addr{
		&net.IPNet{IP: net.IPv4(127, 0, 0, 1), Mask: net.CIDRMask(8, 32)},
		&net.IPNet{IP: net.IPv4(8, 8, 4, 4), Mask: net.CIDRMask(24, 32)},
		&net.IPNet{IP: net.ParseIP("2001:4860:4860::8844"), Mask: net.CIDRMask(64, 128)},
	}, nil
}

// caged returns a client whose dialer asks the guard and then refuses anyway, with errLetOut if the guard had no objection.
func caged(t *testing.T, allowPrivate bool) *http.Client {
	t.Helper()
	check := guard(allowPrivate, ours)
	dialer := &net.Dialer{Control: func(network, address string, c syscall.RawConn) error {
		if err := check(network, address, c); err != nil {
			return err
		}
		return errLetOut
	}}
	client := newClient(dialer)
	client.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		ip, ok := lenient(host)
		if !ok {
			t.Errorf("%q leads nowhere", host)
			return nil, errors.New("no such host")
		}
		return dialer.DialContext(ctx, network, net.JoinHostPort(ip, port))
	}
	return client
}

func get(client *http.Client, url string) error {
	reply, err := client.Get(url)
	if err != nil {
		return err
	}
	return reply.Body.Close()
}

func TestForbiddenAddresses(t *testing.T) {
	t.Parallel()
	guarded, open := caged(t, false), caged(t, true)
	all := hosts()
	if len(all) < 500 {
		t.Errorf("only %d spellings", len(all))
	}
	for _, host := range all {
		for _, url := range []string{"http://" + host + "/", "https://" + host + ":8443/hook"} {
			if err := get(guarded, url); !errors.Is(err, ErrRefused) {
				t.Errorf("%s: %v", url, err)
			}
			if err := get(open, url); !errors.Is(err, errLetOut) {
				t.Errorf("%s leads nowhere, so that it was refused says nothing: %v", url, err)
			}
		}
	}
}

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	client := caged(t, false)
	for _, host := range []string{"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "128.0.0.1", "172.15.255.255",
		"172.32.0.1", "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "[2606:4700:4700::1111]",
		"[2a00:1450:4001:800::200e]", "[2001:4860:4860::8888]"} {
		if err := get(client, "https://"+host+"/"); !errors.Is(err, errLetOut) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestPorts(t *testing.T) {
	t.Parallel()
	for port, want := range map[string]error{
		"80": errLetOut, "443": errLetOut, "1024": errLetOut, "8443": errLetOut, "65535": errLetOut,
		"0": ErrRefused, "22": ErrRefused, "25": ErrRefused, "53": ErrRefused, "465": ErrRefused, "1023": ErrRefused,
	} {
		for _, allowPrivate := range []bool{false, true} {
			if err := get(caged(t, allowPrivate), "http://1.1.1.1:"+port+"/"); !errors.Is(err, want) {
				t.Errorf("port %s: %v", port, err)
			}
		}
	}
}

func TestOwnAddresses(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"8.8.4.4", "[2001:4860:4860::8844]"} {
		if err := get(caged(t, false), "https://"+host+"/"); !errors.Is(err, ErrRefused) {
			t.Errorf("our own %s: %v", host, err)
		}
		if err := get(caged(t, true), "https://"+host+"/"); !errors.Is(err, errLetOut) {
			t.Errorf("our own %s, allowed: %v", host, err)
		}
	}
	if err := get(caged(t, false), "https://8.8.4.5/"); !errors.Is(err, errLetOut) {
		t.Errorf("our neighbour: %v", err)
	}
	if addresses, err := net.InterfaceAddrs(); err != nil ||
		!slices.ContainsFunc(addresses, func(a net.Addr) bool { return at(a, netip.MustParseAddr("127.0.0.1")) }) {
		t.Errorf("this machine has %v, %v", addresses, err)
	}
}

func TestOnlyHTTP(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"ftp://1.1.1.1/", "file:///etc/passwd", "gopher://1.1.1.1/", "data:text/plain,x", "//1.1.1.1/",
		"javascript:alert(1)", "unix:///run/x"} {
		if err := get(caged(t, true), url); err == nil || errors.Is(err, errLetOut) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var followed atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		followed.Store(followed.Load() || r.URL.Path == "/next")
		http.Redirect(w, r, "/next", http.StatusFound)
	}))
	defer server.Close()
	reply, err := NewClient(true).Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _ = reply.Body.Close(); reply.StatusCode != http.StatusFound || followed.Load() {
		t.Errorf("status %d, followed %t", reply.StatusCode, followed.Load())
	}
	if err := get(NewClient(false), server.URL); !errors.Is(err, ErrRefused) {
		t.Errorf("a server on this machine: %v", err)
	}
}

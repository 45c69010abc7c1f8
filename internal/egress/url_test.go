package egress

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

// TestCheckURL enters every spelling of a forbidden address that can be told without asking a name server.
func TestCheckURL(t *testing.T) {
	t.Parallel()
	check := func(text string, allowPrivate bool) error {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(text, err)
		}
		return CheckURL(u, allowPrivate)
	}
	refused := 0
	for _, host := range hosts() {
		if ip, named := names[host]; named && strings.Contains(host, ".") && !strings.HasSuffix(host, "internal") && host != "LOCALHOST." {
			if err := check("https://"+host+"/", false); err != nil {
				t.Errorf("%s is refused before it is known to lead to %s", host, ip)
			}
			continue
		}
		refused++
		for _, text := range []string{"http://" + host + "/", "https://" + host + ":8443/hook"} {
			if err := check(text, false); !errors.Is(err, ErrRefused) {
				t.Errorf("%s: %v", text, err)
			}
			if err := check(text, true); err != nil {
				t.Errorf("%s where private addresses are allowed: %v", text, err)
			}
		}
	}
	if refused < 500 {
		t.Errorf("only %d spellings", refused)
	}
	for _, host := range []string{"printer.local", "printer.LOCAL.", "db.internal", "a.localhost", "router.home.arpa", "intranet",
		"site.test"} {
		if err := check("https://"+host, false); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, host := range []string{"example.com", "example.com.", "hooks.example.com:8080", "1.1.1.1", "[2606:4700:4700::1111]",
		"bücher.example", "1password.example", "0x.example", "local.example.com", "a_b.example.com"} {
		if err := check("https://"+host+"/", false); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, host := range []string{"256.1.1.1", "1.2.3.4.5", "0xfffffffff", "1.1.1.08", "example.99999999999999999999"} {
		if err := check("https://"+host+"/", true); !errors.Is(err, ErrRefused) {
			t.Errorf("%s, which is no host: %v", host, err)
		}
	}
	for port, want := range map[string]error{"": nil, "80": nil, "443": nil, "1024": nil, "65535": nil,
		"0": ErrRefused, "22": ErrRefused, "1023": ErrRefused, "65536": ErrRefused, "99999": ErrRefused, "999999999999999999999": ErrRefused} {
		for _, allowPrivate := range []bool{false, true} {
			if err := check("https://example.com:"+port+"/", allowPrivate); !errors.Is(err, want) {
				t.Errorf("port %s: %v", port, err)
			}
		}
	}
}

package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"kith/internal/auth"
)

// TestProxies asks who a request is taken to be from, and whether it came by HTTPS.
func TestProxies(t *testing.T) {
	t.Parallel()
	trusted := []string{"10.0.0.0/8", " 192.0.2.1", "2001:db8::/32"}
	for _, row := range []struct {
		name, header, from string
		sent               []string
		want               string
		secure             bool
	}{
		{"no proxy", "", "203.0.113.5:1", []string{"X-Forwarded-For", "1.2.3.4", "X-Forwarded-Proto", "https"}, "203.0.113.5", false},
		{"a proxy", "", "10.1.2.3:1", []string{"X-Forwarded-For", "1.2.3.4", "X-Forwarded-Proto", "https"}, "1.2.3.4", true},
		{"by HTTP", "", "10.1.2.3:1", []string{"X-Forwarded-For", "1.2.3.4", "X-Forwarded-Proto", "http"}, "1.2.3.4", false},
		{"by its address", "", "192.0.2.1:1", []string{"X-Forwarded-For", "1.2.3.4:5678"}, "1.2.3.4", false},
		{"another address", "", "192.0.2.2:1", []string{"X-Forwarded-For", "1.2.3.4"}, "192.0.2.2", false},
		{"mapped", "", "[::ffff:10.1.2.3]:1", []string{"X-Forwarded-For", "::ffff:1.2.3.4"}, "1.2.3.4", false},
		{"IPv6", "", "[2001:db8::1]:1", []string{"X-Forwarded-For", "[2001:db9:1:2::3]:80"}, "2001:db9:1:2::/64", false},
		{"two proxies", "", "10.1.2.3:1", []string{"X-Forwarded-For", "1.2.3.4, 10.9.9.9"}, "1.2.3.4", false},
		{"made up by the client", "", "10.1.2.3:1", []string{"X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "1.2.3.4, 10.9.9.9"}, "1.2.3.4",
			false},
		{"the proxy itself", "", "10.1.2.3:1", []string{"X-Forwarded-For", "10.5.5.5"}, "10.5.5.5", false},
		{"nothing said", "", "10.1.2.3:1", nil, "10.1.2.3", false},
		{"nonsense", "", "10.1.2.3:1", []string{"X-Forwarded-For", "1.2.3.4, nonsense"}, "10.1.2.3", false},
		{"the other header", "", "10.1.2.3:1", []string{"Forwarded", "for=6.6.6.6;proto=https"}, "10.1.2.3", false},
		{"Forwarded", "forwarded", "10.1.2.3:1", []string{"Forwarded", `for=1.2.3.4;proto=https;by=10.1.2.3`}, "1.2.3.4", true},
		{"Forwarded, not the other", "Forwarded", "10.1.2.3:1", []string{"X-Forwarded-For", "6.6.6.6", "X-Forwarded-Proto", "https"}, "10.1.2.3",
			false},
		{"Forwarded by two", "Forwarded", "10.1.2.3:1", []string{"Forwarded",
			`for=6.6.6.6;proto=https, For="[2001:db9::7]:4711"; Proto=HTTPS, for=10.1.1.1;proto=http`},
			"2001:db9::/64", true},
		{"obfuscated", "Forwarded", "10.1.2.3:1", []string{"Forwarded", `for=_hidden;proto=https`}, "10.1.2.3", false},
	} {
		proxies, err := auth.ParseProxies(trusted, row.header)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = row.from
		for i := 0; i < len(row.sent); i += 2 {
			r.Header.Add(row.sent[i], row.sent[i+1])
		}
		var got string
		var secure bool
		proxies.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got, secure = auth.AddressKey(r), auth.Secure(r)
		})).ServeHTTP(httptest.NewRecorder(), r)
		if got != row.want || secure != row.secure {
			t.Errorf("%s: from %s, secure %t; want %s, %t", row.name, got, secure, row.want, row.secure)
		}
	}
	for _, bad := range [][]string{{"nonsense"}, {"10.0.0.0/33"}, {""}} {
		if _, err := auth.ParseProxies(bad, ""); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if _, err := auth.ParseProxies(nil, "X-Real-IP"); err == nil {
		t.Error("another header is taken")
	}
}

package files

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// signer makes links to the files of a folder and checks them.
type signer struct {
	address *url.URL
	key     []byte
}

func newSigner(address string, key []byte) (signer, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return signer{}, err
	}
	if len(key) == 0 {
		return signer{}, errors.New("files: the key for links is missing")
	}
	return signer{parsed, key}, nil
}

// sign returns the link to a file, which is valid until it expires.
func (s signer) sign(name string, expires time.Duration) string {
	signed := url.Values{"obj": {name}, "expiry": {strconv.FormatInt(time.Now().Add(expires).Unix(), 10)}, "method": {http.MethodGet}}
	signature := s.signature(signed)
	link := *s.address
	query := link.Query()
	for key, values := range signed {
		query[key] = values
	}
	query.Set("signature", signature)
	link.RawQuery = query.Encode()
	return link.String()
}

// name returns the name of the file that a valid link leads to.
func (s signer) name(link *url.URL) (string, bool) {
	query := link.Query()
	signed := url.Values{"obj": {query.Get("obj")}, "expiry": {query.Get("expiry")}, "method": {http.MethodGet}}
	if query.Get("method") != http.MethodGet || !hmac.Equal([]byte(query.Get("signature")), []byte(s.signature(signed))) {
		return "", false
	}
	expires, err := strconv.ParseInt(query.Get("expiry"), 10, 64)
	if err != nil || time.Now().Unix() > expires {
		return "", false
	}
	return query.Get("obj"), true
}

func (s signer) signature(signed url.Values) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(signed.Encode()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

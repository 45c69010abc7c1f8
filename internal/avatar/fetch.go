package avatar

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"kith/internal/egress"
	"kith/models"
)

const (
	// fetchTimeout is the patience of a service.
	fetchTimeout = 2 * time.Second
	// maxRedirects bounds the redirects of a fetch; each address is checked like the first.
	maxRedirects = 3
)

// fetch returns the content of a URL. An error of package models is permanent.
func (s *Service) fetch(ctx context.Context, from string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, refused("The URL can't be used.")
	}
	if err := egress.CheckURL(req.URL, true); err != nil { // whether the host is public is checked when it is dialled
		return nil, failure(err)
	}
	req.Header.Set("Accept", "image/jpeg, image/png, image/gif, image/webp")
	req.Header.Set("User-Agent", "Kith")
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, failure(err)
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode >= 500:
		return nil, fmt.Errorf("avatar: the server answered %d", resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return nil, refused("There is no picture: the server answered %d.", resp.StatusCode)
	}
	return read(resp.Body)
}

// failure returns why there was no response, without the URL, which may contain a secret. An unknown name and a private address give the
// same message: a difference would reveal which internal names exist.
func failure(err error) error {
	var known *models.Error
	var unknown *net.DNSError
	var certificate *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, egress.ErrRefused), errors.As(err, &unknown) && unknown.IsNotFound:
		return refused("The URL leads to no address that pictures are fetched from: it must be public, and the port 80, 443 or above 1023.")
	case errors.As(err, &certificate):
		return refused("The certificate of the picture's server is not valid.")
	case errors.As(err, &network) && network.Timeout():
		return errors.New("avatar: the server did not answer in time")
	}
	return errors.New("avatar: the connection failed or was cut off")
}

func refused(format string, args ...any) *models.Error {
	return models.Errorf(models.Invalid, format, args...)
}

// following returns a client that follows a few redirects.
func following(client *http.Client) *http.Client {
	c := *client
	c.CheckRedirect = func(to *http.Request, via []*http.Request) error {
		switch {
		case len(via) > maxRedirects:
			return refused("The picture is behind more than %d redirects.", maxRedirects)
		case to.URL.Scheme != "http" && to.URL.Scheme != "https":
			return refused("The URL leads to something that is not on the web.")
		}
		return nil
	}
	return &c
}

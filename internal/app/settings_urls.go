package app

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"kith/internal/files"
	"kith/internal/transport"
)

func (s *settings) checkBlobURL() error {
	if s.blobURL == "" {
		return nil
	}
	if err := files.CheckBucket(s.blobURL); err != nil {
		return fmt.Errorf("KITH_BLOB_URL: %w", err)
	}
	return nil
}

func (s *settings) checkClamdURL() error {
	if s.clamdURL == "" {
		return nil
	}
	if _, err := files.ParseScanner(s.clamdURL); err != nil {
		return fmt.Errorf("KITH_CLAMD_URL: %w", err)
	}
	return nil
}

// checkPublicURL refuses what is not the beginning of an address.
func (s *settings) checkPublicURL() error {
	if s.publicURL == "" {
		return nil
	}
	u, err := url.Parse(s.publicURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("KITH_PUBLIC_URL is %q, which is not like https://kith.example.com", s.publicURL)
	}
	s.publicURL = strings.TrimSuffix(s.publicURL, "/")
	return nil
}

func (s *settings) checkAllowedOrigins() error {
	for i, origin := range s.allowedOrigins {
		s.allowedOrigins[i] = strings.TrimSpace(origin)
	}
	_, err := s.origins()
	return err
}

// origins returns the origins whose pages may use the session cookie.
func (s *settings) origins() (*transport.Origins, error) {
	texts := s.allowedOrigins
	if s.dev {
		texts = slices.Concat(texts, transport.LocalOrigins)
	}
	origins, err := transport.ParseOrigins(texts)
	if err != nil {
		return nil, fmt.Errorf("KITH_ALLOWED_ORIGINS: %w", err)
	}
	return origins, nil
}

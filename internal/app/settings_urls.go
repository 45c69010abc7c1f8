package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"kith/internal/files"
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
	_, err := s.crossOrigin()
	return err
}

// crossOrigin returns what refuses changes asked for by the pages of other origins.
func (s *settings) crossOrigin() (*http.CrossOriginProtection, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range s.allowedOrigins {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("KITH_ALLOWED_ORIGINS holds %q, which is not like https://app.example.com", origin)
		}
	}
	return protection, nil
}

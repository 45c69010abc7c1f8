package app

import (
	"fmt"
	"log/slog"
	"maps"
	"os"

	"kith/console"
	"kith/internal/events"
	"kith/internal/geoip"
	"kith/internal/transport"
)

// places opens the database of the places of IP addresses, nil without one.
func (s *settings) places(log *slog.Logger) (*geoip.Database, error) {
	if s.geoIP == "" {
		return nil, nil
	}
	places, err := geoip.Open(s.geoIP, log)
	if err != nil {
		return nil, fmt.Errorf("KITH_GEOIP_DB: %w", err)
	}
	return places, nil
}

// trusted returns the trusted documents. Where no others are answered, those of the console are among them.
func (s *settings) trusted() (transport.TrustedDocuments, error) {
	documents := transport.TrustedDocuments{Mode: transport.TrustedMode(s.trustedDocuments)}
	if documents.Mode == transport.TrustedRequire {
		documents.Texts = console.Documents()
	}
	if s.trustedDocumentsFile == "" {
		return documents, nil
	}
	content, err := os.ReadFile(s.trustedDocumentsFile)
	if err != nil {
		return documents, fmt.Errorf("KITH_TRUSTED_DOCUMENTS_FILE: %w", err)
	}
	texts, err := transport.ParseManifest(content)
	if err != nil {
		return documents, fmt.Errorf("KITH_TRUSTED_DOCUMENTS_FILE: %w", err)
	}
	maps.Copy(texts, documents.Texts)
	documents.Texts = texts
	return documents, nil
}

// bus returns the notifications of this node, or of all nodes when they share NATS.
func (s *settings) bus(log *slog.Logger) (events.Bus, error) {
	if s.natsURL == "" {
		return events.NewBus(), nil
	}
	return events.Connect(s.natsURL, log)
}

// logger writes JSON lines of the level that the settings name, also what is logged without being given a logger.
func (s *settings) logger() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.logLevel)); err != nil {
		return nil, fmt.Errorf("KITH_LOG_LEVEL is debug, info, warn or error, not %q", s.logLevel)
	}
	log := slog.New(transport.LogHandler(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level})))
	slog.SetDefault(log)
	return log, nil
}

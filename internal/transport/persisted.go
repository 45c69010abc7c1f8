package transport

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// TrustedMode says what trusted documents are for.
type TrustedMode string

// The modes: there are none; they may be asked for by their hash; nothing else may be.
const (
	TrustedOff     TrustedMode = "off"
	TrustedPrefer  TrustedMode = "prefer"
	TrustedRequire TrustedMode = "require"
)

// TrustedDocuments are query texts that the operator has released, by the SHA-256 of the text in hexadecimal, with
// `sha256:` before it or without.
type TrustedDocuments struct {
	Mode  TrustedMode
	Texts map[string]string
}

func (t TrustedDocuments) validate() error {
	switch t.Mode {
	case "", TrustedOff, TrustedPrefer, TrustedRequire:
	default:
		return fmt.Errorf("transport: trusted documents are off, prefer or require, not %q", t.Mode)
	}
	for hash, text := range t.Texts {
		if bareHash(hash) != hashOf(text) {
			return fmt.Errorf("transport: the trusted document %s has the hash %s", hash, hashOf(text))
		}
	}
	return nil
}

// persisted finds query texts by their hashes: trusted documents, then what clients have sent before.
type persisted struct {
	trusted TrustedDocuments
	seen    *cache[string, string]
	metrics *Metrics
}

func newPersisted(trusted TrustedDocuments, limits Limits, metrics *Metrics) *persisted {
	texts := make(map[string]string, len(trusted.Texts))
	for hash, text := range trusted.Texts {
		texts[bareHash(hash)] = text
	}
	trusted.Texts = texts
	return &persisted{
		trusted: trusted, metrics: metrics,
		seen: newCache[string, string](limits.Persisted, limits.PersistedBytes),
	}
}

// persistedHash returns the hash that the request names a document by, without its prefix; "" when it names none.
func (r *request) persistedHash() string {
	hash := r.documentID
	if hash == "" {
		named, _ := r.extensions["persistedQuery"].(map[string]any)
		hash, _ = named["sha256Hash"].(string)
	}
	return bareHash(hash)
}

// bareHash returns a hash without the name of its function, which some clients and compilers put before it.
func bareHash(hash string) string { return strings.TrimPrefix(strings.ToLower(hash), "sha256:") }

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// text returns the query of the request, and whether it is a trusted one.
func (p *persisted) text(r *request) (text string, trusted bool, errs gqlerror.List) {
	hash := r.persistedHash()
	if r.query != "" {
		if hash != "" && hash != hashOf(r.query) {
			return "", false, refuse(models.Invalid, "The hash is not the SHA-256 of the query.")
		}
		return r.query, p.trusts(r.query), nil
	}
	if p.on() {
		if text, ok := p.trusted.Texts[hash]; ok {
			p.metrics.persisted.WithLabelValues("trusted").Inc()
			return text, true, nil
		}
	}
	if p.trusted.Mode != TrustedRequire && r.documentID == "" {
		if text, ok := p.seen.get(hash); ok {
			p.metrics.persisted.WithLabelValues("hit").Inc()
			return text, false, nil
		}
	}
	p.metrics.persisted.WithLabelValues("miss").Inc()
	return "", false, refuse(models.PersistedQueryNotFound, "PersistedQueryNotFound")
}

func (p *persisted) on() bool {
	return p.trusted.Mode == TrustedPrefer || p.trusted.Mode == TrustedRequire
}

// trusts is asked only where it matters, as hashing every query would cost.
func (p *persisted) trusts(query string) bool {
	if p.trusted.Mode != TrustedRequire {
		return false
	}
	_, ok := p.trusted.Texts[hashOf(query)]
	return ok
}

// remember keeps the text of a request that carried its hash, once the text has proved valid.
func (p *persisted) remember(r *request) {
	if hash := r.persistedHash(); hash != "" && r.query != "" && r.documentID == "" && p.trusted.Mode != TrustedRequire {
		p.seen.add(hash, len(r.query)+len(hash), r.query)
	}
}

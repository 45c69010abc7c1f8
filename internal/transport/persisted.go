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

// TrustedDocuments are query texts that the operator has released, by their ids. An id that is a SHA-256 in hexadecimal, with `sha256:`
// before it or without, must be that of the text; other ids, such as the SHA-1 of graphql-codegen's default or a name, stand for
// themselves.
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
	for id, text := range t.Texts {
		if bare := bareHash(id); isHash(bare) && bare != hashOf(text) {
			return fmt.Errorf("transport: the trusted document %s has the hash %s", id, hashOf(text))
		}
	}
	return nil
}

// persisted finds query texts by their hashes: trusted documents, then what clients have sent before.
type persisted struct {
	trusted TrustedDocuments
	// hashes are those of the trusted texts, whatever their ids are.
	hashes  map[string]bool
	seen    *cache[string, string]
	metrics *Metrics
}

func newPersisted(trusted TrustedDocuments, limits Limits, metrics *Metrics) *persisted {
	texts, hashes := make(map[string]string, len(trusted.Texts)), make(map[string]bool, len(trusted.Texts))
	for id, text := range trusted.Texts {
		texts[bareHash(id)] = text
		hashes[hashOf(text)] = true
	}
	trusted.Texts = texts
	return &persisted{
		trusted: trusted, hashes: hashes, metrics: metrics,
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

// bareHash returns a SHA-256 without the name of its function, which some clients and compilers put before it, and any other id as it is.
func bareHash(id string) string {
	if bare := strings.TrimPrefix(strings.ToLower(id), "sha256:"); isHash(bare) {
		return bare
	}
	return id
}

// isHash reports whether a text is a SHA-256 in lower-case hexadecimal.
func isHash(text string) bool {
	return len(text) == hex.EncodedLen(sha256.Size) && strings.Trim(text, "0123456789abcdef") == ""
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// text returns the query of the request, and whether it is a trusted one.
func (p *persisted) text(r *request) (text string, trusted bool, errs gqlerror.List) {
	hash := r.persistedHash()
	if r.query != "" {
		if hash != "" && hash != hashOf(r.query) && (!p.on() || p.trusted.Texts[hash] != r.query) {
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
	return p.hashes[hashOf(query)]
}

// remember keeps the text of a request that carried its hash, once the text has proved valid.
func (p *persisted) remember(r *request) {
	if hash := r.persistedHash(); hash != "" && r.query != "" && r.documentID == "" && p.trusted.Mode != TrustedRequire {
		p.seen.add(hash, len(r.query)+len(hash), r.query)
	}
}

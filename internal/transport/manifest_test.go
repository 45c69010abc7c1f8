package transport_test

import (
	"os"
	"path/filepath"
	"testing"

	"kith/internal/transport"
)

// TestManifests reads what graphql-codegen's client preset has written, by SHA-1 and by SHA-256, and Apollo's manifest.
func TestManifests(t *testing.T) {
	const who = "fragment AccountName on Account { id name } query Who { viewer { account { ...AccountName } role } }"
	for file, id := range map[string]string{
		"codegen-sha1.json": "d58b99000cb442bd77809e3446417f7b6357ba62", "codegen-sha256.json": sum(who), "apollo-manifest.json": sum(who),
	} {
		content, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		texts, err := transport.ParseManifest(content)
		if err != nil || len(texts) != 1 || texts[id] != who {
			t.Errorf("%s: %v %v", file, texts, err)
		}
	}
	for _, bad := range []string{"", "[]", "null", "{", `{"a": 1}`, `{"format":"apollo-persisted-query-manifest","operations":[{"id":"a"}]}`} {
		if texts, err := transport.ParseManifest([]byte(bad)); err == nil {
			t.Errorf("%s: %v", bad, texts)
		}
	}
}

// TestIDsOfTrustedDocuments asks for documents by ids that are no SHA-256 of them.
func TestIDsOfTrustedDocuments(t *testing.T) {
	const query = `query Trusted { hello }`
	texts := map[string]string{"f2a0b1c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0": query, "Trusted/v1": query}
	for _, mode := range []transport.TrustedMode{transport.TrustedPrefer, transport.TrustedRequire} {
		w := newWorld(t, func(c *transport.Config) { c.Trusted = transport.TrustedDocuments{Mode: mode, Texts: texts} })
		for name, ask := range map[string]object{
			"documentId": {"documentId": "f2a0b1c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0"}, "a name": {"documentId": "Trusted/v1"},
			"as a persisted query": {"extensions": byHash("f2a0b1c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0")},
			"with its text":        {"query": query, "extensions": byHash("Trusted/v1")}, "its text": {"query": query},
		} {
			if got := w.send("POST", "", body(ask)); got.code() != "" {
				t.Errorf("%s when %s: %s", name, mode, got.body)
			}
		}
		if got := w.send("GET", search("documentId", "Trusted/v1"), ""); got.code() != "" || got.header.Get("ETag") == "" {
			t.Errorf("by GET when %s: %v %s", mode, got.header, got.body)
		}
		for name, ask := range map[string]object{
			"another case": {"documentId": "trusted/V1"}, "another text": {"query": "{ hello }", "documentId": "Trusted/v1"},
		} {
			if got := w.send("POST", "", body(ask)); got.code() == "" {
				t.Errorf("%s when %s: %s", name, mode, got.body)
			}
		}
	}
}

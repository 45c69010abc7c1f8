package models_test

import (
	"fmt"
	"testing"

	"kith/models"
)

func TestSearchPart(t *testing.T) {
	t.Parallel()
	var texts []string
	for i := range 100 {
		texts = append(texts, fmt.Sprintf("person %d of clan%03d\nmail%d@example.com\nmüller", i, i, 1000+i*37%1000))
	}
	trigrams := models.NewTrigrams(texts)
	for _, tt := range []struct{ search, want string }{
		{"mail1231@", "1231"}, // what everybody has tells nothing
		{"clan123", "an123"},
		{"of clan123 ", "an123"},         // nor do other words that are common
		{"müllerx", "erx"},               // characters, not bytes
		{"zq", "zq"},                     // no trigram
		{"zq@xy", "zq@xy"},               //
		{"@example.com", "@example.com"}, // as common whichever part is taken
		{"qzx", "qzx"},
		{"", ""},
	} {
		if got := trigrams.SearchPart(tt.search); got != tt.want {
			t.Errorf("%q is looked for by %q, not %q", tt.search, got, tt.want)
		}
	}
	if got := models.NewTrigrams(texts[:10]).SearchPart("mail1231@"); got != "mail1231@" {
		t.Errorf("a sample of ten texts says %q", got)
	}
}

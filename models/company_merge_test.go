package models

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestAbsorb: a company keeps what it has and gets what it lacks.
func TestAbsorb(t *testing.T) {
	t.Parallel()
	domain, other := "acme.com", "acme.de"
	early, late := DateTime{Time: time.Unix(1, 0)}, DateTime{Time: time.Unix(2, 0)}
	full := Company{Domain: &domain, Description: "Rockets", CustomAttributes: JSON(`{"plan":"pro"}`), LastActivityAt: &early}
	rest := Company{Domain: &other, Description: "Anvils", CustomAttributes: JSON(`{"plan":"free","size":3}`),
		MoreAttributes: JSON(`{"source":"import"}`), LastActivityAt: &late}
	empty := Company{CustomAttributes: JSON("{}")}
	for _, row := range []struct {
		name       string
		into, from Company
		want       string
	}{
		{"one that lacks nothing", full, rest, `acme.com Rockets {"plan":"pro","size":3} {"source":"import"} 2`},
		{"one that lacks everything", empty, full, `acme.com Rockets {"plan":"pro"}  1`},
		{"one into which nothing comes", full, empty, `acme.com Rockets {"plan":"pro"}  1`},
	} {
		c := row.into
		if err := c.Absorb(&row.from); err != nil {
			t.Error(err)
		}
		got := fmt.Sprintf("%s %s %s %s %d", *c.Domain, c.Description, c.CustomAttributes, c.MoreAttributes, c.LastActivityAt.Unix())
		if got != row.want {
			t.Errorf("%s: %s, not %s", row.name, got, row.want)
		}
	}

	keys := make([]string, MaxAttributes)
	for i := range keys {
		keys[i] = fmt.Sprintf(`"key%d":1`, i)
	}
	many := Company{CustomAttributes: JSON("{" + strings.Join(keys, ",") + "}")}
	long := Company{CustomAttributes: JSON(`{"text":"` + strings.Repeat("a", MaxJSON-20) + `"}`)}
	for code, from := range map[Code]Company{Limit: many, TooLong: long} {
		c := full
		var refused *Error
		if err := c.Absorb(&from); !errors.As(err, &refused) || refused.Code != code || refused.Field[0] != "from" {
			t.Errorf("%v, not %s", err, code)
		}
		if string(c.CustomAttributes) != string(full.CustomAttributes) {
			t.Errorf("%s: the attributes were changed", code)
		}
	}
}

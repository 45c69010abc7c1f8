package models_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"kith/models"
)

func TestFold(t *testing.T) {
	for _, row := range []struct{ in, want string }{
		{"", ""},
		{"ada lovelace", "ada lovelace"},
		{"Ada  Lovelace\t\n", "ada lovelace"},
		{"\u00a0Ada\u2003Lovelace\u3000", "ada lovelace"},
		{"ÀÉÎÕÜ ç ñ", "aeiou c n"},
		{"e\u0301", "e"},
		{"Øystein Łukasz Đặng Straße Æsir œuvre þing", "oystein lukasz dang strasse aesir oeuvre thing"},
		{"ẞ", "ss"},
		{"İstanbul ISPARTA ısı", "istanbul isparta isi"},
		{"ﬁn ① Ⅷ Ｆｕｌｌ", "fin 1 viii full"},
		{"ΟΔΥΣΣΕΎΣ Ωμέγα", "οδυσσευσ ωμεγα"},
		{"Ёлка Йод", "елка иод"},
		{"مُحَمَّد", "محمد"},
		{"شَـــمس", "شمس"},
		{"שָׁלוֹם", "שלום"},
		{"हिन्दी", "हिन्दी"},
		{"ガギグ が", "ガギグ が"},
		{"ｶﾞ", "ガ"},
		{"한국어", "한국어"},
		{"中文 名字", "中文 名字"},
		{"Nguyễn Văn", "nguyen van"},
		{"👩‍🔧 Ada", "👩‍🔧 ada"},
	} {
		if got := models.Fold(row.in); got != row.want {
			t.Errorf("%q: %q, want %q", row.in, got, row.want)
		}
	}
}

// TestFoldIsDoneInOneGo folds every character twice.
func TestFoldIsDoneInOneGo(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		folded := models.Fold(string(r))
		if again := models.Fold(folded); again != folded {
			t.Errorf("%U folds to %q and that to %q", r, folded, again)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ada", "ÀÉ  x", "İI", "ẞß", "ｶﾞ", "مُحَ", "\xff\xfe", "ΐ", "ſ", "K", "\u0344", "ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := models.Fold(s)
		if again := models.Fold(folded); again != folded {
			t.Errorf("%q folds to %q and that to %q", s, folded, again)
		}
		if strings.TrimSpace(folded) != folded || strings.Contains(folded, "  ") {
			t.Errorf("%q keeps white space: %q", s, folded)
		}
		key := models.FoldKey(s)
		if (key == nil) != (folded == "") || key != nil && (len(*key) > 200 || !strings.HasPrefix(folded, *key)) {
			t.Errorf("%q has the key %v", s, key)
		}
		if key != nil && utf8.ValidString(folded) && !utf8.ValidString(*key) {
			t.Errorf("%q is cut inside of a character", s)
		}
	})
}

func TestFoldKey(t *testing.T) {
	if models.FoldKey("  ") != nil {
		t.Error("blank has no key")
	}
	if k := models.FoldKey(strings.Repeat("中", 100)); *k != strings.Repeat("中", 66) {
		t.Errorf("%d bytes: %q", len(*k), *k)
	}
}

package typeid_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kith/models/typeid"
)

type (
	catNoun struct{}
	dogNoun struct{}
	catID   struct{ typeid.ID[catNoun] }
	dogID   struct{ typeid.ID[dogNoun] }
)

func (catNoun) Prefix() string { return "cat" }
func (dogNoun) Prefix() string { return "dog" }

func TestSpecification(t *testing.T) {
	for suffix, id := range map[string]string{
		"00000000000000000000000000": "00000000-0000-0000-0000-000000000000",
		"00000000000000000000000001": "00000000-0000-0000-0000-000000000001",
		"0000000000000000000000000z": "00000000-0000-0000-0000-00000000001f",
		"0123456789abcdefghjkmnpqrs": "0110c853-1d09-52d8-d73e-1194e95b5f19",
		"01h455vb4pex5vsknk084sn02q": "01890a5d-ac96-774b-bcce-b302099a8057",
		"7zzzzzzzzzzzzzzzzzzzzzzzzz": "ffffffff-ffff-ffff-ffff-ffffffffffff",
	} {
		u := uuid.MustParse(id)
		if got := typeid.Of[catID](u).String(); got != "cat_"+suffix {
			t.Errorf("%s is written %s", id, got)
		}
		if got := typeid.Read[catID]("cat_" + suffix); got.UUID != u {
			t.Errorf("cat_%s is read %s", suffix, got.UUID)
		}
		if prefix, got, ok := typeid.Split("cat_" + suffix); prefix != "cat" || got != u || !ok {
			t.Errorf("cat_%s is split %s %s %t", suffix, prefix, got, ok)
		}
	}
}

func TestWhatIsNoID(t *testing.T) {
	good := typeid.New[catID]().String()
	for name, in := range map[string]string{
		"empty": "", "prefix alone": "cat_", "no prefix": good[4:], "underscore first": good[3:], "another noun": "dog" + good[3:],
		"prefix in upper case": "CAT" + good[3:], "suffix in upper case": "cat_" + strings.ToUpper(good[4:]), "too short": good[:29],
		"too long":        good + "0",
		"beyond 128 bits": "cat_8" + good[5:], "a letter that is not of the alphabet": good[:29] + "u", "the letter i": good[:29] + "i",
		"white space": " " + good, "a newline": good + "\n", "NUL": good[:29] + "\x00", "not ASCII": good[:28] + "é", "a UUID": uuid.NewString(),
		"doubled": "cat_" + good, "a longer prefix": "x" + good,
	} {
		if got := typeid.Read[catID](in); !got.IsZero() {
			t.Errorf("%s: %q is read %s", name, in, got)
		}
		var id catID
		if err := id.UnmarshalGQL(in); err != nil || !id.IsZero() {
			t.Errorf("%s: %q comes from GraphQL as %s, %v", name, in, id, err)
		}
		if err := id.UnmarshalText([]byte(in)); err == nil {
			t.Errorf("%s: %q comes from JSON as %s", name, in, id)
		}
	}
	if typeid.Read[dogID](good) != (dogID{}) {
		t.Error("a cat is read as a dog")
	}
	for _, in := range []string{"", "_", "cat", "_" + good[4:], good[4:]} {
		if prefix, _, ok := typeid.Split(in); ok {
			t.Errorf("%q is split: %s", in, prefix)
		}
	}
}

func TestForms(t *testing.T) {
	id, later := typeid.New[catID](), typeid.New[catID]()
	if id.Version() != 7 || id.IsZero() || id.String() >= later.String() {
		t.Errorf("%s is made before %s", id, later)
	}
	var shown bytes.Buffer
	id.MarshalGQL(&shown)
	if shown.String() != `"`+id.String()+`"` {
		t.Error(shown.String())
	}
	b, err := json.Marshal(map[string]catID{"id": id})
	var back map[string]catID
	if err != nil || string(b) != `{"id":`+shown.String()+`}` || json.Unmarshal(b, &back) != nil || back["id"] != id {
		t.Error(string(b), back, err)
	}
	stored, err := id.Value()
	var read catID
	if err != nil || read.Scan(stored) != nil || read != id {
		t.Error(stored, read, err)
	}
	for _, number := range []any{1, int64(1), json.Number("1")} {
		if read := id; read.UnmarshalGQL(number) != nil || !read.IsZero() {
			t.Errorf("%v is an ID of GraphQL that finds nothing: %s", number, read)
		}
	}
	for _, bad := range []any{nil, true, 1.5, []any{}, map[string]any{}} {
		if new(catID).UnmarshalGQL(bad) == nil {
			t.Errorf("%v is read as an ID", bad)
		}
	}
}

// FuzzRead holds that what is read as an id is written the same, so that one record has one id.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"cat_01h455vb4pex5vsknk084sn02q", "cat_7zzzzzzzzzzzzzzzzzzzzzzzzz", "cat_8zzzzzzzzzzzzzzzzzzzzzzzzz",
		"dog_01h455vb4pex5vsknk084sn02q", "__", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if id := typeid.Read[catID](s); !id.IsZero() && id.String() != s {
			t.Errorf("%q is read as %s", s, id)
		}
		prefix, u, ok := typeid.Split(s)
		if ok && prefix == "cat" && typeid.Of[catID](u).String() != s {
			t.Errorf("%q is split into %s", s, u)
		}
	})
}

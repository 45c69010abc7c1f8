package models_test

import (
	"strings"
	"testing"

	"kith/models"
	"kith/models/typeid"
)

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ada Lovelace": "AL", "ada": "A", " Ada  de la\tTour ": "AT", "": "?", "  ": "?", "...": "?", "«Ö» 3": "Ö3", "安 娜": "安娜",
		"e\u0301lan": "É", "ßeta": "ß", "(Ada) [King]": "AK", "\xff": "?",
	} {
		if got := models.Initials(name); got != want {
			t.Errorf("%q has the initials %q, not %q", name, got, want)
		}
	}
}

func TestAvatarPath(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("a", 32)
	c := &models.Contact{ID: typeid.New[models.ContactID](), Name: "Ada Lovelace"}
	plain, err := c.AvatarPath(nil)
	if err != nil || !strings.HasPrefix(plain, "/initials/") || !strings.HasSuffix(plain, "/AL/128.svg") {
		t.Errorf("%s %v", plain, err)
	}
	c.Avatar = &name
	for size, want := range map[int]string{1: "64", 64: "64", 65: "128", 129: "256", 257: "512", 512: "512"} {
		if got, err := c.AvatarPath(&size); err != nil || got != "/avatars/"+name+"/"+want {
			t.Errorf("%d: %s %v", size, got, err)
		}
	}
	for _, size := range []int{-1, 0, 513} {
		if got, err := c.AvatarPath(&size); err == nil {
			t.Errorf("%d: %s", size, got)
		}
	}
}

// TestAvatarsMerge has a merge choose between pictures as between other values.
func TestAvatarsMerge(t *testing.T) {
	t.Parallel()
	person := func(avatar string) *models.Contact {
		c := &models.Contact{ID: typeid.New[models.ContactID](), CustomAttributes: models.JSON("{}")}
		if avatar != "" {
			avatar = strings.Repeat(avatar, 32)
			c.Avatar = &avatar
		}
		return c
	}
	for _, test := range []struct {
		name, into, from, want string
		chosen                 bool
	}{
		{name: "the survivor's wins", into: "a", from: "b", want: "a"},
		{name: "the source's fills", from: "b", want: "b"},
		{name: "the chosen one wins", into: "a", from: "b", chosen: true, want: "b"},
		{name: "none is chosen", into: "a", chosen: true},
		{name: "there is none"},
	} {
		into, from := person(test.into), person(test.from)
		var choices []*models.MergeChoice
		if test.chosen {
			choices = []*models.MergeChoice{{Field: "avatarUrl", ContactID: from.ID}}
		}
		merged, _, err := models.Merged(into, []*models.Contact{from}, choices)
		if err != nil {
			t.Fatal(err)
		}
		if want := person(test.want).Avatar; (merged.Avatar == nil) != (want == nil) || want != nil && *merged.Avatar != *want {
			t.Errorf("%s: %v", test.name, merged.Avatar)
		}
	}
}

package models

import (
	"hash/fnv"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// AvatarSizes returns the sides of the squares in which a picture is kept, in pixels.
func AvatarSizes() []int { return []int{64, 128, 256, 512} }

const (
	defaultAvatarSize = 128
	maxAvatarURL      = 2048
	// avatarRoot and initialsRoot are where pictures are served.
	avatarRoot   = "/avatars"
	initialsRoot = "/initials"
	// InitialsColours is how many backgrounds initials have.
	InitialsColours = 12
)

// ContactAvatarSetInput sets a contact's picture.
type ContactAvatarSetInput struct {
	ID      ContactID
	Picture PictureSource
}

// CompanyAvatarSetInput sets a company's picture.
type CompanyAvatarSetInput struct {
	ID      CompanyID
	Picture PictureSource
}

// CompanyAvatarRemoveInput removes a company's picture.
type CompanyAvatarRemoveInput struct{ ID CompanyID }

// PictureSource is where a picture comes from: exactly one of File and URL.
type PictureSource struct {
	File *Upload
	URL  *string
}

// ContactAvatarRemoveInput removes a contact's picture.
type ContactAvatarRemoveInput struct{ ID ContactID }

// ContactAvatarPayload answers contactAvatarSet and contactAvatarRemove.
type ContactAvatarPayload struct {
	Contact *Contact
	Failures
}

// Check returns the rule that the input breaks.
func (p PictureSource) Check() error {
	switch from := p.URL; {
	case from == nil && p.File == nil:
		return Errorf(Required, "Give a file or a URL.").At("picture")
	case from != nil && p.File != nil:
		return Errorf(Invalid, "Give a file or a URL, not both.").At("picture")
	case from == nil:
		return nil
	case len(*from) > maxAvatarURL:
		return Errorf(TooLong, "A URL has at most %d characters.", maxAvatarURL).At("picture", "url")
	}
	u, err := url.Parse(*p.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return Errorf(Invalid, "The URL must be like https://example.com/face.jpg, without a password.").At("picture", "url")
	}
	return nil
}

// AvatarPath returns the path of the contact's picture, or of its initials. Invalid at size if that size does not exist.
func (c *Contact) AvatarPath(size *int) (string, error) {
	return avatarPath(c.Avatar, c.ID.String(), c.Name, size)
}

// AvatarPath returns the path of the company's picture, or of its initials. Invalid at size if that size does not exist.
func (c *Company) AvatarPath(size *int) (string, error) {
	return avatarPath(c.Avatar, c.ID.String(), c.Name, size)
}

func avatarPath(picture *string, id, name string, size *int) (string, error) {
	side, err := avatarSize(size)
	if err != nil {
		return "", err
	}
	if picture != nil {
		return path.Join(avatarRoot, *picture, strconv.Itoa(side)), nil
	}
	return initialsPath(id, name, side), nil
}

// picture is the path of the contact's picture in the default size, nil without a picture, as events and merges record it.
func (c *Contact) picture() *string { return pictureOf(c.Avatar) }

func (c *Company) picture() *string { return pictureOf(c.Avatar) }

func pictureOf(name *string) *string {
	if name == nil {
		return nil
	}
	at := path.Join(avatarRoot, *name, strconv.Itoa(defaultAvatarSize))
	return &at
}

// pictureNamed returns the picture's name in a path, nil if the path has none.
func pictureNamed(at string) *string {
	if at == "" {
		return nil
	}
	name := path.Base(path.Dir(at))
	return &name
}

// AvatarPath returns the path of the user's initials.
func (u *User) AvatarPath() string { return initialsPath(u.ID.String(), u.Name, defaultAvatarSize) }

// avatarSize returns the smallest stored size that is at least the requested one.
func avatarSize(asked *int) (int, error) {
	if asked == nil {
		return defaultAvatarSize, nil
	}
	sizes := AvatarSizes()
	at := slices.IndexFunc(sizes, func(size int) bool { return size >= *asked })
	if at < 0 || *asked < 1 {
		return 0, Errorf(Invalid, "A picture has 1 to %d pixels.", sizes[len(sizes)-1]).At("size")
	}
	return sizes[at], nil
}

// initialsPath is the path of initials. The colour depends on the id, so that it survives a change of name.
func initialsPath(id, name string, size int) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(id)) // which never fails
	return path.Join(initialsRoot, strconv.Itoa(int(hash.Sum32()%InitialsColours)), url.PathEscape(Initials(name)), strconv.Itoa(size)+".svg")
}

// Initials returns the first letter or digit of a name's first word and, if it has several words, that of its last word, in capitals; "?"
// if there is none.
func Initials(name string) string {
	var letters []rune
	for _, word := range strings.Fields(norm.NFC.String(name)) {
		first := strings.IndexFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
		if first < 0 {
			continue
		}
		letter := unicode.ToUpper([]rune(word[first:])[0])
		letters = append(letters[:min(1, len(letters))], letter)
	}
	if letters == nil {
		return "?"
	}
	return string(letters)
}

// Package avatar sets, fetches, serves and removes the pictures of contacts. What they look like is a matter of picture, where they are
// kept of files, and whose they are of crm.
package avatar

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"time"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/internal/picture"
	"kith/models"
)

// Service keeps the pictures of contacts.
type Service struct {
	crm      *crm.Service
	files    *files.Store
	client   *http.Client
	address  string
	renderer *picture.Renderer
	now      func() time.Time
	log      *slog.Logger
}

// New returns a service that fetches with the client and is served at the address.
func New(c *crm.Service, store *files.Store, client *http.Client, address string, log *slog.Logger) *Service {
	return &Service{crm: c, files: store, client: following(client), address: address, renderer: picture.NewRenderer(), now: time.Now,
		log: log}
}

// Set gives a contact a picture: from a file; from a URL at once if its server answers soon, so that what is wrong with it is returned to
// the caller, and in the background if not. NotFound, and Invalid at file or url.
func (s *Service) Set(ctx context.Context, in models.ContactAvatarSetInput) (*models.Contact, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	if in.File == nil {
		return s.setFromURL(ctx, in)
	}
	asked := models.At(s.now())
	content, err := read(in.File.Open())
	if err != nil {
		return nil, err
	}
	contact, err := s.set(ctx, in.ID, content, asked)
	return contact, at("file", err)
}

func (s *Service) setFromURL(ctx context.Context, in models.ContactAvatarSetInput) (*models.Contact, error) {
	asked := models.At(s.now())
	if err := s.crm.MaySetContactAvatar(ctx, in.ID); err != nil { // before a server is asked for somebody who may not have it
		return nil, err
	}
	soon, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	content, err := s.fetch(soon, *in.URL)
	switch {
	case err == nil:
		contact, err := s.set(ctx, in.ID, content, asked)
		return contact, at("url", err)
	case final(err):
		return nil, at("url", err)
	default:
		return s.crm.RequestContactAvatar(ctx, in)
	}
}

// at says of a picture that is refused which field of the input it came from.
func at(field string, err error) error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Field == nil && refused.Code == models.Invalid {
		return refused.At(field)
	}
	return err
}

// set draws a picture, stores it under a name of its own and gives it to a contact.
func (s *Service) set(ctx context.Context, id models.ContactID, content []byte, asked models.DateTime) (*models.Contact, error) {
	name := newName(content)
	// First of all, because it says who may do this, and has what is stored removed if the rest fails.
	if err := s.crm.ReserveContactAvatar(ctx, id, name); err != nil {
		return nil, err
	}
	pictures, err := s.renderer.Render(ctx, content, models.AvatarSizes())
	if err != nil {
		return nil, err
	}
	for _, p := range pictures {
		if err := s.files.Put(ctx, fileName(name, p.Size), files.File{ContentType: p.ContentType}, bytes.NewReader(p.Content)); err != nil {
			return nil, err
		}
	}
	return s.crm.SetContactAvatar(ctx, id, name, asked)
}

// read reads a file, and a byte too many of one that is too long to be drawn.
func read(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, picture.MaxBytes+1)) }

// newName returns a name that nobody has used and nobody can guess, and that no other content has.
func newName(content []byte) string {
	salted := sha256.New()
	_, _ = io.WriteString(salted, rand.Text())
	_, _ = salted.Write(content)
	return hex.EncodeToString(salted.Sum(nil)[:16])
}

// folder is where the sizes of a picture are kept.
func folder(name string) string { return path.Join("avatars", name) }

func fileName(name string, size int) string { return path.Join(folder(name), strconv.Itoa(size)) }

// ContactURL returns where a contact's picture, or its initials, can be loaded by anyone. Invalid at size if there is none of this size.
func (s *Service) ContactURL(c *models.Contact, size *int) (*string, error) {
	at, err := c.AvatarPath(size)
	if err != nil {
		return nil, err
	}
	at = s.address + at
	return &at, nil
}

// UserURL returns where a user's initials can be loaded by anyone.
func (s *Service) UserURL(u *models.User) string { return s.address + u.AvatarPath() }

// Package avatar sets, fetches, serves and removes the pictures of contacts and companies. Package picture renders them, files stores
// them, and crm assigns them to their records.
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

// Service manages the pictures of contacts and companies.
type Service struct {
	crm      *crm.Service
	files    *files.Store
	client   *http.Client
	address  string
	renderer *picture.Renderer
	now      func() time.Time
	// patience is how long a request for a picture waits for the picture's server.
	patience time.Duration
	log      *slog.Logger
}

// New returns a service that fetches with the client and is served at the address.
func New(c *crm.Service, store *files.Store, client *http.Client, address string, log *slog.Logger) *Service {
	return &Service{crm: c, files: store, client: following(client), address: address, renderer: picture.NewRenderer(), now: time.Now,
		patience: fetchTimeout, log: log}
}

// Set sets a contact's picture from a file or a URL. A URL is fetched at once if its server answers soon, so that errors are returned to
// the caller, otherwise in the background. NotFound, and Invalid at file or url.
func (s *Service) Set(ctx context.Context, in models.ContactAvatarSetInput) (*models.Contact, error) {
	return set(ctx, s, s.crm.ContactPicture(in.ID), in.Picture)
}

// SetCompany is Set for a company.
func (s *Service) SetCompany(ctx context.Context, in models.CompanyAvatarSetInput) (*models.Company, error) {
	return set(ctx, s, s.crm.CompanyPicture(in.ID), in.Picture)
}

func set[T any](ctx context.Context, s *Service, of crm.Picture[T], from models.PictureSource) (*T, error) {
	if err := from.Check(); err != nil {
		return nil, err
	}
	if from.File == nil {
		return setFromURL(ctx, s, of, *from.URL)
	}
	asked := models.At(s.now())
	content, err := read(from.File.Open())
	if err != nil {
		return nil, err
	}
	record, err := assign(ctx, s, of, content, asked)
	return record, at("file", err)
}

func setFromURL[T any](ctx context.Context, s *Service, of crm.Picture[T], url string) (*T, error) {
	asked := models.At(s.now())
	if err := of.Check(ctx); err != nil { // before a server is asked for somebody who may not have it
		return nil, err
	}
	soon, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	content, err := s.fetch(soon, url)
	switch {
	case err == nil:
		record, err := assign(ctx, s, of, content, asked)
		return record, at("url", err)
	case final(err):
		return nil, at("url", err)
	default:
		return of.Request(ctx, url)
	}
}

// at adds to the error of a rejected picture the field of the input that it came from.
func at(field string, err error) error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Field == nil && (refused.Code == models.Invalid || refused.Code == models.TooLong) {
		return refused.At("picture", field)
	}
	return err
}

// assign renders a picture, stores it under a new name and gives it to its record.
func assign[T any](ctx context.Context, s *Service, of crm.Picture[T], content []byte, asked models.DateTime) (*T, error) {
	name := newName(content)
	// This comes first, because it checks the permission, and schedules the deletion of the stored files in case the rest fails.
	if err := of.Reserve(ctx, name); err != nil {
		return nil, err
	}
	if err := s.files.Scan(ctx, bytes.NewReader(content)); err != nil {
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
	return of.Set(ctx, name, asked)
}

// read reads a file, plus one byte of a file that is too long to be rendered.
func read(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, picture.MaxBytes+1)) }

// newName returns a new name that cannot be guessed.
func newName(content []byte) string {
	salted := sha256.New()
	_, _ = io.WriteString(salted, rand.Text())
	_, _ = salted.Write(content)
	return hex.EncodeToString(salted.Sum(nil)[:16])
}

// folder is where the sizes of a picture are stored.
func folder(name string) string { return path.Join("avatars", name) }

func fileName(name string, size int) string { return path.Join(folder(name), strconv.Itoa(size)) }

// ContactURL returns the public URL of a contact's picture, or of its initials. Invalid at size if that size does not exist.
func (s *Service) ContactURL(c *models.Contact, size *int) (*string, error) {
	return s.url(c.AvatarPath(size))
}

// CompanyURL returns the public URL of a company's picture, or of its initials. Invalid at size if that size does not exist.
func (s *Service) CompanyURL(c *models.Company, size *int) (*string, error) {
	return s.url(c.AvatarPath(size))
}

func (s *Service) url(at string, err error) (*string, error) {
	if err != nil {
		return nil, err
	}
	at = s.address + at
	return &at, nil
}

// UserURL returns the public URL of a user's initials.
func (s *Service) UserURL(u *models.User) string { return s.address + u.AvatarPath() }

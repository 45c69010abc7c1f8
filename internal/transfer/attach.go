package transfer

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/models"
)

const (
	// attachmentsFolder has the files of messages.
	attachmentsFolder = "attachments"
	// attachmentLink is how long links to files of messages are valid.
	attachmentLink = time.Hour
	// sniffed is how much of a file is read to find out what it is.
	sniffed = 512
)

// Attach adds a file to a message. What it is, is found out from its content, whatever the client says. NotFound, BlockedByRule, Limit,
// TooLong at file, and the errors of the virus scanner.
func (s *Service) Attach(ctx context.Context, in models.AttachmentCreateInput) (*models.Attachment, error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(in.File.Open(), head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	full := http.DetectContentType(head[:n])
	contentType, _, _ := strings.Cut(full, ";")
	attachment, err := in.Describe(contentType)
	if err != nil {
		return nil, err
	}
	name := newName(attachmentsFolder)
	// This comes first, because it checks the permission, and schedules the deletion of the file in case the rest fails.
	if err := s.crm.ReserveAttachment(ctx, in.MessageID, name); err != nil {
		return nil, err
	}
	if err := s.scan(ctx, in.File); err != nil {
		return nil, err
	}
	if err := s.files.Put(ctx, name, files.File{ContentType: full, Filename: attachment.Name}, in.File.Open()); err != nil {
		return nil, err
	}
	attachment.FileKey = &name
	added, err := s.crm.AddAttachment(ctx, in.MessageID, attachment)
	return added, s.abandon(ctx, name, err)
}

// AttachmentURL returns a link to the file of an attachment, nil if it is not kept here. It is valid for an hour.
func (s *Service) AttachmentURL(ctx context.Context, a *models.Attachment) (*string, error) {
	if a.FileKey == nil {
		return nil, nil
	}
	url, err := s.files.SignedURL(ctx, *a.FileKey, attachmentLink)
	return &url, err
}

// attachmentCleaner deletes the file of an attachment that was never stored.
type attachmentCleaner struct {
	river.WorkerDefaults[crm.CleanAttachment]
	service *Service
}

// Work deletes the file unless an attachment has it. Names are never used again, so it stays unused.
func (c *attachmentCleaner) Work(ctx context.Context, job *river.Job[crm.CleanAttachment]) error {
	used, err := c.service.crm.IsAttached(ctx, job.Args.Account, job.Args.Name)
	if err != nil || used {
		return err
	}
	return c.service.files.Delete(ctx, job.Args.Name)
}

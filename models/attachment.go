package models

import (
	"cmp"
	"path"
	"strings"
)

// Bounds of attachments.
const (
	// MaxAttachmentBytes is how long a file of a message is at most.
	MaxAttachmentBytes = 40 << 20
	// MaxAttachments is how many files a message has at most.
	MaxAttachments = 15
)

// AttachmentCreateInput is a file for a message.
type AttachmentCreateInput struct {
	MessageID MessageID
	File      Upload
	Name      *string
}

// AttachmentDeleteInput names an attachment to delete.
type AttachmentDeleteInput struct{ ID AttachmentID }

// AttachmentPayload answers attachmentCreate.
type AttachmentPayload struct {
	Attachment *Attachment
	Failures
}

// AttachmentDeletePayload answers attachmentDelete.
type AttachmentDeletePayload struct {
	DeletedID *AttachmentID
	Failures
}

// Describe returns the attachment that the input asks for; contentType is what the content of the file is. It returns every rule that the
// input breaks.
func (in AttachmentCreateInput) Describe(contentType string) (*Attachment, error) {
	var errs Errors
	switch {
	case in.File.Size == 0:
		errs.Add(Errorf(Required, "The file is empty.").At("file"))
	case in.File.Size > MaxAttachmentBytes:
		errs.Add(Errorf(TooLong, "A file has at most %d MB.", MaxAttachmentBytes>>20).At("file"))
	}
	given := path.Base("/" + strings.ReplaceAll(in.File.Filename, `\`, "/"))
	name, e := cleanLine(in.Name)
	errs.Add(atField(e, "name"))
	return &Attachment{Name: cmp.Or(name, cutName(strings.Trim(given, "/"))), ContentType: contentType, FileType: fileType(contentType),
		ByteSize: in.File.Size}, errs.OrNil()
}

// cutName shortens the name of a file that a client gave to what may be stored of it.
func cutName(name string) string {
	clean, e := cleanLine(&name)
	if e != nil {
		return ""
	}
	return clean
}

// fileType is what a media type is for people: image, audio, video or file.
func fileType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, "/")
	switch kind {
	case "image", "audio", "video":
		return kind
	}
	return "file"
}

// AttachmentChange returns the change of a message that gets or loses an attachment.
func AttachmentChange(from, to *Attachment) []*FieldChange {
	return valueChange(nil, "attachments", nameOf(from), nameOf(to))
}

// nameOf is the name of a file as events show it, nil without a file.
func nameOf(a *Attachment) *string {
	if a == nil {
		return nil
	}
	return &a.Name
}

package models

import "io"

// Upload is a file of a request. It is deleted once the request has been answered.
type Upload struct {
	// Filename and ContentType are given by the client.
	Filename    string
	ContentType string
	Size        int64
	SHA256      []byte
	Content     io.ReaderAt `json:"-"`
}

// Open returns a reader of the whole file; several can be open at once.
func (u *Upload) Open() *io.SectionReader { return io.NewSectionReader(u.Content, 0, u.Size) }

// UnmarshalGQL accepts only the value that a multipart request puts in place of a variable.
func (u *Upload) UnmarshalGQL(v any) error {
	switch v := v.(type) {
	case *Upload:
		*u = *v
	case Upload: // what the executor makes of a variable that is nothing but a file
		*u = v
	default:
		return Errorf(Invalid, "An Upload is a file of a multipart request.")
	}
	return nil
}

// MarshalGQL writes null: uploads are input only.
func (u Upload) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, "null") }

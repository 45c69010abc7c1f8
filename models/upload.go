package models

import "io"

// Upload is a file that came with a request. It is gone once the request has been answered.
type Upload struct {
	// Filename and ContentType are what the client calls it.
	Filename    string
	ContentType string
	Size        int64
	SHA256      []byte
	Content     io.ReaderAt `json:"-"`
}

// Open returns a reader of the whole file, of which there may be several at once.
func (u *Upload) Open() *io.SectionReader { return io.NewSectionReader(u.Content, 0, u.Size) }

// UnmarshalGQL takes what a multipart request has put in the place of a variable, and nothing else.
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

// MarshalGQL writes nothing of a file: no answer holds one.
func (u Upload) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, "null") }

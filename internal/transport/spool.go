package transport

import (
	"crypto/sha256"
	"io"
	"os"

	"kith/models"
)

// spools bounds how many requests with files are served at once, and so what they take of the disk.
type spools chan struct{}

// spool holds the files of one request, one after the other, until the request is answered.
type spool struct {
	file   *os.File
	size   int64
	spools spools
	// closed is called when the files are gone.
	closed func()
}

func (s spools) open() (*spool, error) {
	select {
	case s <- struct{}{}:
	default:
		return nil, models.Errorf(models.Unavailable, "Too many files are being sent at this moment. Try again.")
	}
	file, err := os.CreateTemp("", "kith-upload-")
	if err != nil {
		<-s
		return nil, err
	}
	// Without a name it is gone whenever this process is, however that ends. Where open files keep theirs, close removes it.
	_ = os.Remove(file.Name())
	return &spool{file: file, spools: s}, nil
}

// add appends a file and says in u where it is.
func (s *spool) add(r io.Reader, u *models.Upload) error {
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(s.file, hash), r)
	u.Size, u.SHA256, u.Content = n, hash.Sum(nil), io.NewSectionReader(s.file, s.size, n)
	s.size += n
	return err
}

func (s *spool) close() {
	_ = s.file.Close() // what it held is of no use any more
	_ = os.Remove(s.file.Name())
	<-s.spools
	s.closed()
}

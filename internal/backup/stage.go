package backup

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// stage is a folder of files beside its place, to which it moves when everything else is done.
type stage struct {
	folder string // its place; empty when no files are wanted
	dir    string
	kept   bool
}

// stageFiles refuses a folder that holds something.
func stageFiles(folder string) (*stage, error) {
	s := &stage{folder: folder}
	if folder == "" {
		return s, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if len(entries) > 0 {
		return nil, fmt.Errorf("%w: %s holds files", ErrNotEmpty, folder)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return nil, err
	}
	s.dir, err = os.MkdirTemp(filepath.Dir(folder), filepath.Base(folder)+".new-")
	return s, err
}

// add stores a file, which cannot lead out of the folder.
func (s *stage) add(name string, content io.Reader) error {
	if s.folder == "" {
		return nil
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	name = filepath.FromSlash(name)
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// keep moves the files to their place.
func (s *stage) keep() error {
	if s.folder == "" {
		return nil
	}
	if err := os.Remove(s.folder); err != nil && !errors.Is(err, os.ErrNotExist) { // which succeeds only if it is empty
		return err
	}
	if err := os.Rename(s.dir, s.folder); err != nil {
		return err
	}
	s.kept = true
	return nil
}

// undo takes back what keep did, when the rows could not be committed.
func (s *stage) undo() error {
	if !s.kept {
		return nil
	}
	s.kept = false
	return os.Rename(s.folder, s.dir)
}

// discard removes what was not kept.
func (s *stage) discard() {
	if s.dir != "" && !s.kept {
		_ = os.RemoveAll(s.dir)
	}
}

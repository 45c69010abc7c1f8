//go:build unix

package postgres

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const (
	packageRoot   = "package/native/"
	symlinks      = "pg-symlinks.json"
	maxPackage    = 128 << 20 // bytes of a package
	maxUnpacked   = 512 << 20
	maxOfSymlinks = 1 << 20
)

// needless is what only those need who compile extensions.
func needless(name string) bool {
	return strings.HasPrefix(name, "include/") || strings.HasPrefix(name, "lib/postgresql/pgxs/") || strings.HasSuffix(name, ".a")
}

// unpack writes the programs of a package into a directory, in which nothing can lead out of it.
func unpack(pack io.Reader, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	zipped, err := gzip.NewReader(pack)
	if err != nil {
		return err
	}
	files := tar.NewReader(io.LimitReader(zipped, maxUnpacked))
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return link(root)
		}
		if err != nil {
			return err
		}
		name, ours := strings.CutPrefix(header.Name, packageRoot)
		if !ours || header.Typeflag != tar.TypeReg || needless(name) {
			continue
		}
		if err := writeFile(root, name, files, header.Mode); err != nil {
			return fmt.Errorf("%s: %w", header.Name, err)
		}
	}
}

func writeFile(root *os.Root, name string, content io.Reader, mode int64) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	perm := os.FileMode(0o644)
	if mode&0o100 != 0 {
		perm = 0o755
	}
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}

// link makes the symbolic links, which packages of npm cannot hold: a file of the package lists them.
func link(root *os.Root) error {
	file, err := root.Open(symlinks)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	var links []struct{ Source, Target string }
	if err := json.NewDecoder(io.LimitReader(file, maxOfSymlinks)).Decode(&links); err != nil {
		return fmt.Errorf("%s: %w", symlinks, err)
	}
	for _, l := range links {
		source, target := strings.TrimPrefix(l.Source, "native/"), strings.TrimPrefix(l.Target, "native/")
		if !filepath.IsLocal(source) || !filepath.IsLocal(target) {
			return fmt.Errorf("%s leads out of the package: %s", symlinks, l.Target)
		}
		to, err := filepath.Rel(filepath.Dir(target), source)
		if err != nil {
			return err
		}
		if err := root.Symlink(to, target); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return nil
}

// opened sets the permissions of all below a directory, whatever the umask was: whoever runs PostgreSQL must be able to read it.
func opened(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.Type()&os.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		perm := os.FileMode(0o644)
		if info.Mode()&0o100 != 0 {
			perm = 0o755
		}
		return os.Chmod(path, perm)
	})
}

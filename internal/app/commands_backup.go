package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"kith/internal/backup"
	"kith/internal/postgres"
)

// streamName stands for standard output or standard input instead of a file.
const streamName = "-"

// oneFile wants exactly one argument, a file.
func oneFile(_ context.Context, c *cli.Command) error {
	if c.Args().Len() != 1 {
		return fmt.Errorf("%s wants one FILE, or - for a stream; see %[1]s -help", c.FullName())
	}
	return nil
}

func backupCommand(s *settings, out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "backup", Usage: "write database and files into one file, beside a running server or without one", ArgsUsage: "FILE",
		Description:  "FILE is made anew, - writes to standard output. The secret key is not in it: keep it, apart from the backup.",
		ArgValidator: oneFile,
		Action: func(ctx context.Context, c *cli.Command) error {
			return s.withOldDatabase(ctx, func(db *database) error {
				source := backup.Source{Pool: db.pool, Folder: s.filesFolder(), Kith: version()}
				name := c.Args().First()
				if name == streamName {
					_, err := backup.Write(ctx, out, source)
					return err
				}
				sums, err := backupFile(ctx, name, source)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(out, "%d rows and %d files written to %s.\n%s", sums.Rows(), sums.Files.Count, name, s.notInBackup())
				return err
			})
		},
	}
}

// withOldDatabase is withDatabase without bringing the database up to date: a backup is made before that.
func (s settings) withOldDatabase(ctx context.Context, then func(*database) error) error {
	log, err := s.logger()
	if err != nil {
		return err
	}
	s.addr = ""
	db := &database{}
	err = db.connect(ctx, s, postgres.Join, log)
	if err == nil {
		err = then(db)
	}
	return errors.Join(err, db.Close())
}

// filesFolder is the folder of files, empty when they are in a bucket.
func (s *settings) filesFolder() string {
	if s.blobURL != "" {
		return ""
	}
	return s.files().Folder
}

// notInBackup says what must be kept besides a backup.
func (s *settings) notInBackup() string {
	key := "KITH_SECRET_KEY"
	if s.secretKey == "" {
		key = filepath.Join(s.dataDir, secretKeyFile)
	}
	text := fmt.Sprintf("The secret key (%s) is not in it: keep it too, in another place.\n", key)
	if s.blobURL != "" {
		text += "Nor are the files in the bucket of KITH_BLOB_URL.\n"
	}
	return text
}

// backupFile writes a backup beside its place and moves it there when all of it is on disk: a backup that fails leaves the last one alone.
func backupFile(ctx context.Context, name string, source backup.Source) (sums backup.Sums, err error) {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-") // readable by its owner alone
	if err != nil {
		return sums, fmt.Errorf("the backup can't be written: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	sums, err = backup.Write(ctx, file, source)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return sums, err
	}
	return sums, os.Rename(file.Name(), name)
}

func restoreCommand(s *settings, out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "restore", Usage: "bring a backup into an empty data directory or an empty database", ArgsUsage: "FILE",
		Description: "FILE is what kith backup has written, - reads it from standard input. Nothing is changed before all of it was checked, " +
			"and nothing that is there is replaced. Cursors of events from before the restore are answered by CURSOR_EXPIRED.",
		ArgValidator: oneFile,
		Action: func(ctx context.Context, c *cli.Command) error {
			file, err := openBackup(c.Args().First())
			if err != nil {
				return err
			}
			defer func() { _ = file.Close() }()
			if err := s.checkBackup(file); err != nil {
				return err
			}
			return s.restore(ctx, out, file)
		},
	}
}

// openBackup opens a file, or the copy of a stream, which has to be read twice.
func openBackup(name string) (*os.File, error) {
	file, err := openStream(name, os.Stdin)
	if err != nil {
		return nil, fmt.Errorf("the backup can't be read: %w", err)
	}
	return file, nil
}

// openStream opens a file, or a copy of a stream on disk: its size is known, and it can be read again.
func openStream(name string, stream io.Reader) (*os.File, error) {
	if name != streamName {
		return os.Open(name)
	}
	file, err := os.CreateTemp("", "kith-stream-")
	if err != nil {
		return nil, err
	}
	err = os.Remove(file.Name()) // so that nothing is left of it, however this ends
	if err == nil {
		_, err = io.Copy(file, stream)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// checkBackup reads all of a backup before a database is made for it.
func (s *settings) checkBackup(file *os.File) error {
	if _, _, err := backup.Verify(file); err != nil {
		return err
	}
	_, err := file.Seek(0, io.SeekStart)
	return err
}

// restore opens the database as it is, without bringing it up to date, and the backup into it. Start and not Join: no server may use it.
func (s *settings) restore(ctx context.Context, out io.Writer, file *os.File) error {
	log, err := s.logger()
	if err != nil {
		return err
	}
	s.addr = ""
	db := &database{}
	defer func() { _ = db.Close() }() // after a failure; Close can be called again
	if err := db.connect(ctx, *s, postgres.Start, log); err != nil {
		return err
	}
	m, sums, err := backup.Restore(ctx, file, backup.Target{Pool: db.pool, Folder: s.filesFolder()})
	if errors.Is(err, backup.ErrNotEmpty) {
		err = fmt.Errorf("%w; nothing was changed: restore into a new KITH_DATA_DIR, or into an empty database", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d rows and %d files restored, as they were at %s.\n", sums.Rows(), sums.Files.Count,
		m.Created.Format("2006-01-02 15:04:05 MST"))
	if s.secretKey == "" {
		fmt.Fprintf(out, "Put the secret key of that time to %s before the server starts.\n", filepath.Join(s.dataDir, secretKeyFile))
	}
	return db.Close()
}

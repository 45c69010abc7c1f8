//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// owner is the user of the operating system that owns the cluster and runs its postmaster: ourselves, unless we are
// root, whom PostgreSQL refuses.
type owner struct {
	name     string
	uid, gid int
	dropped  bool
}

// ownerOf returns who runs the cluster, which need not exist yet. Root leaves one that exists with whoever has it.
func ownerOf(cluster string) (owner, error) {
	if os.Geteuid() != 0 {
		u, err := user.Current()
		if err != nil {
			return owner{}, fmt.Errorf("PostgreSQL needs a user with a name, and user %d has none in /etc/passwd: %w", os.Geteuid(), err)
		}
		return newOwner(u)
	}
	if fi, err := os.Stat(cluster); err == nil {
		if uid := uidOf(fi); uid != 0 {
			u, err := user.LookupId(strconv.Itoa(uid))
			if err != nil {
				return owner{}, fmt.Errorf("%s belongs to user %d, who has no name in /etc/passwd: %w", cluster, uid, err)
			}
			return newOwner(u)
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return newOwner(u)
		}
	}
	return owner{}, errors.New("PostgreSQL does not run as root, " +
		"and there is no user postgres or nobody to run it as: create the user postgres")
}

func newOwner(u *user.User) (owner, error) {
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return owner{}, err
	}
	gid, err := strconv.Atoi(u.Gid)
	return owner{name: u.Username, uid: uid, gid: gid, dropped: uid != os.Geteuid()}, err
}

func uidOf(fi os.FileInfo) int { return int(fi.Sys().(*syscall.Stat_t).Uid) }

// command prepares a program to be run by the owner.
func (o owner) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = "/"                                                                        // ours may be closed to the owner
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) } // with its children: see detach
	cmd.WaitDelay = 10 * time.Second
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PG") && !strings.HasPrefix(pair, "LC_") && !strings.HasPrefix(pair, "LANG") {
			cmd.Env = append(cmd.Env, pair)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	detach(cmd)
	if o.dropped {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)}
	}
	return cmd
}

// detach puts a program into a process group of its own: a Ctrl-C is for Kith, who ends its programs itself.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// canEnter reports whether the owner may enter a directory. It lets the owner try, which minds every parent and
// every kind of permission.
func (o owner) canEnter(in Install, dir string) bool {
	cmd := o.command(context.Background(), filepath.Join(in.Dir, "postgres"), "--version")
	cmd.Dir = dir
	return cmd.Run() == nil
}

// makeDir makes a directory of the owner's alone, or makes sure that it is.
func (o owner) makeDir(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return o.own(dir)
	}
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	fi, err := os.Lstat(dir) // in a directory open to all, another user may have been first
	if err != nil {
		return err
	}
	if !fi.IsDir() || uidOf(fi) != o.uid && uidOf(fi) != os.Geteuid() {
		return fmt.Errorf("%s is not a directory of user %s: remove it", dir, o.name)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	return o.own(dir)
}

// own gives a file to the owner.
func (o owner) own(path string) error {
	if !o.dropped {
		return nil
	}
	return os.Lchown(path, o.uid, o.gid)
}

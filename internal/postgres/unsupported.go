//go:build !unix

package postgres

import (
	"context"
	"errors"
	"os/exec"
)

var errUnsupported = errors.New("Kith runs a PostgreSQL of its own on Linux and macOS only: set KITH_DATABASE_URL to a database")

// Server is a private cluster, which this system cannot have.
type Server struct{}

// Start fails: this system cannot have a private cluster.
func Start(context.Context, Options) (*Server, error) { return nil, errUnsupported }

// Join fails: this system cannot have a private cluster.
func Join(context.Context, Options) (*Server, error) { return nil, errUnsupported }

// DSN returns nothing.
func (*Server) DSN() string { return "" }

// Stop does nothing.
func (*Server) Stop(context.Context) error { return nil }

// Watch does nothing.
func (*Server) Watch(context.Context) error { return nil }

// Programs fails: this system cannot have a private cluster.
func Programs(context.Context, Options) (Install, error) { return Install{}, errUnsupported }

// Major fails: this system cannot have a private cluster.
func Major(string) (int, error) { return 0, errUnsupported }

// Upgrade fails: this system cannot have a private cluster.
func Upgrade(context.Context, Options, func(ctx context.Context, from, to string) error) (Upgraded, error) {
	return Upgraded{}, errUnsupported
}

func detach(*exec.Cmd) {}

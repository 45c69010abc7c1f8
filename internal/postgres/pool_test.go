//go:build unix

package postgres

import (
	"context"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgproto3"
)

func TestOpenPool(t *testing.T) {
	t.Parallel()
	s := start(t, initialisedOptions(t))
	t.Run("settings", func(t *testing.T) {
		var seen tracer
		pool, err := OpenPool(t.Context(), s.DSN(), &seen)
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		var zone, name string
		err = pool.QueryRow(t.Context(), `SELECT current_setting('TimeZone'), current_setting('application_name')`).Scan(&zone, &name)
		if err != nil || zone != "UTC" || name != "kith" {
			t.Errorf("zone %q, name %q, %v", zone, name, err)
		}
		if pool.Config().MaxConns != 16 {
			t.Errorf("%d connections", pool.Config().MaxConns)
		}
		if seen == 0 {
			t.Error("the tracer saw nothing")
		}
	})
	t.Run("of the URL", func(t *testing.T) {
		pool, err := OpenPool(t.Context(), s.DSN()+"&pool_max_conns=3&application_name=other", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		var name string
		if err := pool.QueryRow(t.Context(), `SHOW application_name`).Scan(&name); err != nil || name != "other" || pool.Config().MaxConns != 3 {
			t.Errorf("%q, %d connections, %v", name, pool.Config().MaxConns, err)
		}
	})
	t.Run("planner", func(t *testing.T) {
		set := func(options string) string {
			pool, err := OpenPool(t.Context(), s.DSN()+options, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			var settings string
			err = pool.QueryRow(t.Context(), `SELECT current_setting('jit') || current_setting('random_page_cost')`).Scan(&settings)
			if err != nil {
				t.Fatal(err)
			}
			return settings
		}
		if got := set(""); got != "off1.1" {
			t.Errorf("jit and random_page_cost are %s by default", got)
		}
		if got := set("&jit=on"); got != "on1.1" {
			t.Errorf("jit and random_page_cost are %s where the URL sets one", got)
		}
		run(t, s.DSN(), `ALTER DATABASE kith SET random_page_cost = 3`)
		if got := set(""); got != "off3" {
			t.Errorf("jit and random_page_cost are %s where the database sets one", got)
		}
	})
	t.Run("wrong password", func(t *testing.T) {
		run(t, s.DSN(), `CREATE ROLE guest LOGIN PASSWORD 'right'`)
		write(t, filepath.Join(s.cluster, "pg_hba.conf"), "local all guest scram-sha-256\nlocal all kith peer map=kith\n", 0o600)
		run(t, s.DSN(), `SELECT pg_reload_conf()`)
		address := func(password string) string {
			u, err := url.Parse(s.DSN())
			if err != nil {
				t.Fatal(err)
			}
			u.User = url.UserPassword("guest", password)
			return u.String()
		}
		until(t, "the new rules", func() bool {
			conn, err := pgx.Connect(t.Context(), address("right"))
			if err == nil {
				conn.Close(context.Background())
			}
			return err == nil
		})
		refuse(t, address("sesame"), "guest", "password authentication failed")
	})
}

func TestOpenPoolRefused(t *testing.T) {
	for _, address := range []string{
		"postgres://kith:sesame@localhost:many/kith",
		"postgres://kith:ses#ame/sesame@localhost/kith",
		"host=localhost password=sesame port=many",
		"mysql:sesame",
	} {
		refuse(t, address, "postgres://user:password@host:5432/database")
	}
	refuse(t, "postgres://kith:sesame@127.0.0.1:1/kith", "127.0.0.1", "kith", "connection refused")
	refuse(t, "postgres://kith:sesame@127.0.0.1:"+oldServer(t)+"/kith?sslmode=disable", "PostgreSQL 14.9", "15 or newer")
}

func refuse(t *testing.T, address string, parts ...string) {
	t.Helper()
	pool, err := OpenPool(t.Context(), address, nil)
	if err == nil {
		pool.Close()
	}
	wantError(t, err, parts...)
	if strings.Contains(err.Error(), "ses") {
		t.Errorf("the error tells the password: %v", err)
	}
}

// oldServer speaks as much of the protocol as PostgreSQL 14 needs to tell its version, and returns its port.
func oldServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go speak(conn)
		}
	}()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func speak(conn net.Conn) {
	defer conn.Close()
	b := pgproto3.NewBackend(conn, conn)
	if _, err := b.ReceiveStartupMessage(); err != nil {
		return
	}
	b.Send(&pgproto3.AuthenticationOk{})
	b.Send(&pgproto3.ParameterStatus{Name: "standard_conforming_strings", Value: "on"})
	b.Send(&pgproto3.ParameterStatus{Name: "client_encoding", Value: "UTF8"})
	b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	for b.Flush() == nil {
		message, err := b.Receive()
		if err != nil {
			return
		}
		if _, ok := message.(*pgproto3.Query); !ok {
			return
		}
		b.Send(&pgproto3.RowDescription{Fields: []pgproto3.FieldDescription{
			{Name: []byte("number"), DataTypeOID: 23, DataTypeSize: 4},
			{Name: []byte("version"), DataTypeOID: 25, DataTypeSize: -1},
		}})
		b.Send(&pgproto3.DataRow{Values: [][]byte{[]byte("140009"), []byte("14.9")}})
		b.Send(&pgproto3.CommandComplete{CommandTag: []byte("SELECT 1")})
		b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	}
}

// tracer counts statements.
type tracer int

func (n *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	*n++
	return ctx
}

func (*tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

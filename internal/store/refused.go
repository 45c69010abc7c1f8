package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// passing are the classes of PostgreSQL's errors that are about the server, the connection or the moment, not about what was stored.
var passing = []string{"08", "25", "40", "53", "55", "57", "58"}

// Refused reports whether an error would come again with the same records: PostgreSQL refused what was stored, or it could not be read.
// It is false if the database cannot be reached, is busy or is stopping.
func Refused(err error) bool {
	if err == nil {
		return false
	}
	var refusal *pgconn.PgError
	if errors.As(err, &refusal) {
		return !slices.Contains(passing, refusal.Code[:2])
	}
	var unreached *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &unreached) || errors.As(err, &network) {
		return false
	}
	for _, broken := range []error{driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgx.ErrTxClosed,
		pgx.ErrTxCommitRollback} {
		if errors.Is(err, broken) {
			return false
		}
	}
	// Neither pgconn nor puddle exports the error of what was found closed.
	return !strings.HasSuffix(err.Error(), "conn closed") && !strings.HasSuffix(err.Error(), "closed pool")
}

// RefusalOf returns PostgreSQL's code of an error and the constraint that it names, for those who run the server; blank for other errors.
func RefusalOf(err error) string { return strings.TrimSpace(codeOf(err) + " " + ConstraintOf(err)) }

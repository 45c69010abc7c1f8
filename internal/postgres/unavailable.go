package postgres

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// unavailableCodes are those of PostgreSQL that say nothing of the statement, but of the server: it was shut down, crashed or is starting,
// or could not write. With them go the classes 08 (connection) and 53 (a full disk, no memory, too many connections).
var unavailableCodes = []string{"57P01", "57P02", "57P03", "57P05", "58030"}

// Unavailable reports whether an error means that the database cannot be used at this moment, rather than that something is wrong with
// what was asked of it.
func Unavailable(err error) bool {
	var unreached *pgconn.ConnectError
	if errors.As(err, &unreached) { // for whatever reason, which it may have from PostgreSQL: nothing was asked of the database yet
		return true
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return slices.Contains(unavailableCodes, refused.Code) || strings.HasPrefix(refused.Code, "08") || strings.HasPrefix(refused.Code, "53")
	}
	var network *net.OpError
	if errors.As(err, &network) {
		return true
	}
	for _, broken := range []error{driver.ErrBadConn, sql.ErrConnDone, io.ErrUnexpectedEOF, net.ErrClosed, syscall.EPIPE, syscall.ECONNRESET} {
		if errors.Is(err, broken) {
			return true
		}
	}
	// The package pgconn has no value for a connection that was found closed, nor puddle's pool an exported one in its API.
	return err != nil && (strings.HasSuffix(err.Error(), "conn closed") || strings.HasSuffix(err.Error(), "closed pool"))
}

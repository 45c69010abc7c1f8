package chatwoot

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// namespace is what the ids of one account's rows are computed in. It lasts as long as the account: copies and restored backups of a
// Chatwoot have the same, other Chatwoots have others.
type namespace string

func (a account) namespace() namespace {
	return namespace(fmt.Sprintf("chatwoot account %d of %s", a.ID, a.CreatedAt.UTC().Format(time.RFC3339Nano)))
}

// serialBits are the bits of an id that hold Chatwoot's; the two before them are the variant of every UUID.
const serialBits = 1<<62 - 1

// of returns our id for a row: a UUIDv8 (RFC 9562) that begins with a hash of the account and the table, and ends with Chatwoot's id.
// So the rows of a table have ids of their own that sort as Chatwoot's do.
func (n namespace) of(table string, id int64) uuid.UUID {
	sum := sha256.Sum256([]byte(string(n) + " " + table))
	var u uuid.UUID
	copy(u[:8], sum[:8])
	u[6] = 0x80 | u[6]&0x0f
	binary.BigEndian.PutUint64(u[8:], 1<<63|uint64(id)&serialBits)
	return u
}

// foreign returns Chatwoot's id of a row.
func foreign(u uuid.UUID) int64 { return int64(binary.BigEndian.Uint64(u[8:]) & serialBits) }

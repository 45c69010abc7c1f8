package demo

import (
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"kith/models"
)

// stream keeps the numbers of this package apart from those of other users of the same seed.
const stream = 0x6b697468

// dice are where all chance in a world comes from. The sequence of draws never depends on the clock, so that a world of the
// same seed has the same people and talks whenever it is made.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

// chance is true that many times in a hundred.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between returns a number from lo to hi, both included.
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// lasting returns a duration from lo up to hi, to the microsecond as PostgreSQL keeps it.
func (d dice) lasting(lo, hi time.Duration) time.Duration {
	return lo + time.Duration(d.Int64N(int64((hi-lo)/time.Microsecond)+1))*time.Microsecond
}

// weighted returns the index of one of the weights, the heavier the likelier.
func (d dice) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// id returns a UUIDv7 (RFC 9562) of an instant, its random bits taken from the dice.
func (d dice) id(at models.DateTime) uuid.UUID {
	var u uuid.UUID
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	a, b := d.Uint64(), d.Uint64()
	u[6], u[7] = 0x70|byte(a>>8)&0x0f, byte(a)
	for i := range 8 {
		u[8+i] = byte(b >> (56 - 8*i))
	}
	u[8] = 0x80 | u[8]&0x3f
	return u
}

// pick returns one of the values.
func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

package crm

import (
	"context"
	"math/rand/v2"
	"time"
)

// raceAttempts limits how often a write by a key starts over because another transaction gave the key to a contact, or merged or deleted
// the contact that had it, between the look-up and the lock.
const raceAttempts = 10

// The first further attempt follows at once. The longest pause before later ones begins with twice racePause and doubles, up to
// maxRacePause.
const (
	racePause    = time.Millisecond
	maxRacePause = 32 * time.Millisecond
)

// retryLost calls fn until it returns an error that is no lost race, or none, at most raceAttempts times, and returns its last error.
func retryLost(ctx context.Context, lost func(error) bool, fn func() error) error {
	err := fn()
	for attempt := 1; attempt < raceAttempts && lost(err); attempt++ {
		if attempt > 1 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(rand.N(min(racePause<<attempt, maxRacePause))):
			}
		}
		err = fn()
	}
	return err
}

package transport

import (
	"context"
)

// Recheck asks anew, for every open socket and event stream of an account, who presents its credential, and ends those whose callers have
// lost it or have another role. It does not wait for that.
func (s *Server) Recheck(account int64) {
	for _, k := range s.flights.open() {
		if c := k.caller(); c.viewer != nil && c.viewer.AccountID == account {
			go k.recheck(c)
		}
	}
}

func (s *session) recheck(c *caller) {
	ctx, cancel := context.WithTimeout(s.ctx, s.server.timing.Operation)
	defer cancel()
	if signedOut(c.check(ctx)) {
		s.signOut()
	}
}

// Credentials returns the accounts that have open sockets and event streams, each with the lowest version of its credentials that one of
// them was last checked at.
func (s *Server) Credentials() map[int64]int64 {
	lowest := map[int64]int64{}
	for _, k := range s.flights.open() {
		c := k.caller()
		if c.viewer == nil {
			continue
		}
		version := c.credentials.Load()
		if known, ok := lowest[c.viewer.AccountID]; !ok || version < known {
			lowest[c.viewer.AccountID] = version
		}
	}
	return lowest
}

package models

import (
	"bytes"
	"context"
	"strings"
	"unicode/utf8"
)

// UserSession is a sign-in of a browser. Only the hash of its cookie is stored.
type UserSession struct {
	AccountID int64
	TokenHash []byte
	ID        SessionID
	UserID    UserID
	CreatedAt DateTime
	// LastUsedAt is when the session was used last, to the minute, and Address the client's address then.
	LastUsedAt DateTime
	ExpiresAt  DateTime
	Address    *string
	UserAgent  *string
}

// Current reports whether the session is that of the viewer's own request.
func (s *UserSession) Current(ctx context.Context) bool {
	v := ViewerFrom(ctx)
	return v != nil && v.Session != nil && bytes.Equal(v.Session, s.TokenHash)
}

// maxUserAgent bounds what is kept of a browser's description of itself, in bytes.
const maxUserAgent = 255

// CleanUserAgent returns what is kept of a User-Agent header: the beginning of its printable part; nil if nothing is left.
func CleanUserAgent(header string) *string {
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, header[:min(len(header), maxUserAgent)]))
	if text == "" {
		return nil
	}
	return &text
}

// SessionRevokeInput names a session to end.
type SessionRevokeInput struct{ ID SessionID }

// SessionRevokePayload answers sessionRevoke.
type SessionRevokePayload struct {
	RevokedID *SessionID
	Failures
}

// UserSignOutInput names a user whose sessions are to end.
type UserSignOutInput struct {
	UserID      UserID
	KeepCurrent bool
}

// UserSignOutPayload answers userSignOut.
type UserSignOutPayload struct {
	EndedSessions *int
	Failures
}

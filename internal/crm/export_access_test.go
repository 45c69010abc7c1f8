package crm

import (
	"time"

	"kith/internal/ratelimit"
)

// ForgetWrongCodes gives everybody all tries of codes again.
func (s *Service) ForgetWrongCodes() { s.codes = ratelimit.New(codeGuesses, time.Now) }

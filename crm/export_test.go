package crm

import "time"

// At makes the service believe that it is another time.
func (s *Service) At(now time.Time) { s.now = func() time.Time { return now } }

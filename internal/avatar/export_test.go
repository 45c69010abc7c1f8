package avatar

import "time"

// WaitForServers makes requests wait for pictures' servers as long as it takes, however busy the machine is.
func (s *Service) WaitForServers() { s.patience = time.Minute }

package app

import (
	"errors"
	"fmt"
	"time"

	"kith/internal/auth"
	"kith/internal/postgres"
	"kith/internal/transport"
	"kith/models"
)

// minEventRetention leaves subscribers and webhooks the time to catch up.
const minEventRetention = 7 * 24 * time.Hour

// The read paths: reads answers what it covers, or gqlgen answers everything.
const (
	readPathCompiled = "compiled"
	readPathPlain    = "plain"
)

// check refuses settings that contradict themselves, before anything is started.
func (s *settings) check() error {
	for _, row := range s.table() {
		if row.check == nil {
			continue
		}
		if err := row.check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *settings) checkBootstrapToken() error {
	if s.bootstrapToken == "" {
		return nil
	}
	return auth.CheckToken(s.bootstrapToken)
}

func (s *settings) checkBootstrapEmail() error {
	email, refused := models.CleanEmail(&s.bootstrapEmail)
	if refused != nil || email == nil {
		return errors.New("KITH_BOOTSTRAP_EMAIL must be an email")
	}
	s.bootstrapEmail = *email
	return nil
}

func (s *settings) checkBootstrapPassword() error {
	if s.bootstrapPassword != "" && models.CheckPassword(s.bootstrapPassword) != nil {
		return errors.New("KITH_BOOTSTRAP_PASSWORD must have 10 to 1,024 characters")
	}
	return nil
}

func (s *settings) checkEventRetention() error {
	if s.eventRetention < minEventRetention {
		return fmt.Errorf("KITH_EVENT_RETENTION must be at least %s", minEventRetention)
	}
	return nil
}

// minAuditRetention is enforced by the database too.
const minAuditRetention = 24 * time.Hour

func (s *settings) checkAuditRetention() error {
	if s.auditRetention < minAuditRetention {
		return fmt.Errorf("KITH_AUDIT_RETENTION must be at least %s", minAuditRetention)
	}
	return nil
}

// maxDrainDelay is longer than any balancer needs to notice.
const maxDrainDelay = 5 * time.Minute

func (s *settings) checkDrainDelay() error {
	if s.drainDelay < 0 || s.drainDelay > maxDrainDelay {
		return fmt.Errorf("KITH_DRAIN_DELAY must be between 0s and %s", maxDrainDelay)
	}
	return nil
}

const (
	minBackupEvery = time.Hour
	maxBackupKeep  = 1000
)

func (s *settings) checkBackups() error {
	if s.backupEvery != 0 && s.backupEvery < minBackupEvery {
		return fmt.Errorf("KITH_BACKUP_EVERY must be at least %s, or 0 for none", minBackupEvery)
	}
	if s.backupKeep < 1 || s.backupKeep > maxBackupKeep {
		return fmt.Errorf("KITH_BACKUP_KEEP must be between 1 and %d", maxBackupKeep)
	}
	return nil
}

func (s *settings) checkPGDownload() error {
	if !postgres.Download(s.pgDownload).Valid() {
		return fmt.Errorf("KITH_PG_DOWNLOAD is auto, always or off, not %q", s.pgDownload)
	}
	return nil
}

func (s *settings) checkReadPath() error {
	if s.readPath != readPathCompiled && s.readPath != readPathPlain {
		return fmt.Errorf("KITH_READ_PATH is compiled or plain, not %q", s.readPath)
	}
	return nil
}

func (s *settings) checkTrustedDocuments() error {
	switch transport.TrustedMode(s.trustedDocuments) {
	case transport.TrustedOff, transport.TrustedPrefer, transport.TrustedRequire:
		return nil
	}
	return fmt.Errorf("KITH_TRUSTED_DOCUMENTS is off, prefer or require, not %q", s.trustedDocuments)
}

package crm

import (
	"context"
	"errors"
	"fmt"

	"kith/models"
	"kith/models/typeid"
)

// Audit adds an entry to the audit log if the transaction commits: what was done to target, which may be nil, by the viewer of the
// transaction. fields are names of fields that were given, never their values.
func (tx *Tx) Audit(kind models.AuditEventKind, target fmt.Stringer, fields ...string) {
	tx.auditWith(kind, target, models.AuditFields(fields))
}

// auditWith is Audit with details of any form, which must hold no personal values.
func (tx *Tx) auditWith(kind models.AuditEventKind, target fmt.Stringer, details models.JSON) {
	var on string
	if target != nil {
		on = target.String()
	}
	tx.Defer(`
		INSERT INTO audit_events (account_id, id, kind, actor_user_id, actor_token_id, address, request_id, target, details, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, tx.Account, typeid.New[models.AuditEventID](), string(kind), tx.Viewer.UserID,
		tx.Viewer.TokenID, clientAddress(tx.Context()), models.RequestIDFrom(tx.Context()), on, details, tx.Now)
}

// AuditFailedSignIn records in each of the accounts that somebody gave a wrong password for its user.
func (s *Service) AuditFailedSignIn(ctx context.Context, tried []Credentials) error {
	errs := make([]error, len(tried))
	for i, c := range tried {
		errs[i] = s.write(asOperator(ctx, c.Viewer.AccountID), models.PermSelf, func(tx *Tx) error {
			tx.Audit(models.AuditSignInFailed, *c.Viewer.UserID)
			return nil
		})
	}
	return errors.Join(errs...)
}

// AuditDownload records that the file of an export was downloaded by its link; files that are no exports are not recorded. Whoever has
// the link can download it, so there is no actor but an address.
func (s *Service) AuditDownload(ctx context.Context, file string) error {
	found, err := jobs.List(s.system(ctx), "j.result = ? LIMIT 1", file)
	if err != nil || len(found) == 0 {
		return err
	}
	return s.write(asOperator(ctx, found[0].AccountID), models.PermSelf, func(tx *Tx) error {
		tx.Audit(models.AuditExportDownloaded, found[0].ID)
		return nil
	})
}

package crm

import (
	"context"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

var roles = store.NewTable[models.CustomRole]("roles o")

// ListRoles returns the roles of the account's own, by name.
func (s *Service) ListRoles(ctx context.Context) ([]*models.CustomRole, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return roles.List(r, "o.account_id = ? ORDER BY lower(o.name), o.id LIMIT ?", r.Account, models.MaxRoles)
}

// RolesByID returns the roles that exist, by id.
func (b *Batch) RolesByID(ids []models.RoleID, set Columns) map[models.RoleID]*models.CustomRole {
	return store.ByID(b.Batch, roles, ids, set)
}

// CreateRole creates a role. Taken; Invalid for a filter that names what does not exist, and for permissions that do not go with a filter
// or masked fields; Limit if the account has 100.
func (s *Service) CreateRole(ctx context.Context, in models.RoleCreateInput) (*models.CustomRole, error) {
	var role *models.CustomRole
	err := s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) error {
		role = &models.CustomRole{AccountID: tx.Account, ID: typeid.New[models.RoleID](), Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := s.changeRole(tx, role, in.Patch()); err != nil {
			return err
		}
		n, err := roles.Count(tx, models.MaxRoles, "o.account_id = ?", tx.Account)
		if err != nil {
			return err
		}
		if n >= models.MaxRoles {
			return models.Errorf(models.Limit, "An account has at most %d roles.", models.MaxRoles)
		}
		tx.Audit(models.AuditRoleCreated, role.ID)
		return store.Create(tx, role)
	})
	if err != nil && role != nil {
		err = withHolder(ctx, s, err, roles, "o.account_id = ? AND o.name = ?", role.Name)
	}
	return role, err
}

// UpdateRole changes a role, for its users at once. NotFound, StaleVersion, and the errors of CreateRole.
func (s *Service) UpdateRole(ctx context.Context, in models.RoleUpdateInput) (*models.CustomRole, error) {
	var role *models.CustomRole
	err := s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) (err error) {
		if role, err = lock[models.CustomRole](tx, in.ID, "role"); err != nil {
			return err
		}
		if err := models.Advance(role, in.ExpectedVersion); err != nil {
			return err
		}
		if err := s.changeRole(tx, role, in); err != nil {
			return err
		}
		role.UpdatedAt = tx.Now
		tx.endsCredentials = true // the viewers of its users are read anew
		tx.Audit(models.AuditRoleUpdated, in.ID, models.GivenFields(in)...)
		return store.Save(tx, role, in.ID)
	})
	if err != nil && role != nil {
		err = withHolder(ctx, s, err, roles, "o.account_id = ? AND o.name = ?", role.Name)
	}
	return role, err
}

// changeRole applies an input. A filter is stored as those of segments are.
func (s *Service) changeRole(tx *Tx, role *models.CustomRole, in models.RoleUpdateInput) error {
	if given := in.ContactFilter.Value(); given != nil {
		if _, err := filter.Contacts(given, filter.Options{AccountID: tx.Account, Now: s.now()}); err != nil {
			return underField(err, "contactFilter")
		}
		stored, err := storedFilter(tx.reader(), given)
		if err != nil {
			return underField(err, "contactFilter")
		}
		in.ContactFilter = models.Given(*stored)
	}
	return role.Apply(in)
}

// DeleteRole deletes a role. NotFound; BlockedByRule while users have it.
func (s *Service) DeleteRole(ctx context.Context, id models.RoleID) error {
	return s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) error {
		if _, err := lock[models.CustomRole](tx, id, "role"); err != nil {
			return err
		}
		n, err := users.Count(tx, store.MaxCount, "u.account_id = ? AND u.role_id = ?", tx.Account, id)
		if err != nil {
			return err
		}
		if n > 0 {
			return models.Errorf(models.BlockedByRule, "%d users have the role; give them another one first.", n).At("id")
		}
		tx.Audit(models.AuditRoleDeleted, id)
		return store.Delete[models.CustomRole](tx, id)
	})
}

// ShowRoleFilter returns the filter of a role as the API shows it: labels are named by their titles. Nil for all contacts, and for viewers
// who do not manage users.
func (s *Service) ShowRoleFilter(ctx context.Context, role *models.CustomRole) (models.JSON, error) {
	if !models.ViewerFrom(ctx).Can(models.PermAccountWrite) {
		return nil, nil // it may name people whom the viewer does not see
	}
	f, err := role.Filter()
	if err != nil || f == nil {
		return nil, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	known, err := knownRecords(r, filter.References(f))
	if err != nil {
		return nil, err
	}
	shown, err := known.show(f)
	if err != nil {
		return nil, err
	}
	return shown.Filter, nil
}

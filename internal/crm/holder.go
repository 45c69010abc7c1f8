package crm

import (
	"context"
	"errors"

	"kith/internal/store"
	"kith/models"
)

// withHolder adds to a Taken error the record that has the value: the first that the conditions find, if the viewer may see the
// account. Any other error, and nil, is returned unchanged. The transaction has ended, so another record may be found, or none.
func withHolder[T any, N interface {
	*T
	models.Node
}](ctx context.Context, s *Service, err error, table store.Table[T], where string, args ...any) error {
	var taken *models.Error
	if !errors.As(err, &taken) || taken.Code != models.Taken || taken.Contact != nil || taken.Node != nil {
		return err
	}
	r, refused := s.read(ctx)
	if refused != nil {
		return err
	}
	if holder, failed := table.First(r, where, append([]any{r.Account}, args...)...); failed == nil && holder != nil {
		taken.Node = N(holder)
	}
	return err
}

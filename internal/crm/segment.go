package crm

import (
	"context"
	"maps"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// maxSegments limits the number of segments of one user.
const maxSegments = 1000

var segments = store.NewTable[models.Segment]("segments s")

var segmentsByName = page.Order{Name: "segments", ID: "s.id", Keys: []page.Key{{Name: "NAME", Expr: "lower(s.name)", Kind: page.Text}}}

// ListSegments returns a page of the viewer's own segments and the shared ones, by name.
func (s *Service) ListSegments(ctx context.Context, a page.Args) (*models.SegmentConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Segment] {
		return List[models.Segment]{Batch: b.Batch, Table: segments, Where: "s.account_id = ? AND (s.shared OR s.owner_id = ?)",
			Args: []any{b.Account, b.Viewer.UserID}, Order: segmentsByName}
	})
}

// SegmentsByID returns the segments that the viewer sees, by id.
func (b *Batch) SegmentsByID(ids []models.SegmentID, set Columns) map[models.SegmentID]*models.Segment {
	found := store.ByID(b.Batch, segments, ids, set)
	b.After(func() {
		maps.DeleteFunc(found, func(_ models.SegmentID, s *models.Segment) bool { return !s.VisibleTo(b.Viewer) })
	})
	return found
}

// segmentFilter returns the stored filter of a segment that the viewer sees.
func (s *Service) segmentFilter(r reader, id models.SegmentID) (*models.ContactFilter, error) {
	segment, err := segments.First(r, "s.account_id = ? AND s.id = ?", r.Account, id)
	if err != nil {
		return nil, err
	}
	if segment == nil || !segment.VisibleTo(r.Viewer) {
		return nil, models.Errorf(models.Invalid, "There is no such segment.").At("segment")
	}
	return segment.ContactFilter()
}

// CreateSegment stores a filter under a name.
func (s *Service) CreateSegment(ctx context.Context, in models.SegmentCreateInput) (*models.Segment, error) {
	var segment *models.Segment
	err := s.write(ctx, models.PermSegmentWrite, func(tx *Tx) error {
		segment = &models.Segment{AccountID: tx.Account, ID: typeid.New[models.SegmentID](), Version: 1, OwnerID: tx.Viewer.UserID,
			CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := s.changeSegment(tx, segment, in.Patch()); err != nil {
			return err
		}
		if err := mayWatch(tx, segment); err != nil {
			return err
		}
		n, err := segments.Count(tx, maxSegments, "s.account_id = ? AND s.owner_id IS NOT DISTINCT FROM ?", tx.Account, tx.Viewer.UserID)
		if err != nil {
			return err
		}
		if n >= maxSegments {
			return models.Errorf(models.Limit, "You can have at most %d segments.", maxSegments)
		}
		return store.Create(tx, segment)
	})
	return segment, err
}

// UpdateSegment changes a segment. NotFound if the viewer can't see it, Forbidden if it belongs to another user.
func (s *Service) UpdateSegment(ctx context.Context, in models.SegmentUpdateInput) (*models.Segment, error) {
	var segment *models.Segment
	err := s.write(ctx, models.PermSegmentWrite, func(tx *Tx) error {
		var err error
		if segment, err = lockSegment(tx, in.ID); err != nil {
			return err
		}
		if err := models.Advance(segment, in.ExpectedVersion); err != nil {
			return err
		}
		if err := s.changeSegment(tx, segment, in); err != nil {
			return err
		}
		if err := mayWatch(tx, segment); err != nil {
			return err
		}
		segment.UpdatedAt = tx.Now
		return store.Save(tx, segment, in.ID)
	})
	return segment, err
}

// DeleteSegment deletes a segment, with the errors of UpdateSegment.
func (s *Service) DeleteSegment(ctx context.Context, id models.SegmentID) error {
	return s.write(ctx, models.PermSegmentWrite, func(tx *Tx) error {
		if _, err := lockSegment(tx, id); err != nil {
			return err
		}
		tx.Audit(models.AuditSegmentDeleted, id)
		return store.Delete[models.Segment](tx, id)
	})
}

// changeSegment applies the input. An invalid filter is rejected before it is stored, and so is one that names records which do not exist.
func (s *Service) changeSegment(tx *Tx, segment *models.Segment, in models.SegmentUpdateInput) error {
	if given := in.Filter.Value(); given != nil {
		if _, err := filter.Contacts(given, filter.Options{AccountID: tx.Account, Now: s.now()}); err != nil {
			return underField(err, "filter")
		}
		stored, err := storedFilter(tx.reader(), given)
		if err != nil {
			return underField(err, "filter")
		}
		in.Filter, segment.UsageKeys = models.Given(*stored), filter.UsageKeys(stored)
	}
	return segment.Apply(in)
}

func lockSegment(tx *Tx, id models.SegmentID) (*models.Segment, error) {
	segment, err := lock[models.Segment](tx, id, "segment")
	switch {
	case err != nil:
		return nil, err
	case !segment.VisibleTo(tx.Viewer):
		return nil, models.Errorf(models.NotFound, "There is no such segment.").At("id")
	case !segment.ChangeableBy(tx.Viewer):
		return nil, models.Errorf(models.Forbidden, "Only its owner or, when it is shared, an administrator may change a segment.")
	}
	return segment, nil
}

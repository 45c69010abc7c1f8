package models

import "encoding/json"

// Segment is a stored filter, private to its owner or shared.
type Segment struct {
	AccountID int64
	ID        SegmentID
	Name      string
	// Filter is a ContactFilter as JSON.
	Filter    JSON
	Shared    bool
	OwnerID   *UserID
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt DateTime `gorm:"autoUpdateTime:false"`
}

// SegmentCreateInput is a new segment.
type SegmentCreateInput struct {
	Name   string
	Filter *ContactFilter
	Shared bool
}

// SegmentUpdateInput changes a segment; nil fields are left unchanged.
type SegmentUpdateInput struct {
	ID     SegmentID
	Name   *string
	Filter *ContactFilter
	Shared *bool
}

// SegmentDeleteInput names a segment to delete.
type SegmentDeleteInput struct{ ID SegmentID }

// SegmentPayload answers the mutations of a segment.
type SegmentPayload struct {
	Segment *Segment
	Failures
}

// SegmentDeletePayload answers segmentDelete.
type SegmentDeletePayload struct {
	DeletedID *SegmentID
	Failures
}

// IsNode marks the type for GraphQL.
func (Segment) IsNode() {}

// ContactFilter returns the stored filter.
func (s *Segment) ContactFilter() (*ContactFilter, error) {
	f := &ContactFilter{}
	return f, json.Unmarshal(s.Filter, f)
}

// VisibleTo reports whether a viewer of the account sees the segment.
func (s *Segment) VisibleTo(v *Viewer) bool {
	return s.Shared || s.OwnerID != nil && v.UserID != nil && *s.OwnerID == *v.UserID
}

// ChangeableBy reports whether a viewer who sees the segment may change it: its owner, or an administrator when it is shared.
func (s *Segment) ChangeableBy(v *Viewer) bool {
	owns := s.OwnerID != nil && v.UserID != nil && *s.OwnerID == *v.UserID
	return owns || s.Shared && v.Role == Administrator
}

// Apply changes a segment of the viewer; it returns every rule that the input breaks.
func (s *Segment) Apply(in SegmentUpdateInput) error {
	var errs Errors
	if in.Name != nil {
		name, e := needText(*in.Name, MaxName)
		errs.Add(atField(e, "name"))
		s.Name = name
	}
	if in.Shared != nil {
		s.Shared = *in.Shared
	}
	if !s.Shared && s.OwnerID == nil {
		errs.Add(Errorf(Invalid, "A segment of an API token must be shared: nobody else would see it.").At("shared"))
	}
	if in.Filter != nil {
		stored, err := json.Marshal(in.Filter)
		if err != nil || len(stored) > MaxJSON {
			errs.Add(Errorf(TooLong, "A stored filter has at most %d bytes as JSON.", MaxJSON).At("filter"))
		}
		s.Filter = stored
	}
	return errs.OrNil()
}

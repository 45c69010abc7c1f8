package models

import (
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
)

// Segment is a stored filter, private to its owner or shared.
type Segment struct {
	AccountID int64
	ID        SegmentID
	Version   int
	Name      string
	// Filter is a ContactFilter as JSON that names labels by their ids.
	Filter JSON
	// UsageKeys are the keys of what the filter names; see Label.UsageKey.
	UsageKeys StringList
	Shared    bool
	// Watch says that contacts which enter and leave the segment become events.
	Watch     bool
	OwnerID   *UserID
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt DateTime `gorm:"autoUpdateTime:false"`
}

// SegmentCreateInput is a new segment.
type SegmentCreateInput struct {
	Name   string
	Filter *ContactFilter
	Shared bool
	Watch  bool
}

// SegmentUpdateInput changes a segment: what is not set stays; none of the fields can be cleared.
type SegmentUpdateInput struct {
	ID              SegmentID
	ExpectedVersion *int
	Name            graphql.Omittable[*string]
	Filter          graphql.Omittable[*ContactFilter]
	Shared          graphql.Omittable[*bool]
	Watch           graphql.Omittable[*bool]
}

// Patch returns the creation as changes to an empty segment.
func (in SegmentCreateInput) Patch() SegmentUpdateInput {
	return SegmentUpdateInput{Name: given(&in.Name), Filter: given(in.Filter), Shared: given(&in.Shared), Watch: given(&in.Watch)}
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
	if v := filled(in.Name, "name", &errs); v != nil {
		name, e := needLine(*v)
		errs.Add(atField(e, "name"))
		s.Name = name
	}
	if v := filled(in.Shared, "shared", &errs); v != nil {
		s.Shared = *v
	}
	if !s.Shared && s.OwnerID == nil {
		errs.Add(Errorf(Invalid, "A segment of an API token must be shared: nobody else would see it.").At("shared"))
	}
	if v := filled(in.Watch, "watch", &errs); v != nil {
		s.Watch = *v
	}
	if s.Watch && !s.Shared {
		errs.Add(Errorf(Invalid, "Only a shared segment can be watched: everyone in the account sees its events.").At("watch"))
	}
	if v := filled(in.Filter, "filter", &errs); v != nil {
		stored, err := json.Marshal(v)
		if err != nil || len(stored) > MaxJSON {
			errs.Add(Errorf(TooLong, "A stored filter has at most %d bytes as JSON.", MaxJSON).At("filter"))
		}
		s.Filter = stored
	}
	return errs.OrNil()
}

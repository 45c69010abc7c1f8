package models

import (
	"slices"
	"strconv"
)

// CsatFilter selects ratings.
type CsatFilter struct {
	And       []CsatFilter    `json:"and,omitzero"`
	Or        []CsatFilter    `json:"or,omitzero"`
	Not       *CsatFilter     `json:"not,omitzero"`
	Rating    []int           `json:"rating,omitzero"`
	InboxID   *IDFilter       `json:"inboxId,omitzero"`
	AgentID   *IDFilter       `json:"agentId,omitzero"`
	ContactID *IDFilter       `json:"contactId,omitzero"`
	CreatedAt *DateTimeFilter `json:"createdAt,omitzero"`
}

// WithoutRating returns the filter without the conditions on the rating itself; nil if nothing else is left.
func (f *CsatFilter) WithoutRating() *CsatFilter {
	if f == nil {
		return nil
	}
	left := *f
	left.Rating, left.Not = nil, f.Not.WithoutRating()
	left.And, left.Or = withoutRatings(f.And), withoutRatings(f.Or)
	if left.And == nil && left.Or == nil && left.Not == nil && left.InboxID == nil && left.AgentID == nil && left.ContactID == nil &&
		left.CreatedAt == nil {
		return nil
	}
	return &left
}

func withoutRatings(all []CsatFilter) (left []CsatFilter) {
	for i := range all {
		if f := all[i].WithoutRating(); f != nil {
			left = append(left, *f)
		}
	}
	return left
}

// CheckRatings rejects ratings outside of 1 to 5, at the path of the filter.
func (f *CsatFilter) CheckRatings(path ...string) *Error {
	if f == nil {
		return nil
	}
	if slices.ContainsFunc(f.Rating, func(rating int) bool { return rating < 1 || rating > 5 }) {
		return Errorf(Invalid, "A rating is 1 to 5.").At(append(slices.Clip(path), "rating")...)
	}
	for name, joined := range map[string][]CsatFilter{"and": f.And, "or": f.Or} {
		for i := range joined {
			if e := joined[i].CheckRatings(append(slices.Clip(path), name, strconv.Itoa(i))...); e != nil {
				return e
			}
		}
	}
	return f.Not.CheckRatings(append(slices.Clip(path), "not")...)
}

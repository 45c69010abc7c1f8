package models

import "time"

// The longest times that can be set for retention: ten years.
const (
	MaxVisitorDays   = 3650
	MaxMessageMonths = 120
)

// Retention is for how long an account keeps visitors and messages; nil for good.
type Retention struct {
	VisitorRetentionDays   *int
	MessageRetentionMonths *int
}

// Expiry says what is too old to be kept: visitors who have not been active since an instant, and messages from before one; nil for none.
type Expiry struct {
	VisitorsSince  *DateTime `json:"visitorsSince,omitzero"`
	MessagesBefore *DateTime `json:"messagesBefore,omitzero"`
}

// RetentionPreview is what would be removed now.
type RetentionPreview struct {
	Visitors, Messages int
}

// Check returns every time that is out of bounds.
func (r Retention) Check() Errors {
	var errs Errors
	if n := r.VisitorRetentionDays; n != nil && (*n < 1 || *n > MaxVisitorDays) {
		errs.Add(Errorf(Invalid, "Visitors are kept for 1 to %d days, or for good with null.", MaxVisitorDays).At("visitorRetentionDays"))
	}
	if n := r.MessageRetentionMonths; n != nil && (*n < 1 || *n > MaxMessageMonths) {
		errs.Add(Errorf(Invalid, "Messages are kept for 1 to %d months, or for good with null.", MaxMessageMonths).At("messageRetentionMonths"))
	}
	return errs
}

// IsSet reports whether anything is removed at all.
func (r Retention) IsSet() bool {
	return r.VisitorRetentionDays != nil || r.MessageRetentionMonths != nil
}

// Expiry returns what is too old at an instant, whose time zone the days and months are counted in.
func (r Retention) Expiry(now time.Time) Expiry {
	var e Expiry
	if n := r.VisitorRetentionDays; n != nil {
		since := At(now.AddDate(0, 0, -*n))
		e.VisitorsSince = &since
	}
	if n := r.MessageRetentionMonths; n != nil {
		before := At(now.AddDate(0, -*n, 0))
		e.MessagesBefore = &before
	}
	return e
}

package models

import (
	"slices"
	"strconv"
)

// CsatResponse is a rating that a contact gave for a conversation.
type CsatResponse struct {
	AccountID       int64
	ID              CsatResponseID
	ConversationID  ConversationID
	ContactID       ContactID
	Rating          int
	Feedback        string
	AssignedAgentID *UserID
	CreatedAt       DateTime `gorm:"autoCreateTime:false"`
}

// CsatCounts counts a contact's ratings from 1 to 5. They are stored with the contact, so that lists show and sort by them cheaply.
type CsatCounts struct {
	Ones   int `gorm:"column:1"`
	Twos   int `gorm:"column:2"`
	Threes int `gorm:"column:3"`
	Fours  int `gorm:"column:4"`
	Fives  int `gorm:"column:5"`
}

// CsatSummary summarizes ratings.
type CsatSummary struct {
	AverageRating *float64
	Count         int
	// Distribution counts the 1s, 2s, 3s, 4s and 5s, in this order.
	Distribution []int
}

// Summary computes mean and count from the counts.
func (c CsatCounts) Summary() *CsatSummary {
	s := &CsatSummary{Distribution: []int{c.Ones, c.Twos, c.Threes, c.Fours, c.Fives}}
	sum := 0
	for i, n := range s.Distribution {
		s.Count += n
		sum += (i + 1) * n
	}
	if s.Count > 0 {
		mean := float64(sum) / float64(s.Count)
		s.AverageRating = &mean
	}
	return s
}

// Plus returns the sum of two counts.
func (c CsatCounts) Plus(o CsatCounts) CsatCounts {
	return CsatCounts{c.Ones + o.Ones, c.Twos + o.Twos, c.Threes + o.Threes, c.Fours + o.Fours, c.Fives + o.Fives}
}

// SatisfactionScore is the percentage of ratings that are 4 or 5, nil without any.
func (c CsatCounts) SatisfactionScore() *float64 {
	n := c.Ones + c.Twos + c.Threes + c.Fours + c.Fives
	if n == 0 {
		return nil
	}
	score := 100 * float64(c.Fours+c.Fives) / float64(n)
	return &score
}

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

// CsatReport holds statistics of ratings.
type CsatReport struct {
	Summary           *CsatSummary
	ByMonth           []*CsatMonth
	SatisfactionScore *float64
	ResponseRate      *float64
}

// CsatMonth is the ratings of one month, such as 2026-03.
type CsatMonth struct {
	Month   string
	Summary *CsatSummary
}

// CsatResponseCreateInput is a rating.
type CsatResponseCreateInput struct {
	ConversationID ConversationID
	Rating         int
	Feedback       *string
}

// CsatResponsePayload answers csatResponseCreate.
type CsatResponsePayload struct {
	CsatResponse *CsatResponse
	Failures
}

// IsNode marks the type for GraphQL.
func (CsatResponse) IsNode() {}

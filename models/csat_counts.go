package models

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

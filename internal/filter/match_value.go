package filter

import (
	"math/big"
	"slices"

	"kith/models"
)

// matchNumber tests a number, nil when it is NULL.
func matchNumber(f *models.NumberFilter, stored *big.Rat) bool {
	if f == nil {
		return true
	}
	// holds reports whether the number is not NULL and compares as given.
	holds := func(operand *float64, like func(order int) bool) bool {
		return operand == nil || stored != nil && like(stored.Cmp(exactNumber(*operand)))
	}
	is := func(operand float64) bool { return stored != nil && stored.Cmp(exactNumber(operand)) == 0 }
	switch {
	case f.Eq != nil && !is(*f.Eq),
		f.Ne != nil && is(*f.Ne),
		f.In != nil && !slices.ContainsFunc(f.In, is),
		slices.ContainsFunc(f.Nin, is),
		!holds(f.Lt, func(order int) bool { return order < 0 }),
		!holds(f.Lte, func(order int) bool { return order <= 0 }),
		!holds(f.Gt, func(order int) bool { return order > 0 }),
		!holds(f.Gte, func(order int) bool { return order >= 0 }),
		f.IsNull != nil && *f.IsNull != (stored == nil):
		return false
	}
	return true
}

// exactNumber is the decimal value of a number.
func exactNumber(f float64) *big.Rat {
	r, _ := new(big.Rat).SetString(decimal(f))
	return r
}

// csatAverage is the mean as it is stored: rounded half up to six decimals.
func csatAverage(c models.CsatCounts) *big.Rat {
	count := int64(c.Ones + c.Twos + c.Threes + c.Fours + c.Fives)
	if count == 0 {
		return nil
	}
	const scale = 1_000_000
	sum := int64(c.Ones + 2*c.Twos + 3*c.Threes + 4*c.Fours + 5*c.Fives)
	return big.NewRat((2*sum*scale+count)/(2*count), scale)
}

// matchTime tests an instant, nil when it is NULL.
func (o Options) matchTime(f *models.DateTimeFilter, stored *models.DateTime) bool {
	if f == nil {
		return true
	}
	holds := func(operand *models.DateTime, like func(order int) bool) bool {
		return operand == nil || stored != nil && like(stored.Compare(operand.Time))
	}
	switch {
	case !holds(f.Eq, func(order int) bool { return order == 0 }),
		f.Ne != nil && stored != nil && stored.Equal(f.Ne.Time),
		!holds(f.Lt, func(order int) bool { return order < 0 }),
		!holds(f.Lte, func(order int) bool { return order <= 0 }),
		!holds(f.Gt, func(order int) bool { return order > 0 }),
		!holds(f.Gte, func(order int) bool { return order >= 0 }),
		f.WithinLast != nil && (stored == nil || stored.Before(o.ago(*f.WithinLast)) || stored.After(o.now())),
		f.WithinNext != nil && (stored == nil || stored.Before(o.now()) || stored.After(o.ahead(*f.WithinNext))),
		f.During != nil && !o.matchDuring(*f.During, stored),
		f.OlderThan != nil && (stored == nil || !stored.Before(o.ago(*f.OlderThan))),
		f.IsNull != nil && *f.IsNull != (stored == nil):
		return false
	}
	return true
}

func (o Options) matchDuring(p models.Period, stored *models.DateTime) bool {
	from, to := o.during(p)
	return stored != nil && !stored.Before(from) && stored.Time.Before(to)
}

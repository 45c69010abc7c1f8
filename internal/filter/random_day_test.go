package filter_test

import (
	"math/rand/v2"

	"kith/models"
)

var periods = []models.Period{models.Today, models.Yesterday, models.Tomorrow, models.LastWeek, models.ThisWeek, models.NextWeek,
	models.LastMonth, models.ThisMonth, models.NextMonth, models.LastYear, models.ThisYear, models.NextYear}

// day returns a condition on a day, given as a day or an instant.
func day(r *rand.Rand) *models.DateFilter {
	f := &models.DateFilter{}
	for range 1 + r.IntN(5)/4 {
		on, span := models.Date(pick(r, dates[:wellFormedDates])), pick(r, []string{"P30D", "PT1H", "P1D", "P1M", "P1Y", "P1W", "PT0S", "P999Y"})
		switch r.IntN(13) {
		case 0:
			f.Eq = &on
		case 1:
			f.Ne = &on
		case 2:
			f.Lt = &on
		case 3:
			f.Lte = &on
		case 4:
			f.Gt = &on
		case 5:
			f.Gte = &on
		case 6:
			f.WithinLast = &span
		case 7:
			f.WithinNext = &span
		case 8:
			f.OlderThan = &span
		case 9:
			f.During = new(pick(r, periods))
		case 10:
			f.AnniversaryWithinNext = &span
		case 11:
			f.AnniversaryDuring = new(pick(r, periods))
		default:
			f.IsNull = new(r.IntN(2) == 0)
		}
	}
	return f
}

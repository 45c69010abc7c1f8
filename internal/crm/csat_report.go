package crm

import (
	"context"
	"kith/internal/store"

	"kith/internal/filter"
	"kith/models"
	"kith/models/page"
)

// maxMonths limits the number of months in a report.
const maxMonths = 120

// ratingsWhere compiles a filter of ratings for csat_responses r.
func (s *Service) ratingsWhere(r reader, f *models.CsatFilter) (string, []any, error) {
	if refused := f.CheckRatings("filter"); refused != nil {
		return "", nil, refused
	}
	options, err := s.filterOptions(r, r.Account, f)
	if err != nil {
		return "", nil, err
	}
	clause, err := filter.Ratings(f, options)
	return "r.account_id = ? AND (" + clause.SQL + ")", append([]any{r.Account}, clause.Args...), underField(err, "filter")
}

// CsatResponses are the account's ratings, newest first.
func (b *Batch) CsatResponses(f *models.CsatFilter, by *models.CsatOrder) List[models.CsatResponse] {
	where, args, err := b.service.ratingsWhere(b.reader(), f)
	if err != nil {
		b.Fail(err)
	}
	l := List[models.CsatResponse]{Batch: b.Batch, Table: csatResponses, Where: where, Args: args, Order: csatOrder(by)}
	if f != nil {
		l.Table = l.Table.PlannedByValue()
	}
	return l
}

// ListCsatResponses returns a page of the account's ratings.
func (s *Service) ListCsatResponses(
	ctx context.Context, a page.Args, f *models.CsatFilter, by *models.CsatOrder,
) (*models.CsatResponseConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.CsatResponse] { return b.CsatResponses(f, by) })
}

// ReportCsat summarizes ratings: in total, by month, the share of ratings of 4 or 5, and the share of resolved conversations asked
// for a rating that got one.
func (s *Service) ReportCsat(ctx context.Context, f *models.CsatFilter) (*models.CsatReport, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	where, args, err := s.ratingsWhere(r, f)
	if err != nil {
		return nil, err
	}
	months, err := store.RowsPlanned[struct {
		Month                            string
		Ones, Twos, Threes, Fours, Fives int
	}](r, `
		SELECT to_char(r.created_at `+inTimeZone+`, 'YYYY-MM') AS month,
			count(*) FILTER (WHERE r.rating = 1), count(*) FILTER (WHERE r.rating = 2), count(*) FILTER (WHERE r.rating = 3),
			count(*) FILTER (WHERE r.rating = 4), count(*) FILTER (WHERE r.rating = 5)
		FROM csat_responses r
		WHERE `+where+`
		GROUP BY 1
		ORDER BY 1`, append([]any{r.Account}, args...)...)
	if err != nil {
		return nil, err
	}
	var all models.CsatCounts
	report := &models.CsatReport{ByMonth: []*models.CsatMonth{}}
	for _, m := range months {
		c := models.CsatCounts{Ones: m.Ones, Twos: m.Twos, Threes: m.Threes, Fours: m.Fours, Fives: m.Fives}
		all = all.Plus(c)
		report.ByMonth = append(report.ByMonth, &models.CsatMonth{Month: m.Month, Summary: c.Summary()})
	}
	if extra := len(report.ByMonth) - maxMonths; extra > 0 {
		report.ByMonth = report.ByMonth[extra:]
	}
	report.Summary, report.SatisfactionScore = all.Summary(), all.SatisfactionScore()
	report.ResponseRate, err = s.responseRate(r, f)
	return report, err
}

// responseRate is the share of rated conversations among the resolved ones of inboxes that ask for ratings.
func (s *Service) responseRate(r reader, f *models.CsatFilter) (*float64, error) {
	options, err := s.filterOptions(r, r.Account, f)
	if err != nil {
		return nil, err
	}
	clause, err := filter.Rateable(f, options)
	if err != nil {
		return nil, underField(err, "filter")
	}
	rates, err := store.RowsPlanned[*float64](r, `
		SELECT round(100.0 * count(a.id) / nullif(count(*), 0), 4)::float8
		FROM conversations v
		JOIN inboxes i ON i.account_id = v.account_id AND i.id = v.inbox_id AND i.csat_survey_enabled
		LEFT JOIN csat_responses a ON a.account_id = v.account_id AND a.conversation_id = v.id
		WHERE v.account_id = ? AND v.status = 'RESOLVED' AND (`+clause.SQL+`)`, append([]any{r.Account}, clause.Args...)...)
	if err != nil {
		return nil, err
	}
	return rates[0], nil
}

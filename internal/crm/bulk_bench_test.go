package crm_test

import (
	"context"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// BenchmarkBulkUpdate changes 20,000 contacts per iteration, each with an event, a label and a custom attribute.
func BenchmarkBulkUpdate(b *testing.B) {
	const n = 100_000
	w := crmtest.NewWorld(b)
	ctx := crmtest.As(w.Home.Administrator)
	bulk(b, w, w.Home, n)
	blocked, round := false, 0
	for b.Loop() {
		blocked, round = !blocked, round+1
		job := made(w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{Filter: &models.ContactFilter{}},
			Set: models.ContactBulkSet{Blocked: graphql.OmittableOf(&blocked), LabelsAdd: []string{"vip"},
				CustomAttributes: graphql.OmittableOf(models.JSON(`{"round": ` + string(rune('0'+round%10)) + `}`))}}))
		for more := true; more; {
			var err error
			if more, err = w.CRM.WorkJob(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "contacts/s")
}

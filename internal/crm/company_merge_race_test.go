package crm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/crmtest"
	"kith/models"
)

// TestCompanyMergeInterleaved pauses a merge of companies, and then its rival, at each of its statements in turn while the other runs as
// far as it can. Nothing deadlocks, and no contact is left behind. Without the count of contacts in lockForCompanyMerge the deletion of the
// company fails because of a contact that was linked meanwhile.
func TestCompanyMergeInterleaved(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		name    string
		run     func(ctx context.Context, w *crmtest.World, into, from, third models.CompanyID) error
		refused []string // of either
	}{
		{"a link of a contact", func(ctx context.Context, w *crmtest.World, _, from, _ models.CompanyID) error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{CompanyID: &from})
			return err
		}, nil},
		{"a change of its name", func(ctx context.Context, w *crmtest.World, _, from, _ models.CompanyID) error {
			_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: from, Name: given("Hooli")})
			return err
		}, nil},
		{"a new picture", func(ctx context.Context, w *crmtest.World, _, from, _ models.CompanyID) error {
			_, err := w.CRM.CompanyPicture(from).Set(ctx, strings.Repeat("0", 32), models.At(time.Now()))
			return err
		}, nil},
		{"the same merge", func(ctx context.Context, w *crmtest.World, into, from, _ models.CompanyID) error {
			return mergeCompanies(ctx, w, into, from)
		}, []string{"INVALID from"}},
		{"the reverse merge", func(ctx context.Context, w *crmtest.World, into, from, _ models.CompanyID) error {
			return mergeCompanies(ctx, w, from, into)
		}, []string{"INVALID from"}},
		{"a merge of the survivor into another", func(ctx context.Context, w *crmtest.World, into, _, third models.CompanyID) error {
			return mergeCompanies(ctx, w, third, into)
		}, nil},
		{"a deletion of the survivor", func(ctx context.Context, w *crmtest.World, into, _, _ models.CompanyID) error {
			return w.CRM.DeleteCompany(ctx, into)
		}, []string{"NOT_FOUND into"}},
		{"a dismissal", func(ctx context.Context, w *crmtest.World, _, from, third models.CompanyID) error {
			return w.CRM.DismissCompanyDuplicate(ctx, models.CompanyDuplicateDismissInput{CompanyIDs: []models.CompanyID{from, third}})
		}, nil},
		{"a comparison of companies", func(ctx context.Context, w *crmtest.World, _, _, _ models.CompanyID) error {
			return w.CRM.ScanDuplicates(models.WithViewer(ctx, nil))
		}, nil},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			n := 0
			begin := func() (merge, rival step, ended func(mergeErr, rivalErr error)) {
				n++
				ctx := crmtest.As(w.Home.Administrator)
				create := func(name string) models.CompanyID {
					return made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: fmt.Sprint(name, n)})).ID
				}
				into, from, third := create("Acme"), create("Globex"), create("Initech")
				member := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{CompanyID: &from}))
				return func(ctx context.Context) error { return mergeCompanies(ctx, w, into, from) },
					func(ctx context.Context) error { return r.run(ctx, w, into, from, third) },
					func(mergeErr, rivalErr error) {
						for _, err := range []error{mergeErr, rivalErr} {
							if err != nil && !slices.Contains(r.refused, refusal(err)) {
								t.Errorf("the merge: %v; the rival: %v", mergeErr, rivalErr)
							}
						}
						if mergeErr != nil && rivalErr != nil {
							t.Error("both were refused:", errors.Join(mergeErr, rivalErr))
						}
						if id := contactNow(t, w, ctx, member.ID).CompanyID; mergeErr == nil && id != nil && *id == from {
							t.Error("a contact was left behind")
						}
						scanned(t, w)
						wantAllCompanyPairs(t, w)
					}
			}
			interleaved(t, w, begin)
			interleaved(t, w, func() (step, step, func(error, error)) {
				merge, rival, ended := begin()
				return rival, merge, func(rivalErr, mergeErr error) { ended(mergeErr, rivalErr) }
			})
		})
	}
}

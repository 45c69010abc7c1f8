package avatar_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestCompanyPictures sets, fetches, replaces and removes the picture of a company, merges it into another one and undoes that: pictures
// are kept as long as somebody has them or an undone merge would need them.
func TestCompanyPictures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Avatars.WaitForServers()
	create := func(name string) *models.Company {
		t.Helper()
		c, err := w.CRM.CreateCompany(w.ctx, models.CompanyCreateInput{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	set := func(ctx context.Context, id models.CompanyID, from models.PictureSource) (*models.Company, error) {
		return w.Avatars.SetCompany(ctx, models.CompanyAvatarSetInput{ID: id, Picture: from})
	}
	company := create("Acme")
	plain, err := w.Avatars.CompanyURL(company, nil)
	if err != nil || !strings.HasSuffix(*plain, "/A/128.svg") {
		t.Errorf("without a picture: %v %v", plain, err)
	}
	first, err := set(w.ctx, company.ID, models.PictureSource{File: upload(drawn(red))})
	if err != nil || first.Version != company.Version+1 || w.kept(*first.Avatar) != 4 {
		t.Fatalf("%+v %v", first, err)
	}
	site := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write(drawn(blue)) }))
	t.Cleanup(site.Close)
	second, err := set(w.ctx, company.ID, models.PictureSource{URL: &site.URL})
	if err != nil || *second.Avatar == *first.Avatar {
		t.Fatalf("%+v %v", second, err)
	}
	w.work()
	if w.kept(*first.Avatar) != 0 || w.kept(*second.Avatar) != 4 {
		t.Errorf("of the first %d are left, of the second %d", w.kept(*first.Avatar), w.kept(*second.Avatar))
	}
	later := create("Later")
	if c, err := w.CRM.CompanyPicture(later.ID).Request(w.ctx, site.URL); err != nil || c.Avatar != nil || c.Version != later.Version {
		t.Fatalf("%+v %v", c, err)
	}
	w.work()
	now := func(id models.CompanyID) *models.Company {
		t.Helper()
		found, err := w.CRM.CompaniesByID(w.ctx, []models.CompanyID{id})
		if err != nil || found[id] == nil {
			t.Fatal(found, err)
		}
		return found[id]
	}
	if c := now(later.ID); c.Avatar == nil || w.kept(*c.Avatar) != 4 {
		t.Errorf("in the background: %+v", c)
	}

	survivor := create("Acme Ltd")
	_, merge, err := w.CRM.MergeCompanies(w.ctx, models.CompanyMergeInput{Into: survivor.ID, From: company.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.CompanyPicture(survivor.ID).Remove(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.work()
	if w.kept(*second.Avatar) != 4 {
		t.Error("the picture is gone that undoing the merge would restore")
	}
	if _, _, err := w.CRM.UnmergeCompanies(w.ctx, models.CompanyUnmergeInput{MergeID: merge.ID}); err != nil {
		t.Fatal(err)
	}
	w.work()
	if c := now(company.ID); c.Avatar == nil || *c.Avatar != *second.Avatar || w.kept(*second.Avatar) != 4 {
		t.Errorf("undone: %+v", c)
	}
	if err := w.CRM.DeleteCompany(w.ctx, company.ID); err != nil {
		t.Fatal(err)
	}
	w.work()
	if w.kept(*second.Avatar) != 0 {
		t.Error("the picture of a deleted company is left")
	}

	var refused *models.Error
	for name, ctx := range map[string]context.Context{"another account": crmtest.As(w.Foreign.Administrator), "nobody": context.Background()} {
		if _, err := set(ctx, later.ID, models.PictureSource{File: upload(drawn(red))}); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

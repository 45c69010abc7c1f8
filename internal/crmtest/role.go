package crmtest

import (
	"testing"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// WithRole returns the viewer of the session of a new user of the home account with a new role, whose name is made up.
func (w *World) WithRole(t testing.TB, in models.RoleCreateInput) *models.Viewer {
	t.Helper()
	ctx := As(w.Home.Administrator)
	in.Name = "Role " + typeid.New[models.RoleID]().String()
	role, err := w.CRM.CreateRole(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	password := "a long password"
	user, err := w.CRM.CreateUser(ctx, models.UserCreateInput{Name: "R", Email: role.ID.String() + "@example.com", Role: models.Agent,
		Password: &password})
	if err != nil {
		t.Fatal(err)
	}
	w.Exec(t, "UPDATE users SET role_id = $1 WHERE id = $2", role.ID, user.ID)
	terms := crm.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}
	hash := crm.HashToken(role.ID.String())
	if _, err := w.CRM.CreateSession(t.Context(), &models.Viewer{AccountID: w.Home.Key, UserID: &user.ID}, hash, "", terms); err != nil {
		t.Fatal(err)
	}
	viewer, _, err := w.CRM.ViewerBySession(t.Context(), hash, terms)
	if err != nil || viewer == nil || viewer.Limits == nil {
		t.Fatal(viewer, err)
	}
	return viewer
}

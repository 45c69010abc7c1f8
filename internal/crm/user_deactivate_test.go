package crm_test

import (
	"context"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestDeactivateUser lets a user go who has a session and a conversation, and take them back.
func TestDeactivateUser(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := context.Background()
	admin := crmtest.As(w.Home.Administrator)
	password := "correct horse battery"
	user, err := w.CRM.CreateUser(admin,
		models.UserCreateInput{Name: "Ada", Email: "ada@example.com", Role: models.Agent, Password: &password})
	if err != nil {
		t.Fatal(err)
	}
	viewer := &models.Viewer{AccountID: w.Home.Key, Role: models.Agent, UserID: &user.ID}
	terms := crm.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}
	if _, err := w.CRM.CreateSession(ctx, viewer, hash("cookie"), terms); err != nil {
		t.Fatal(err)
	}
	may := func(want bool) {
		t.Helper()
		credentials, err := w.CRM.CredentialsByEmail(ctx, "ada@example.com", "", 10)
		if err != nil || (len(credentials) == 1) != want {
			t.Errorf("may sign in: %v %v", credentials, err)
		}
		listed, err := w.CRM.ListUsers(admin, page.Args{})
		found := false
		for _, u := range listed.Nodes() {
			found = found || u.ID == user.ID
		}
		if err != nil || found != want {
			t.Errorf("is listed: %t %v", found, err)
		}
	}
	may(true)
	if _, err := w.CRM.DeactivateUser(crmtest.As(w.Home.Agent), user.ID); refusal(err) != "FORBIDDEN" {
		t.Errorf("an agent deactivates: %v", err)
	}
	if _, err := w.CRM.DeactivateUser(crmtest.As(w.Foreign.Administrator), user.ID); refusal(err) != "NOT_FOUND id" {
		t.Errorf("another account deactivates: %v", err)
	}
	first, err := w.CRM.DeactivateUser(admin, user.ID)
	if err != nil || first.DeactivatedAt == nil {
		t.Fatal(first, err)
	}
	may(false)
	if v, _, err := w.CRM.ViewerBySession(ctx, hash("cookie"), terms); v != nil || err != nil {
		t.Errorf("the session goes on: %v %v", v, err)
	}
	if again, err := w.CRM.DeactivateUser(admin, user.ID); err != nil || !again.DeactivatedAt.Equal(first.DeactivatedAt.Time) {
		t.Errorf("twice: %v %v", again, err)
	}
	r := furnish(t, w, w.Home, "deactivated")
	assign := models.ConversationUpdateInput{ID: r.conversation.ID, AssigneeID: given(user.ID)}
	if _, err := w.CRM.UpdateConversation(admin, assign); refusal(err) != "BLOCKED_BY_RULE assigneeId" {
		t.Errorf("work is given to who left: %v", err)
	}
	if _, err := w.CRM.ReactivateUser(admin, user.ID); err != nil {
		t.Fatal(err)
	}
	may(true)
	if _, err := w.CRM.UpdateConversation(admin, assign); err != nil {
		t.Errorf("work for who came back: %v", err)
	}
}

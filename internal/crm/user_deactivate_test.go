package crm_test

import (
	"context"
	"fmt"
	"strings"
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
	if _, err := w.CRM.CreateSession(ctx, viewer, hash("cookie"), "", terms); err != nil {
		t.Fatal(err)
	}
	may := func(want bool) {
		t.Helper()
		credentials, err := w.CRM.CredentialsByEmail(ctx, "ada@example.com", "", 10)
		if err != nil || (len(credentials) == 1) != want {
			t.Errorf("may sign in: %v %v", credentials, err)
		}
		listed, err := w.CRM.ListUsers(admin, page.Args{}, false)
		found := false
		for _, u := range listed.Nodes() {
			found = found || u.ID == user.ID
		}
		if err != nil || found != want {
			t.Errorf("is listed: %t %v", found, err)
		}
	}
	may(true)
	leaves := models.UserDeactivateInput{ID: user.ID}
	if _, _, err := w.CRM.DeactivateUser(crmtest.As(w.Home.Agent), leaves); refusal(err) != "FORBIDDEN" {
		t.Errorf("an agent deactivates: %v", err)
	}
	if _, _, err := w.CRM.DeactivateUser(crmtest.As(w.Foreign.Administrator), leaves); refusal(err) != "NOT_FOUND id" {
		t.Errorf("another account deactivates: %v", err)
	}
	first, _, err := w.CRM.DeactivateUser(admin, leaves)
	if err != nil || first.DeactivatedAt == nil {
		t.Fatal(first, err)
	}
	may(false)
	if v, _, err := w.CRM.ViewerBySession(ctx, hash("cookie"), terms); v != nil || err != nil {
		t.Errorf("the session goes on: %v %v", v, err)
	}
	if again, _, err := w.CRM.DeactivateUser(admin, leaves); err != nil || !again.DeactivatedAt.Equal(first.DeactivatedAt.Time) {
		t.Errorf("twice: %v %v", again, err)
	}
	r := furnish(t, w, w.Home, "deactivated")
	assign := models.ConversationUpdateInput{ID: r.conversation.ID, AssigneeID: given(user.ID)}
	if _, err := w.CRM.UpdateConversation(admin, assign); refusal(err) != "BLOCKED_BY_RULE assigneeId" {
		t.Errorf("work is given to who left: %v", err)
	}
	if _, err := w.CRM.ReactivateUser(admin, models.UserReactivateInput{ID: user.ID}); err != nil {
		t.Fatal(err)
	}
	may(true)
	if _, err := w.CRM.UpdateConversation(admin, assign); err != nil {
		t.Errorf("work for who came back: %v", err)
	}
}

// TestHandOver deactivates a user who has conversations: those that go on are handed over or cleared, a resolved one keeps the user until
// it is opened again.
func TestHandOver(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin, agent := crmtest.As(w.Home.Administrator), *w.Home.Agent.UserID
	r := furnish(t, w, w.Home, "handed")
	talk := func(status models.ConversationStatus) models.ConversationID {
		c := made(w.CRM.CreateConversation(admin, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
			AssigneeID: &agent, Status: &status}))
		return c.ID
	}
	open, byMessage, byUpdate := talk(models.Open), talk(models.Resolved), talk(models.Resolved)
	assignee := func(id models.ConversationID) *models.UserID {
		return made(w.CRM.FindConversation(admin, models.ConversationBy{ID: &id})).AssigneeID
	}
	for _, row := range []struct {
		in   models.UserDeactivateInput
		want string
	}{
		{models.UserDeactivateInput{ID: agent, HandOverTo: &agent}, "BLOCKED_BY_RULE handOverTo"},
		{models.UserDeactivateInput{ID: agent, HandOverTo: w.Foreign.Agent.UserID}, "NOT_FOUND handOverTo"},
		{models.UserDeactivateInput{ID: agent, ExpectedVersion: ptr(7)}, "STALE_VERSION expectedVersion"},
	} {
		if _, _, err := w.CRM.DeactivateUser(admin, row.in); refusal(err) != row.want {
			t.Errorf("%v, not %s", err, row.want)
		}
	}
	user, n, err := w.CRM.DeactivateUser(admin, models.UserDeactivateInput{ID: agent, HandOverTo: w.Home.Administrator.UserID})
	if err != nil || n != 2 || user.Version != 2 { // the one of furnish too
		t.Fatal(user, n, err)
	}
	if now := assignee(open); now == nil || *now != *w.Home.Administrator.UserID {
		t.Errorf("the open one has %v", now)
	}
	if now := assignee(byMessage); now == nil || *now != agent {
		t.Errorf("the resolved one has %v", now)
	}
	made(w.CRM.CreateMessage(admin, models.MessageCreateInput{ConversationID: byMessage, Content: "Hi", MessageType: models.Incoming}))
	made(w.CRM.UpdateConversation(admin, models.ConversationUpdateInput{ID: byUpdate, Status: given(models.Open)}))
	if first, second := assignee(byMessage), assignee(byUpdate); first != nil || second != nil {
		t.Errorf("opened again: %v %v", first, second)
	}
	again, n, err := w.CRM.DeactivateUser(admin, models.UserDeactivateInput{ID: agent})
	if err != nil || n != 0 || again.Version != 2 {
		t.Errorf("twice: %v %d %v", again, n, err)
	}
	made(w.CRM.ReactivateUser(admin, models.UserReactivateInput{ID: agent}))
	made(w.CRM.UpdateConversation(admin, models.ConversationUpdateInput{ID: open, AssigneeID: given(agent)}))
	if _, n, err := w.CRM.DeactivateUser(admin, models.UserDeactivateInput{ID: agent}); n != 1 || err != nil || assignee(open) != nil {
		t.Errorf("without a successor: %d %v %v", n, err, assignee(open))
	}
}

// TestDeactivationMeetsAssignments assigns a conversation to a user who leaves meanwhile: after the user's conversations were looked up,
// which needs the second look of changeConversationsOf, and after the user was found to be active, which needs the lock of checkAssignee.
func TestDeactivationMeetsAssignments(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "met")
	for name, race := range map[string]func(leave, take step){
		"looked up": func(leave, take step) { wantRaced(t, w, "u.role = 'ADMINISTRATOR'", leave, take) },
		"active":    func(leave, take step) { wantRaced(t, w, `UPDATE "conversations"`, take, leave) },
	} {
		email := strings.Fields(name)[0] + "@example.com"
		user := made(w.CRM.CreateUser(admin, models.UserCreateInput{Name: "Ada", Email: email, Role: models.Agent}))
		race(func(ctx context.Context) error {
			_, _, err := w.CRM.DeactivateUser(ctx, models.UserDeactivateInput{ID: user.ID})
			return err
		}, func(ctx context.Context) error {
			_, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, AssigneeID: given(user.ID)})
			return err
		})
		if n := w.Count(t, "SELECT count(*) FROM conversations WHERE assignee_id = $1", user.ID); n != 0 {
			t.Errorf("%s: %d conversations stay with who has left", name, n)
		}
	}
}

// TestDeactivationInterleaved does the same at every statement, and opens a resolved conversation again meanwhile.
func TestDeactivationInterleaved(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "raced")
	tries := 0
	for _, reopens := range []bool{false, true} {
		begin := func() (leave, take step, ended func(leaveErr, takeErr error)) {
			tries++
			email := fmt.Sprintf("ada%d@example.com", tries)
			user := made(w.CRM.CreateUser(admin, models.UserCreateInput{Name: "Ada", Email: email, Role: models.Agent}))
			status := models.Resolved
			in := models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID, AssigneeID: &user.ID, Status: &status}
			talk := made(w.CRM.CreateConversation(admin, in))
			leave = func(ctx context.Context) error {
				_, _, err := w.CRM.DeactivateUser(ctx, models.UserDeactivateInput{ID: user.ID})
				return err
			}
			take = func(ctx context.Context) error {
				if reopens {
					_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: talk.ID, Content: "Hi", MessageType: models.Incoming})
					return err
				}
				_, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, AssigneeID: given(user.ID)})
				return err
			}
			return leave, take, func(leaveErr, takeErr error) {
				if got := refusal(takeErr); leaveErr != nil || got != "" && (reopens || got != "BLOCKED_BY_RULE assigneeId") {
					t.Errorf("leaving: %v, taking: %v", leaveErr, takeErr)
				}
				if n := w.Count(t, "SELECT count(*) FROM conversations WHERE assignee_id = $1 AND status <> 'RESOLVED'", user.ID); n != 0 {
					t.Errorf("%d conversations stay with who has left", n)
				}
			}
		}
		interleaved(t, w, begin)
		interleaved(t, w, func() (step, step, func(error, error)) {
			leave, take, ended := begin()
			return take, leave, func(takeErr, leaveErr error) { ended(leaveErr, takeErr) }
		})
	}
}

package crm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestTeams makes, changes and deletes teams, and finds conversations and contacts by them.
func TestTeams(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	agent, boss := *w.Home.Agent.UserID, *w.Home.Administrator.UserID
	r := furnish(t, w, w.Home, "team")
	sales := made(w.CRM.CreateTeam(admin, models.TeamCreateInput{Name: " Sales ", MemberIDs: []models.UserID{agent, boss, agent}}))
	for _, row := range []struct {
		ctx  context.Context
		in   models.TeamCreateInput
		want string
	}{
		{crmtest.As(w.Home.Agent), models.TeamCreateInput{Name: "x"}, "FORBIDDEN"},
		{admin, models.TeamCreateInput{Name: "Sales"}, "TAKEN name"},
		{admin, models.TeamCreateInput{Name: " "}, "REQUIRED name"},
		{admin, models.TeamCreateInput{Name: "x", MemberIDs: []models.UserID{agent, *w.Foreign.Agent.UserID}}, "NOT_FOUND memberIds.1"},
		{admin, models.TeamCreateInput{Name: "x", MemberIDs: make([]models.UserID, models.MaxTeamMembers+1)}, "LIMIT memberIds"},
	} {
		if _, err := w.CRM.CreateTeam(row.ctx, row.in); refusal(err) != row.want {
			t.Errorf("%+v: %v", row.in, err)
		}
	}
	members := func() int {
		t.Helper()
		b := made(w.CRM.Batch(admin))
		found := b.MembersByTeam([]models.TeamID{sales.ID}, crm.AllColumns)
		if err := b.Send(); err != nil {
			t.Fatal(err)
		}
		return len(found[sales.ID])
	}
	if n := members(); n != 2 {
		t.Errorf("%d members", n)
	}
	made(w.CRM.UpdateConversation(admin, models.ConversationUpdateInput{ID: r.conversation.ID, TeamID: given(sales.ID)}))
	elsewhere := made(w.CRM.CreateTeam(crmtest.As(w.Foreign.Administrator), models.TeamCreateInput{Name: "Sales"}))
	in := models.ConversationUpdateInput{ID: r.conversation.ID, TeamID: given(elsewhere.ID)}
	if _, err := w.CRM.UpdateConversation(admin, in); refusal(err) != "NOT_FOUND teamId" {
		t.Errorf("a team of another account: %v", err)
	}
	id := sales.ID.String()
	of := models.ConversationFilter{TeamID: &models.IDFilter{Eq: &id}}
	found := func() (int, int) {
		t.Helper()
		talks := made(w.CRM.ListConversations(admin, page.Args{}, crm.ConversationQuery{Filter: &of}))
		with := models.ContactFilter{Conversations: &models.ConversationsFilter{Some: &of}}
		people := made(w.CRM.ListContacts(admin, page.Args{}, crm.ContactQuery{Filter: &with}))
		return len(talks.Nodes()), len(people.Nodes())
	}
	if talks, people := found(); talks != 1 || people != 1 {
		t.Errorf("%d conversations and %d contacts of the team", talks, people)
	}
	if _, _, err := w.CRM.DeactivateUser(admin, models.UserDeactivateInput{ID: agent}); err != nil || members() != 1 {
		t.Errorf("who has left is a member: %v", err)
	}
	stale := models.TeamUpdateInput{ID: sales.ID, ExpectedVersion: ptr(9)}
	if _, err := w.CRM.UpdateTeam(admin, stale); refusal(err) != "STALE_VERSION expectedVersion" {
		t.Error(err)
	}
	changed := made(w.CRM.UpdateTeam(admin, models.TeamUpdateInput{ID: sales.ID, Description: given("Sells"),
		MemberIDs: graphql.OmittableOf[[]models.UserID](nil)}))
	if changed.Version != 2 || changed.Description != "Sells" || members() != 0 {
		t.Errorf("%+v", changed)
	}
	before := made(w.CRM.FindConversation(admin, models.ConversationBy{ID: &r.conversation.ID}))
	if err := w.CRM.DeleteTeam(admin, sales.ID); err != nil {
		t.Fatal(err)
	}
	after := made(w.CRM.FindConversation(admin, models.ConversationBy{ID: &r.conversation.ID}))
	if after.TeamID != nil || after.Version != before.Version+1 {
		t.Errorf("%+v", after)
	}
	if talks, people := found(); talks != 0 || people != 0 {
		t.Errorf("%d conversations and %d contacts of a team that is gone", talks, people)
	}
}

// TestTeamDeletionInterleaved changes a conversation of a team, and assigns one to it, while the team is deleted.
func TestTeamDeletionInterleaved(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "raced")
	tries := 0
	for _, assigns := range []bool{false, true} {
		begin := func() (remove, change step, ended func(removeErr, changeErr error)) {
			tries++
			team := made(w.CRM.CreateTeam(admin, models.TeamCreateInput{Name: fmt.Sprint("Team ", tries)}))
			in := models.ConversationUpdateInput{ID: r.conversation.ID, Priority: given(models.High)}
			if assigns {
				in.TeamID = given(team.ID)
			} else {
				made(w.CRM.UpdateConversation(admin, models.ConversationUpdateInput{ID: r.conversation.ID, TeamID: given(team.ID)}))
			}
			remove = func(ctx context.Context) error { return w.CRM.DeleteTeam(ctx, team.ID) }
			change = func(ctx context.Context) error { return refused(w.CRM.UpdateConversation(ctx, in)) }
			return remove, change, func(removeErr, changeErr error) {
				if got := refusal(changeErr); removeErr != nil || got != "" && (!assigns || got != "NOT_FOUND teamId") {
					t.Errorf("deleting: %v, changing: %v", removeErr, changeErr)
				}
			}
		}
		interleaved(t, w, begin)
		interleaved(t, w, func() (step, step, func(error, error)) {
			remove, change, ended := begin()
			return change, remove, func(changeErr, removeErr error) { ended(removeErr, changeErr) }
		})
	}
}

func refused[T any](_ T, err error) error { return err }

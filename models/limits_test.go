package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kith/models"
	"kith/models/typeid"
)

func TestPresence(t *testing.T) {
	seen := day(2)
	p := &models.Presence{Availability: models.Online, SeenAt: models.At(seen)}
	for after, want := range map[time.Duration]models.Availability{
		0: models.Online, models.PresenceLifetime - time.Microsecond: models.Online, models.PresenceLifetime: models.Offline,
		time.Hour: models.Offline,
	} {
		if got := p.At(seen.Add(after)); got != want {
			t.Errorf("%v after the heartbeat: %s", after, got)
		}
	}
	if (*models.Presence)(nil).At(seen) != models.Offline {
		t.Error("who was never seen is not offline")
	}
}

func TestPasswordLength(t *testing.T) {
	for length, ok := range map[int]bool{0: false, models.MinPassword - 1: false, models.MinPassword: true, models.MaxPassword: true,
		models.MaxPassword + 1: false} {
		if e := models.CheckPassword(strings.Repeat("x", length)); (e == nil) != ok {
			t.Errorf("%d characters: %v", length, e)
		}
	}
	if models.CheckPassword(strings.Repeat("é", models.MinPassword-1)) == nil {
		t.Error("bytes are counted as characters")
	}
}

// TestWhoSees is the table of who sees and changes private segments, and who sees jobs.
func TestWhoSees(t *testing.T) {
	ada, grace, token := typeid.New[models.UserID](), typeid.New[models.UserID](), typeid.New[models.APITokenID]()
	other := typeid.New[models.APITokenID]()
	for _, row := range []struct {
		name              string
		viewer            models.Viewer
		own, shared, jobs bool // sees Ada's private segment, changes her shared one, sees her job
		tokens            bool // sees the job of the token
	}{
		{"Ada", models.Viewer{Role: models.Agent, UserID: &ada}, true, true, true, false},
		{"another agent", models.Viewer{Role: models.Agent, UserID: &grace}, false, false, false, false},
		{"an administrator", models.Viewer{Role: models.Administrator, UserID: &grace}, false, true, true, true},
		{"the token", models.Viewer{Role: models.Agent, TokenID: &token}, false, false, false, true},
		{"another token", models.Viewer{Role: models.Agent, TokenID: &other}, false, false, false, false},
	} {
		own, shared := &models.Segment{OwnerID: &ada}, &models.Segment{OwnerID: &ada, Shared: true}
		if own.VisibleTo(&row.viewer) != row.own || own.ChangeableBy(&row.viewer) != row.own {
			t.Errorf("%s and the private segment: not %t", row.name, row.own)
		}
		if !shared.VisibleTo(&row.viewer) || shared.ChangeableBy(&row.viewer) != row.shared {
			t.Errorf("%s and the shared segment: not %t", row.name, row.shared)
		}
		if (&models.Job{ActorUserID: &ada}).VisibleTo(&row.viewer) != row.jobs {
			t.Errorf("%s and Ada's job: not %t", row.name, row.jobs)
		}
		if (&models.Job{ActorTokenID: &token}).VisibleTo(&row.viewer) != row.tokens {
			t.Errorf("%s and the token's job: not %t", row.name, row.tokens)
		}
	}
	private := models.SegmentCreateInput{Name: "Mine", Filter: &models.ContactFilter{}}
	var broken models.Errors
	if err := new(models.Segment).Apply(private.Patch()); !errors.As(err, &broken) || broken[0].Field[0] != "shared" {
		t.Errorf("a private segment of a token: %v", err)
	}
}

func TestTargets(t *testing.T) {
	for n, code := range map[int]models.Code{0: models.Required, 1: "", models.MaxTargets: "", models.MaxTargets + 1: models.Limit} {
		got := models.Code("")
		if e := (models.ContactTarget{IDs: make([]models.ContactID, n)}).Check(); e != nil {
			got = e.Code
		}
		if got != code {
			t.Errorf("%d contacts: %q, not %q", n, got, code)
		}
	}
	if e := (models.ContactTarget{}).Check(); e != nil {
		t.Errorf("a filter names no contacts: %v", e)
	}
	if e := new(models.ContactBulkSet).Clean(); e == nil || e.Code != models.Required {
		t.Errorf("an update of nothing: %v", e)
	}
	if e := (&models.ContactBulkSet{LabelsAdd: make([]string, models.MaxLabels+1)}).Clean(); e == nil || e.Code != models.Limit {
		t.Errorf("too many labels: %v", e)
	}
}

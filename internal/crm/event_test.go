package crm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// cast are the contacts of one case: ada has a label and a company, grace has only a name.
type cast struct {
	records
	grace *models.Contact
}

// emission is a use case and the events that it emits.
type emission struct {
	name string
	run  func(ctx context.Context, w *crmtest.World, c cast) error
	// want are the events, each as `TYPE who: changed fields [labels]`.
	want []string
	// refused is the error of a use case that fails and emits no events.
	refused string
	agent   bool
}

func update(in models.ContactUpdateInput) func(context.Context, *crmtest.World, cast) error {
	return func(ctx context.Context, w *crmtest.World, c cast) error {
		in.ID = c.contact.ID
		_, err := w.CRM.UpdateContact(ctx, in)
		return err
	}
}

func merge(ctx context.Context, w *crmtest.World, c cast) (*models.ContactMerge, error) {
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: c.grace.ID, From: []models.ContactID{c.contact.ID}})
	return merge, err
}

func setLabels(
	change func(*crm.Service, context.Context, models.ContactLabelsInput) (*models.Contact, error), titles ...string,
) func(context.Context, *crmtest.World, cast) error {
	return func(ctx context.Context, w *crmtest.World, c cast) error {
		own := make([]string, len(titles))
		for i, title := range titles {
			own[i] = strings.ReplaceAll(title, "TAG", c.label.Title)
		}
		_, err := change(w.CRM, ctx, models.ContactLabelsInput{ID: c.contact.ID, Labels: own})
		return err
	}
}

var emissions = []emission{
	{name: "create", want: []string{"CONTACT_CREATED new: name,email,contactType,customAttributes.plan,labels [TAG]"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("new"), Email: ptr("new-" + *c.contact.Email),
				CustomAttributes: models.JSON(`{"plan": "pro"}`), Labels: []string{c.label.Title}})
			return err
		}},
	{name: "create with a taken email", refused: "TAKEN email", run: func(ctx context.Context, w *crmtest.World, c cast) error {
		_, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("new"), Email: c.contact.Email})
		return err
	}},
	{name: "update", want: []string{"CONTACT_UPDATED ada: lastName,phoneNumber,customAttributes.plan [TAG]"},
		run: update(models.ContactUpdateInput{LastName: given("Lovelace"), PhoneNumber: given("+12125551234"),
			CustomAttributes: graphql.OmittableOf(models.JSON(`{"plan": "pro"}`))})},
	{name: "update that changes nothing", run: func(ctx context.Context, w *crmtest.World, c cast) error {
		return update(models.ContactUpdateInput{Name: graphql.OmittableOf(&c.contact.Name)})(ctx, w, c)
	}},
	{name: "update that breaks a rule", refused: "INVALID phoneNumber", run: update(models.ContactUpdateInput{PhoneNumber: given("12")})},
	{name: "update of an older version", refused: "STALE_VERSION expectedVersion",
		run: update(models.ContactUpdateInput{LastName: given("x"), ExpectedVersion: ptr(0)})},
	{name: "update that blocks too", want: []string{"CONTACT_UPDATED ada: lastName [TAG]", "CONTACT_BLOCKED ada: blocked [TAG]"},
		run: update(models.ContactUpdateInput{LastName: given("Lovelace"), Blocked: given(true)})},
	{name: "upsert of a known one", want: []string{"CONTACT_UPDATED ada: middleName,labels [extra,TAG]"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			_, _, err := w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchEmail,
				Contact: models.ContactCreateInput{Email: c.contact.Email, MiddleName: ptr("Augusta"), Labels: []string{"extra"}}})
			return err
		}},
	{name: "upsert of a new one", want: []string{"CONTACT_CREATED new: name,email,contactType []"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			_, _, err := w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchEmail,
				Contact: models.ContactCreateInput{Email: ptr("upsert-" + *c.contact.Email), Name: ptr("new")}})
			return err
		}},
	{name: "block and unblock", want: []string{"CONTACT_BLOCKED ada: blocked,blockReason [TAG]",
		"CONTACT_UNBLOCKED ada: blocked,blockReason [TAG]"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			for range 2 { // the second changes nothing
				if _, _, err := w.CRM.BlockContact(ctx, models.ContactBlockInput{ID: c.contact.ID, Reason: ptr("Spam")}); err != nil {
					return err
				}
			}
			for range 2 {
				if _, err := w.CRM.UnblockContact(ctx, models.ContactUnblockInput{ID: c.contact.ID}); err != nil {
					return err
				}
			}
			return nil
		}},
	{name: "labels added", want: []string{"CONTACT_UPDATED ada: labels [extra,TAG]"},
		run: setLabels((*crm.Service).AddContactLabels, "extra")},
	{name: "labels added that it has", run: setLabels((*crm.Service).AddContactLabels, "TAG")},
	{name: "labels removed", want: []string{"CONTACT_UPDATED ada: labels []"},
		run: setLabels((*crm.Service).RemoveContactLabels, "TAG", "unknown")},
	{name: "labels set", want: []string{"CONTACT_UPDATED ada: labels [extra]"}, run: setLabels((*crm.Service).SetContactLabels, "extra")},
	{name: "labels set that it has", run: setLabels((*crm.Service).SetContactLabels, "TAG")},
	{name: "unknown label of an agent", agent: true, refused: "NOT_FOUND labels.0", run: setLabels((*crm.Service).AddContactLabels, "never")},
	{name: "label renamed", want: []string{"CONTACT_UPDATED ada: labels [renamed-TAG]"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			_, err := w.CRM.UpdateLabel(ctx, models.LabelUpdateInput{ID: c.label.ID, Title: given("renamed-" + c.label.Title)})
			return err
		}},
	{name: "label recoloured", run: func(ctx context.Context, w *crmtest.World, c cast) error {
		_, err := w.CRM.UpdateLabel(ctx, models.LabelUpdateInput{ID: c.label.ID, Color: given("#000000")})
		return err
	}},
	{name: "label deleted", want: []string{"CONTACT_UPDATED ada: labels []"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error { return w.CRM.DeleteLabel(ctx, c.label.ID) }},
	{name: "label deleted by an agent", agent: true, refused: "FORBIDDEN",
		run: func(ctx context.Context, w *crmtest.World, c cast) error { return w.CRM.DeleteLabel(ctx, c.label.ID) }},
	{name: "company renamed", want: []string{"CONTACT_UPDATED ada: company.name [TAG]"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: c.company.ID, Name: given("Other")})
			return err
		}},
	{name: "company described", run: func(ctx context.Context, w *crmtest.World, c cast) error {
		_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: c.company.ID, Description: given("x")})
		return err
	}},
	{name: "company deleted", want: []string{"CONTACT_UPDATED ada: companyId [TAG]"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			return w.CRM.DeleteCompany(ctx, c.company.ID)
		}},
	{name: "merge", want: []string{"CONTACT_MERGED ada:  [TAG] into grace",
		"CONTACT_MERGED grace: email,identifier,companyId,contactType,labels [TAG] from ada"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			_, err := merge(ctx, w, c)
			return err
		}},
	{name: "merge with itself", refused: "INVALID from.0", run: func(ctx context.Context, w *crmtest.World, c cast) error {
		c.grace = c.contact
		_, err := merge(ctx, w, c)
		return err
	}},
	{name: "unmerge", want: []string{"CONTACT_MERGED ada:  [TAG] into grace",
		"CONTACT_MERGED grace: email,identifier,companyId,contactType,labels [TAG] from ada",
		"CONTACT_UNMERGED grace: email,identifier,companyId,contactType,labels [] from ada", "CONTACT_UNMERGED ada:  [TAG] into grace"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			m, err := merge(ctx, w, c)
			if err == nil {
				_, _, err = w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: m.ID})
			}
			return err
		}},
	{name: "delete", want: []string{"CONTACT_DELETED ada:  [TAG]"}, run: func(ctx context.Context, w *crmtest.World, c cast) error {
		return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.contact.ID})
	}},
	{name: "delete by an agent", agent: true, refused: "FORBIDDEN", run: func(ctx context.Context, w *crmtest.World, c cast) error {
		return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.contact.ID})
	}},
	{name: "seed", want: []string{"CONTACT_CREATED new: name,contactType [TAG]"},
		run: func(ctx context.Context, w *crmtest.World, c cast) error {
			contact := *c.grace
			contact.ID, contact.Name = models.ContactID{}, "new"
			if err := contact.ID.Scan("018f0000-0000-7000-8000-000000000001"); err != nil {
				return err
			}
			return w.CRM.Seed(ctx, crm.Seed{Contacts: []models.Contact{contact}, Labels: []models.Label{*c.label},
				ContactLabels: []crm.ContactLabel{{ContactID: contact.ID, LabelID: c.label.ID}}})
		}},
	{name: "what is no change of a contact", run: func(ctx context.Context, w *crmtest.World, c cast) error {
		for _, err := range []error{
			second(w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: c.contact.ID, Availability: models.Online})),
			second(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: c.conversation.ID, Content: "again",
				MessageType: models.Incoming})),
			second(w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: c.contact.ID, Content: "tea"})),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}},
}

func second[T any](_ T, err error) error { return err }

// TestEvents lists the events of every use case that writes contacts.
func TestEvents(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	for i, c := range emissions {
		tag := fmt.Sprint("case", i)
		who := cast{furnish(t, w, w.Home, tag), newContact(t, w, models.ContactCreateInput{Name: ptr("Grace")})}
		before, _, err := w.CRM.OpenLog(crmtest.As(w.Home.Administrator), nil)
		if err != nil {
			t.Fatal(err)
		}
		as := w.Home.Administrator
		if c.agent {
			as = w.Home.Agent
		}
		if got := refusal(c.run(crmtest.As(as), w, who)); got != c.refused {
			t.Errorf("%s: %q", c.name, got)
		}
		events, err := w.CRM.ReadLog(t.Context(), before, 100)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range events {
			if !e.Type.OfContact() {
				continue // TestConversationEvents lists these
			}
			if e.ByUser == nil || *e.ByUser != *as.UserID {
				t.Errorf("%s: by %v", c.name, e.ByUser)
			}
			got = append(got, who.formatEvent(t, e))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// formatEvent formats an event as the table does.
func (c cast) formatEvent(t *testing.T, e *models.ContactEvent) string {
	t.Helper()
	name := func(id models.ContactID) string {
		switch id {
		case c.contact.ID:
			return "ada"
		case c.grace.ID:
			return "grace"
		}
		return "new"
	}
	var snapshot struct {
		ID     string
		Labels []string
	}
	if err := json.Unmarshal(e.Snapshot, &snapshot); err != nil || snapshot.ID != e.ContactID.String() {
		t.Fatalf("%v of %s: %s", err, e.ContactID, e.Snapshot)
	}
	fields := make([]string, len(e.Changes))
	for i, change := range e.Changes {
		fields[i] = change.Field
	}
	text := fmt.Sprintf("%s %s: %s [%s]", e.Type, name(e.ContactID), strings.Join(fields, ","), strings.Join(snapshot.Labels, ","))
	if e.MergedInto != nil {
		text += " into " + name(*e.MergedInto)
	}
	for _, id := range e.MergedFrom {
		text += " from " + name(id)
	}
	return strings.ReplaceAll(text, c.label.Title, "TAG")
}

package webhook

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"kith/internal/crmtest"
	"kith/models"
)

// TestMessage reads what arrives: signed with the secret, with the contact as it was at the event.
func TestMessage(t *testing.T) {
	t.Parallel()
	s := newStage(t, time.Minute)
	to := s.receive(t, status(http.StatusOK))
	s.happen(t)
	contact := s.Texts(t, "SELECT id::text FROM contacts")[0]
	s.Exec(t, "UPDATE contacts SET name = 'Later' WHERE id = $1", contact)
	s.work(t, s.delivery(t, to))
	test, err := s.CRM.TestWebhook(crmtest.As(s.Home.Administrator), to.ID)
	if err != nil {
		t.Fatal(err)
	}
	s.work(t, test)
	verifier, err := standardwebhooks.NewWebhook(to.secret)
	if err != nil || len(to.got) != 2 {
		t.Fatal(len(to.got), err)
	}
	type message struct {
		ID, Type  string
		Timestamp models.DateTime
		Data      struct {
			Account struct {
				ID   models.AccountID
				Name string
			}
			Contact *struct {
				Name, Email, ContactType               string
				Blocked                                bool
				Labels                                 []string
				AdditionalAttributes, CustomAttributes map[string]any
				PhoneNumber, Identifier, CountryCode   *string
			}
			Changes []models.FieldChange
		}
	}
	var messages [2]message
	for i, got := range to.got {
		if err := errors.Join(verifier.Verify(got.body, got.header), json.Unmarshal(got.body, &messages[i])); err != nil {
			t.Fatalf("%v: %s", err, got.body)
		}
		if m := messages[i]; m.ID != got.header.Get("webhook-id") || m.Data.Account.Name != "Home" || m.Data.Account.ID != s.Home.ID ||
			m.Timestamp.IsZero() {
			t.Errorf("%s", got.body)
		}
	}
	event, trial := messages[0], messages[1]
	if c := event.Data.Contact; event.Type != "CONTACT_CREATED" || c.Name != "Ada" || c.Email != "ada1@example.com" ||
		c.ContactType != "LEAD" || !slices.Equal(c.Labels, []string{"vip"}) || c.AdditionalAttributes == nil {
		t.Errorf("%s", to.got[0].body)
	}
	if !slices.ContainsFunc(event.Data.Changes, func(f models.FieldChange) bool {
		return f.Field == "name" && string(f.To) == `"Ada"`
	}) {
		t.Errorf("changes %+v", event.Data.Changes)
	}
	if told, sent := fields(t, example(t)), fields(t, to.got[0].body); !slices.Equal(told, sent) {
		t.Errorf("docs/WEBHOOKS.md tells of %v, sent are %v", told, sent)
	}
	if trial.Type != "TEST" || trial.ID != test.ID.String() || trial.Data.Contact != nil {
		t.Errorf("%s", to.got[1].body)
	}
}

// example is the message that docs/WEBHOOKS.md shows.
func example(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../../docs/WEBHOOKS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "```json\n")
	body, _, _ := strings.Cut(after, "```")
	return []byte(body)
}

// fields are the fields of a message and of its contact.
func fields(t *testing.T, body []byte) []string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	data := m["data"].(map[string]any)
	names := slices.Collect(maps.Keys(m))
	for field := range data {
		names = append(names, "data."+field)
	}
	for field := range data["contact"].(map[string]any) {
		names = append(names, "data.contact."+field)
	}
	slices.Sort(names)
	return names
}

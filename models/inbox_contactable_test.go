package models_test

import (
	"fmt"
	"strings"
	"testing"

	"kith/models"
	"kith/models/typeid"
)

// TestContactable says through which inboxes a contact can be written to, and where messages go.
func TestContactable(t *testing.T) {
	t.Parallel()
	inbox := func(name string, channel models.ChannelType) *models.Inbox {
		return &models.Inbox{ID: typeid.New[models.InboxID](), Name: name, ChannelType: channel}
	}
	mail, sms, api, web, chat := inbox("mail", models.ChannelEmail), inbox("sms", models.ChannelSMS), inbox("api", models.ChannelAPI),
		inbox("web", models.ChannelWebWidget), inbox("chat", models.ChannelWebWidget)
	link := func(i *models.Inbox, source string) *models.ContactInbox {
		return &models.ContactInbox{ID: typeid.New[models.ContactInboxID](), InboxID: i.ID, SourceID: source}
	}
	email := "ada@example.com"
	c := &models.Contact{Email: &email}
	var got []string
	links := []*models.ContactInbox{link(mail, "old@example.com"), link(mail, email), link(chat, "first"), link(chat, "second")}
	for _, found := range c.Contactable([]*models.Inbox{mail, sms, api, web, chat}, links) {
		source := "made"
		if found.SourceID != nil {
			source = *found.SourceID
		}
		got = append(got, fmt.Sprint(found.Inbox.Name, " ", source, " ", found.ContactInbox != nil))
	}
	if want := "mail ada@example.com true, api made false, chat first true"; strings.Join(got, ", ") != want {
		t.Errorf("%q, not %q", got, want)
	}
	if found := c.Contactable([]*models.Inbox{mail}, links[:1]); *found[0].SourceID != email || found[0].ContactInbox != nil {
		t.Errorf("a new address: %+v", found[0])
	}
}

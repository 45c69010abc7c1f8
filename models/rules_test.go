package models_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"

	"kith/models"
)

func TestLabelTitle(t *testing.T) {
	for _, row := range []struct{ in, want, broken string }{
		{in: "vip", want: "vip"},
		{in: "  VIP-2_x ", want: "vip-2_x"},
		{in: "Große_Kunden", want: "große_kunden"},
		{in: "重要", want: "重要"},
		{in: "हिन्दी", want: "हिन्दी"},
		{in: "2x", want: "2x"},
		{in: "cafe\u0301", want: "café"},
		{in: strings.Repeat("é", 64), want: strings.Repeat("é", 64)},
		{in: strings.Repeat("é", 65), broken: "TOO_LONG"},
		{in: "a", broken: "INVALID"},
		{in: "e\u0301", broken: "INVALID"},
		{in: "", broken: "INVALID"},
		{in: "-x", broken: "INVALID"},
		{in: "_x", broken: "INVALID"},
		{in: "two words", broken: "INVALID"},
		{in: "a,b", broken: "INVALID"},
		{in: "ab\n", want: "ab"},
		{in: "ab\x00", broken: "INVALID"},
		{in: "😀😀", broken: "INVALID"},
	} {
		got, e := models.CleanLabelTitle(row.in)
		if row.broken == "" && (e != nil || got != row.want) || row.broken != "" && (e == nil || string(e.Code) != row.broken) {
			t.Errorf("%q: %q %v", row.in, got, e)
		}
	}
}

func TestLabel(t *testing.T) {
	for _, row := range []struct{ in, want, broken string }{
		{in: "#1f93ff", want: "#1f93ff"},
		{in: " #ABCDEF ", want: "#abcdef"},
		{in: "#Fa0", want: "#ffaa00"},
		{in: "#12", broken: "INVALID color"},
		{in: "#12345", broken: "INVALID color"},
		{in: "#1234567", broken: "INVALID color"},
		{in: "#ggg", broken: "INVALID color"},
		{in: "red", broken: "INVALID color"},
		{in: "", broken: "INVALID color"},
	} {
		l := models.Label{Color: models.DefaultLabelColor}
		err := l.Apply(models.LabelUpdateInput{Color: set(&row.in)})
		if row.broken != "" {
			wantBroken(t, err, row.broken)
		} else if err != nil || l.Color != row.want {
			t.Errorf("%q: %q %v", row.in, l.Color, err)
		}
	}
	l := models.Label{Color: models.DefaultLabelColor, ShowOnSidebar: true}
	if err := l.Apply(models.LabelUpdateInput{Title: set(ptr("VIP")), Description: set(ptr(" gold ")),
		ShowOnSidebar: set(ptr(false))}); err != nil ||
		l.Title != "vip" || l.Description != "gold" || l.ShowOnSidebar || l.Color != models.DefaultLabelColor {
		t.Errorf("%+v %v", l, err)
	}
	if err := l.Apply(models.LabelUpdateInput{Color: set(ptr("#000"))}); err != nil || l.Title != "vip" || l.Description != "gold" ||
		l.ShowOnSidebar || l.Color != "#000000" {
		t.Errorf("what is not given stays: %+v %v", l, err)
	}
	wantBroken(t, l.Apply(models.LabelUpdateInput{Title: set(ptr("?")), Color: set(ptr("?")),
		Description: set(ptr(strings.Repeat("x", 1001)))}),
		"INVALID title", "INVALID color", "TOO_LONG description")
}

func TestCompany(t *testing.T) {
	for _, row := range []struct{ in, want, broken string }{
		{in: "example.com", want: "example.com"},
		{in: " Mail.EXAMPLE.co.uk ", want: "mail.example.co.uk"},
		{in: "xn--exmple-cua.com", want: "xn--exmple-cua.com"},
		{in: "", want: "(nil)"},
		{in: "localhost", broken: "INVALID domain"},
		{in: "https://example.com", broken: "INVALID domain"},
		{in: "ada@example.com", broken: "INVALID domain"},
		{in: "-a.com", broken: "INVALID domain"},
		{in: "a..com", broken: "INVALID domain"},
		{in: "1.2.3.4", broken: "INVALID domain"},
		{in: strings.Repeat("a", 64) + ".com", broken: "INVALID domain"},
		{in: strings.Repeat("a.", 126) + "com", broken: "INVALID domain"},
	} {
		c := models.Company{}
		err := c.Apply(models.CompanyCreateInput{Name: "Kith", Domain: &row.in}.Patch())
		if row.broken != "" {
			wantBroken(t, err, row.broken)
		} else if err != nil || str(c.Domain) != row.want {
			t.Errorf("%q: %s %v", row.in, str(c.Domain), err)
		}
	}
	c := models.Company{}
	if err := c.Apply(models.CompanyCreateInput{Name: " Émile ", CustomAttributes: models.JSON(`{"tier":1}`)}.Patch()); err != nil ||
		c.Name != "Émile" || *c.NameKey != "emile" || string(c.CustomAttributes) != `{"tier":1}` {
		t.Errorf("%+v %v", c, err)
	}
	if err := c.Apply(models.CompanyUpdateInput{Domain: null(), Description: text("tea")}); err != nil || c.Name != "Émile" ||
		c.Domain != nil || c.Description != "tea" {
		t.Errorf("what is not given stays: %+v %v", c, err)
	}
	wantBroken(t, c.Apply(models.CompanyCreateInput{Name: " ", Domain: ptr("?"), Description: ptr("\x00"),
		CustomAttributes: models.JSON(`{"id":1}`)}.Patch()),
		"REQUIRED name", "INVALID domain", "INVALID description", "INVALID customAttributes.id")
	wantBroken(t, c.Apply(models.CompanyCreateInput{Name: strings.Repeat("x", 101)}.Patch()), "TOO_LONG name")
}

func TestInboxNoteMessageCsat(t *testing.T) {
	wantBroken(t, (&models.Inbox{}).Apply(models.InboxUpdateInput{Name: set(ptr(""))}), "REQUIRED name")
	wantBroken(t, (&models.Inbox{}).Apply(models.InboxUpdateInput{Name: set(ptr(strings.Repeat("x", 101)))}), "TOO_LONG name")
	i := models.Inbox{}
	if err := i.Apply(models.InboxUpdateInput{Name: set(ptr(" Mail ")), CsatSurveyEnabled: set(ptr(true))}); err != nil || i.Name != "Mail" ||
		!i.CsatSurveyEnabled {
		t.Errorf("%+v %v", i, err)
	}
	wantBroken(t, (&models.Note{}).Apply(" \n "), "REQUIRED content")
	wantBroken(t, (&models.Note{}).Apply(strings.Repeat("x", models.MaxNote+1)), "TOO_LONG content")
	wantBroken(t, (&models.Note{}).Apply(strings.Repeat("é", models.MaxNote)))
	wantBroken(t, (&models.Message{}).Apply(models.MessageCreateInput{MessageType: models.Incoming, Private: true, SourceID: ptr("\x00")}),
		"REQUIRED content", "INVALID private", "INVALID sourceId")
	m := models.Message{}
	if err := m.Apply(models.MessageCreateInput{Content: " hi ", MessageType: models.Outgoing, Private: true,
		SourceID: ptr(" ")}); err != nil ||
		m.Content != "hi" || !m.Private || m.SourceID != nil {
		t.Errorf("%+v %v", m, err)
	}
	for rating, want := range map[int][]string{0: {"INVALID rating"}, 1: nil, 5: nil, 6: {"INVALID rating"}, -1: {"INVALID rating"}} {
		wantBroken(t, (&models.CsatResponse{}).Apply(models.CsatResponseCreateInput{Rating: rating}), want...)
	}
	wantBroken(t, (&models.CsatResponse{}).Apply(models.CsatResponseCreateInput{Rating: 9,
		Feedback: ptr(strings.Repeat("x", models.MaxFeedback+1))}),
		"INVALID rating", "TOO_LONG feedback")
}

func TestConversation(t *testing.T) {
	for _, row := range []struct {
		status  *models.ConversationStatus
		blocked bool
		want    models.ConversationStatus
	}{
		{nil, false, models.Open},
		{ptr(models.Pending), false, models.Pending},
		{ptr(models.Resolved), false, models.Resolved},
		{nil, true, models.Resolved},
		{ptr(models.Open), true, models.Resolved},
	} {
		c := models.Conversation{}
		if err := c.Apply(models.ConversationCreateInput{Status: row.status}, row.blocked); err != nil || c.Status != row.want {
			t.Errorf("%v blocked %t: %s %v", row.status, row.blocked, c.Status, err)
		}
	}
	wantBroken(t, (&models.Conversation{}).Apply(models.ConversationCreateInput{Status: ptr(models.Snoozed),
		CustomAttributes: models.JSON("1")}, false),
		"INVALID status", "INVALID customAttributes")
	for i, p := range []models.ConversationPriority{models.NoPriority, models.Low, models.Medium, models.High, models.Urgent} {
		stored, err := p.Value()
		var read models.ConversationPriority
		if err != nil || stored != int64(i) || read.Scan(stored) != nil || read != p {
			t.Errorf("%q is stored as %v and read as %q: %v", p, stored, read, err)
		}
		shown := (&models.Conversation{Urgency: p}).Priority()
		if (shown == nil) != (p == models.NoPriority) || shown != nil && *shown != p {
			t.Errorf("%q is shown as %v", p, shown)
		}
	}
	for _, bad := range []any{int64(5), int64(-1), "LOW", nil} {
		if new(models.ConversationPriority).Scan(bad) == nil {
			t.Errorf("%v is read as a priority", bad)
		}
	}
}

func TestSourceID(t *testing.T) {
	whole := &models.Contact{Email: ptr("ada@example.com"), PhoneNumber: ptr("+12125551234")}
	bare := &models.Contact{}
	for _, row := range []struct {
		channel      models.ChannelType
		given        *string
		contact      *models.Contact
		want, broken string
	}{
		{channel: models.ChannelAPI, contact: whole, want: "fresh"},
		{channel: models.ChannelWebWidget, contact: bare, want: "fresh"},
		{channel: models.ChannelEmail, contact: whole, want: "ada@example.com"},
		{channel: models.ChannelSMS, contact: whole, want: "+12125551234"},
		{channel: models.ChannelWhatsApp, contact: whole, want: "+12125551234"},
		{channel: models.ChannelAPI, given: ptr(" Key-1 "), contact: whole, want: "Key-1"},
		{channel: models.ChannelEmail, given: ptr("Other@Example.com"), contact: whole, want: "other@example.com"},
		{channel: models.ChannelSMS, given: ptr(" "), contact: whole, want: "+12125551234"},
		{channel: "TELEGRAM", given: ptr("42"), contact: bare, want: "42"},
		{channel: "TELEGRAM", contact: whole, broken: "REQUIRED sourceId"},
		{channel: models.ChannelEmail, contact: bare, broken: "REQUIRED sourceId"},
		{channel: models.ChannelSMS, contact: bare, broken: "REQUIRED sourceId"},
		{channel: models.ChannelWhatsApp, contact: bare, broken: "REQUIRED sourceId"},
		{channel: models.ChannelAPI, given: ptr(strings.Repeat("x", 256)), contact: bare, broken: "TOO_LONG sourceId"},
		{channel: models.ChannelAPI, given: ptr("\x00"), contact: bare, broken: "INVALID sourceId"},
	} {
		got, e := models.SourceID(row.channel, row.given, row.contact, "fresh")
		if row.broken != "" {
			if e == nil {
				t.Errorf("%+v: %q", row, got)
				continue
			}
			wantBroken(t, e, row.broken)
		} else if e != nil || got != row.want {
			t.Errorf("%+v: %q %v", row, got, e)
		}
	}
	link := func(inbox models.InboxID, source string) *models.ContactInbox {
		return &models.ContactInbox{InboxID: inbox, SourceID: source}
	}
	one, other := newID(1), newID(2)
	if got := models.SourceIDIn([]*models.ContactInbox{link(one, "a"), link(one, "b")}, one); str(got) != "a" {
		t.Error(str(got))
	}
	if got := models.SourceIDIn([]*models.ContactInbox{link(one, "a")}, other); got != nil {
		t.Error(*got)
	}
}

func newID(n byte) (id models.InboxID) {
	id.UUID[15] = n
	return id
}

func TestVerify(t *testing.T) {
	inbox := &models.Inbox{HmacKey: strings.Repeat("ab", 32)}
	proof := func(key, identifier string) *string {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(identifier))
		return ptr(hex.EncodeToString(mac.Sum(nil)))
	}
	good := proof(inbox.HmacKey, "u-1")
	for _, row := range []struct {
		name       string
		identifier *string
		hash       *string
		want       bool
		broken     string
	}{
		{"no hash", ptr("u-1"), nil, false, ""},
		{"good", ptr("u-1"), good, true, ""},
		{"good in upper case", ptr("u-1"), ptr(strings.ToUpper(*good)), true, ""},
		{"of another identifier", ptr("u-2"), good, false, "INVALID identifierHash"},
		{"under another key", ptr("u-1"), proof("other", "u-1"), false, "INVALID identifierHash"},
		{"cut", ptr("u-1"), ptr((*good)[:62]), false, "INVALID identifierHash"},
		{"blank", ptr("u-1"), ptr(""), false, "INVALID identifierHash"},
		{"no hex", ptr("u-1"), ptr("zz"), false, "INVALID identifierHash"},
		{"no identifier", nil, good, false, "INVALID identifierHash"},
	} {
		got, e := inbox.Verify(&models.Contact{Identifier: row.identifier}, row.hash)
		if (got != nil) != row.want || (e == nil) != (row.broken == "") {
			t.Errorf("%s: %v %v", row.name, got, e)
		}
		if e != nil {
			wantBroken(t, e, row.broken)
		}
	}
}

func TestCsatSummary(t *testing.T) {
	if s := (models.CsatCounts{}).Summary(); s.AverageRating != nil || s.Count != 0 ||
		!reflect.DeepEqual(s.Distribution, []int{0, 0, 0, 0, 0}) {
		t.Errorf("%+v", s)
	}
	c := &models.Contact{CsatCounts: models.CsatCounts{Ones: 1, Fours: 1, Fives: 2}}
	if s := c.Csat(); *s.AverageRating != 3.75 || s.Count != 4 || !reflect.DeepEqual(s.Distribution, []int{1, 0, 0, 1, 2}) {
		t.Errorf("%+v %v", s, *s.AverageRating)
	}
}

func TestAccountUpdate(t *testing.T) {
	for _, row := range []struct{ name, region, zone, want, broken string }{
		{name: " Acme ", region: " de ", zone: " Europe/Berlin ", want: "Acme DE Europe/Berlin"},
		{name: "Acme", region: "Germany", zone: "UTC", broken: "INVALID defaultRegion"},
		{name: "Acme", region: "XX", zone: "UTC", broken: "INVALID defaultRegion"},
		{name: "Acme", region: "US", zone: "Berlin", broken: "INVALID timeZone"},
		{name: "\u200b", region: "US", zone: "UTC", broken: "REQUIRED name"},
	} {
		var a models.Account
		err := a.Apply(models.AccountUpdateInput{Name: set(&row.name), DefaultRegion: set(&row.region), TimeZone: set(&row.zone)})
		if row.broken != "" {
			wantBroken(t, err, row.broken)
		} else if got := a.Name + " " + a.DefaultRegion + " " + a.TimeZone; err != nil || got != row.want {
			t.Errorf("%q: %q %v", row, got, err)
		}
	}
}

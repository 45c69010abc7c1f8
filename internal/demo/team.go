package demo

import (
	"fmt"
	"strings"
	"time"

	"kith/models"
	"kith/models/typeid"
)

const teamSize = 8

// addTeam makes the people who answer and the inboxes that they answer in; both are there before the first contact.
func (b *builder) addTeam() {
	begin := b.ago(years + 7*day)
	domain := fmt.Sprintf("harbour-team%d.example", window(b.Seed)+1)
	for i := range teamSize {
		p := b.person(countries[b.weighted(countryWeights()...)])
		p.full = p.given.latin + " " + p.family.latin
		email := b.address(p, domain)
		role := models.Agent
		if i == 0 {
			role = models.Administrator
		}
		at := after(begin, time.Duration(i)*time.Hour)
		b.world.Users = append(b.world.Users, models.User{AccountID: b.AccountID, ID: typeid.Of[models.UserID](b.id(at)),
			Name: p.full, Email: email, Role: role,
			Availability: []models.Availability{models.Online, models.Busy, models.Offline}[i%3], CreatedAt: at, UpdatedAt: at})
	}
	for i, in := range inboxes {
		at := after(begin, day+time.Duration(i)*time.Hour)
		b.world.Inboxes = append(b.world.Inboxes, models.Inbox{AccountID: b.AccountID, ID: typeid.Of[models.InboxID](b.id(at)),
			Name: in.name, ChannelType: in.channel, CsatSurveyEnabled: in.survey,
			HmacKey: fmt.Sprintf("%016x%016x%016x%016x", b.Uint64(), b.Uint64(), b.Uint64(), b.Uint64()), CreatedAt: at, UpdatedAt: at})
	}
}

// channelTelegram is a channel whose source ids are its own.
const channelTelegram models.ChannelType = "TELEGRAM"

// inboxes are the channels of the team, each with how likely a contact who can use it does.
var inboxes = []struct {
	name    string
	channel models.ChannelType
	survey  bool
	weight  int
}{
	{"Website chat", models.ChannelWebWidget, true, 40},
	{"Support mail", models.ChannelEmail, true, 32},
	{"WhatsApp", models.ChannelWhatsApp, true, 16},
	{"Text messages", models.ChannelSMS, false, 5},
	{"In the app", models.ChannelAPI, true, 18},
	{"Telegram", channelTelegram, false, 3},
}

// labels are titles, colours and what they are for; the topics of conversations are among them.
var labels = [][3]string{
	{"vip", "#b45309", "Large plans and old friends"},
	{"trial", "#0ea5e9", "Tries the product out"},
	{"newsletter", "#64748b", "Reads the newsletter"},
	{"churn-risk", "#dc2626", "Has talked about leaving"},
	{"partner", "#7c3aed", "Agencies and resellers"},
	{"beta", "#0891b2", "Gets features early"},
	{"billing", "#16a34a", "Invoices, payments, refunds"},
	{"orders", "#ca8a04", "Card readers and their delivery"},
	{"access", "#ea580c", "Sign-in, accounts, permissions"},
	{"bug", "#e11d48", "Something is broken"},
	{"how-to", "#2563eb", "How something is done"},
	{"integrations", "#4f46e5", "Connections to other software"},
	{"sales", "#059669", "Plans and quotes"},
	{"feedback", "#db2777", "Wishes and praise"},
	{"spam", "#525252", "Not for us"},
}

func (b *builder) addLabels() {
	begin := b.ago(years + 5*day)
	for i, l := range labels {
		at := after(begin, time.Duration(i)*time.Minute)
		id := typeid.Of[models.LabelID](b.id(at))
		b.labels[l[0]] = id
		b.world.Labels = append(b.world.Labels, models.Label{AccountID: b.AccountID, ID: id, Title: l[0], Color: l[1], Description: l[2],
			ShowOnSidebar: i < 12, CreatedAt: at, UpdatedAt: at})
	}
}

// mailProviders are where people have their mail: two for each window, so that worlds do not share addresses.
var mailProviders = [windows][]string{
	{"example.com", "postbox.example"}, {"example.org", "mailhaven.example"}, {"example.net", "letterbox.example"},
	{"quickmail.example", "inbox.example"}, {"dovepost.example", "mailroom.example"}, {"webpost.example", "envelope.example"},
	{"homepost.example", "mailbarn.example"}, {"skypost.example", "papermail.example"}, {"citymail.example", "pigeon.example"},
	{"bluepost.example", "mailtown.example"},
}

// address makes an address at a domain that nobody in this world has yet.
func (b *builder) address(p person, domain string) string {
	given, family := latin(p.given.latin), latin(p.family.latin)
	local := []string{given + "." + family, given + family, given[:1] + "." + family, family + "." + given,
		given + "_" + family}[b.weighted(50, 15, 15, 12, 8)]
	email := local + "@" + domain
	for b.emails[email] {
		email = fmt.Sprintf("%s%d@%s", local, b.between(2, 9999), domain)
	}
	b.emails[email] = true
	return email
}

// latin keeps the plain letters of a name.
func latin(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, models.Fold(s))
}

func countryWeights() []int {
	weights := make([]int, len(countries))
	for i, c := range countries {
		weights[i] = c.weight
	}
	return weights
}

package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// addConversations makes the talks of a contact: none to three for most, up to 45 for a few.
func (b *builder) addConversations(s *subject, spammer bool) {
	var n int
	switch b.weighted(26, 38, 17, 9, 9, 1) {
	case 1:
		n = 1
	case 2:
		n = 2
	case 3:
		n = 3
	case 4:
		n = b.between(4, 10)
	case 5:
		n = b.between(20, 45)
	}
	if s.ContactType == models.Visitor {
		n = min(n, 1)
	}
	starts := make([]models.DateTime, n)
	for i := range starts {
		starts[i] = b.within(s.CreatedAt, b.ago(5*time.Minute))
	}
	if n > 0 && b.chance(60) {
		starts[0] = s.CreatedAt
	}
	slices.SortFunc(starts, func(a, b models.DateTime) int { return a.Compare(b.Time) })
	for _, start := range starts {
		b.addConversation(s, start, b.script(s, spammer))
	}
}

// script returns what a talk with the contact is about, sometimes in the contact's own language.
func (b *builder) script(s *subject, spammer bool) script {
	if spammer {
		return pick(b.dice, spamScripts)
	}
	if own := ownScripts[s.country.language]; len(own) > 0 && s.native && b.chance(70) {
		return pick(b.dice, own)
	}
	return pick(b.dice, scripts)
}

// addConversation plays a script. Messages after the end of the world are left out.
func (b *builder) addConversation(s *subject, start models.DateTime, of script) {
	inbox := b.inbox(s)
	id := typeid.Of[models.ConversationID](b.id(start))
	v := models.Conversation{AccountID: b.AccountID, ID: id, Version: 1, ContactID: s.ID, InboxID: inbox.ID,
		ContactInboxID: b.link(s, inbox, start), Urgency: b.urgency(), LastActivityAt: start, CreatedAt: start, UpdatedAt: start,
		CustomAttributes: object(map[string]any{"topic": of.topic})}
	agent := b.world.Users[min(b.IntN(teamSize), b.IntN(teamSize))]
	t := talk{builder: b, subject: s, conversation: &v, agent: agent, slots: b.slots(s, agent, start), pace: paceOf(inbox.ChannelType)}
	lines := of.lines
	if n := len(lines); n > 2 && b.chance(9) {
		lines = lines[:1+b.IntN(n-1)] // somebody has not answered
	}
	finished := t.play(lines) && len(lines) == len(of.lines)
	t.settle(finished, inbox)
	b.world.Conversations = append(b.world.Conversations, v)
	if b.chance(70) {
		b.world.ConversationLabels = append(b.world.ConversationLabels,
			crm.ConversationLabel{AccountID: b.AccountID, ConversationID: id, LabelID: b.labels[of.topic]})
	}
}

func (b *builder) urgency() models.ConversationPriority {
	return []models.ConversationPriority{models.NoPriority, models.Low, models.Medium, models.High,
		models.Urgent}[b.weighted(60, 9, 16, 11, 4)]
}

// inbox returns an inbox that the contact can use.
func (b *builder) inbox(s *subject) models.Inbox {
	weights := make([]int, len(inboxes))
	for i, in := range inboxes {
		if usable(s, in.channel) {
			weights[i] = in.weight
		}
	}
	return b.world.Inboxes[b.weighted(weights...)]
}

func usable(s *subject, channel models.ChannelType) bool {
	switch channel {
	case models.ChannelEmail:
		return s.Email != nil
	case models.ChannelWhatsApp, models.ChannelSMS:
		return s.PhoneNumber != nil
	case models.ChannelAPI:
		return s.Identifier != nil
	case channelTelegram:
		return s.ContactType != models.Visitor
	}
	return true
}

// link returns how the inbox knows the contact, from the first time on.
func (b *builder) link(s *subject, inbox models.Inbox, at models.DateTime) models.ContactInboxID {
	if id, ok := s.links[inbox.ID]; ok {
		return id
	}
	id := typeid.Of[models.ContactInboxID](b.id(at))
	var given *string
	if inbox.ChannelType == channelTelegram {
		given = ptr(fmt.Sprint(b.Int64N(9e9) + 1e9))
	}
	source, refused := models.SourceID(inbox.ChannelType, given, &s.Contact, b.id(at).String())
	if refused != nil {
		check(refused)
	}
	s.links[inbox.ID] = id
	b.world.ContactInboxes = append(b.world.ContactInboxes, models.ContactInbox{AccountID: b.AccountID, ID: id, ContactID: s.ID,
		InboxID: inbox.ID, SourceID: source, HmacVerified: inbox.ChannelType == models.ChannelAPI, CreatedAt: at})
	return id
}

// slots returns what the placeholders of scripts stand for in one talk.
func (b *builder) slots(s *subject, agent models.User, at models.DateTime) *strings.Replacer {
	comma, honoured := "", "お客様"
	if s.ContactType != models.Visitor {
		comma, honoured = ", "+s.first(), s.last()+"様"
	}
	plan := b.between(1, len(plans)-1)
	return strings.NewReplacer("{,first}", comma, "{様}", honoured, "{agent}", strings.Fields(agent.Name)[0],
		"{shop}", cmp.Or(s.company, "my shop"), "{plan}", plans[plan].name, "{amount}", fmt.Sprintf("$%d.00", plans[plan].price*b.between(1, 4)),
		"{invoice}", fmt.Sprintf("INV-%05d", b.IntN(1e5)), "{order}", fmt.Sprintf("A-%05d", b.IntN(1e5)),
		"{month}", at.AddDate(0, 0, -at.Day()).Month().String(), "{weekday}", pick(b.dice, weekdays), "{device}", pick(b.dice, devices),
		"{feature}", pick(b.dice, features), "{app}", pick(b.dice, apps), "{count}", fmt.Sprint(b.between(3, 240)), "{code}",
		fmt.Sprintf("E%03d", b.IntN(1e3)))
}

// numberConversations gives every conversation its number, in the order in which they began.
func (b *builder) numberConversations() {
	slices.SortFunc(b.world.Conversations, func(x, y models.Conversation) int {
		return cmp.Or(x.CreatedAt.Compare(y.CreatedAt.Time), slices.Compare(x.ID.UUID[:], y.ID.UUID[:]))
	})
	for i := range b.world.Conversations {
		b.world.Conversations[i].DisplayID = i + 1
	}
}

package demo

import (
	"strings"
	"time"

	"kith/models"
	"kith/models/typeid"
)

// script is a conversation as it goes. A line begins with who speaks: < the contact, > the agent, # the agent to the team.
type script struct {
	topic string
	lines []string
}

// pace is how long people take to answer in a channel.
type pace struct{ contact, agent time.Duration }

func paceOf(channel models.ChannelType) pace {
	if channel == models.ChannelEmail {
		return pace{contact: 20 * time.Hour, agent: 8 * time.Hour}
	}
	return pace{contact: 9 * time.Minute, agent: 5 * time.Minute}
}

// talk is a conversation while it is played.
type talk struct {
	*builder
	*subject
	conversation *models.Conversation
	agent        models.User
	slots        *strings.Replacer
	pace         pace
	// last is who spoke last.
	last models.MessageType
}

// play says the lines; false when the world ends before the last.
func (t *talk) play(lines []string) bool {
	at := t.conversation.CreatedAt
	for i, line := range lines {
		m := models.Message{MessageType: models.Incoming, SenderContactID: &t.subject.ID}
		wait := t.pace.contact
		if line[0] != '<' {
			m = models.Message{MessageType: models.Outgoing, Private: line[0] == '#', SenderUserID: &t.agent.ID}
			wait = t.pace.agent
		}
		if i > 0 {
			at = after(at, t.lasting(wait/20, wait))
		}
		if !t.past(at) {
			return false
		}
		m.Content = t.slots.Replace(line[2:])
		t.say(m, at)
	}
	return true
}

// say stores a message and what follows from it.
func (t *talk) say(m models.Message, at models.DateTime) {
	m.AccountID, m.ID, m.ConversationID, m.CreatedAt = t.builder.AccountID, typeid.Of[models.MessageID](t.id(at)), t.conversation.ID, at
	t.world.Messages = append(t.world.Messages, m)
	t.conversation.LastActivityAt = at
	switch m.MessageType {
	case models.Incoming:
		t.last = models.Incoming
		if t.LastActivityAt == nil || at.After(t.LastActivityAt.Time) {
			t.LastActivityAt = &at
		}
	case models.Outgoing:
		t.last = models.Outgoing
		if t.conversation.AssigneeID == nil {
			t.conversation.AssigneeID, t.conversation.UpdatedAt = &t.agent.ID, at
			t.conversation.Version++
		}
	}
}

// settle gives the conversation the status that fits how it went and how long ago.
func (t *talk) settle(finished bool, inbox models.Inbox) {
	v := t.conversation
	idle := t.now.Sub(v.LastActivityAt.Time)
	weights := []int{20, 30, 20, 30} // open, pending, snoozed, resolved: the contact has not answered
	switch {
	case idle > 14*day:
		weights = []int{3, 2, 1, 94}
	case finished:
		weights = []int{16, 8, 6, 70}
	case t.last == models.Incoming:
		weights = []int{80, 20, 0, 0}
	}
	v.Status = []models.ConversationStatus{models.Open, models.Pending, models.Snoozed, models.Resolved}[t.weighted(weights...)]
	changed := after(v.LastActivityAt, t.lasting(time.Minute, 40*time.Minute))
	if v.Status == models.Open || !t.past(changed) {
		v.Status = models.Open
		return
	}
	v.Version++
	v.UpdatedAt = changed
	switch v.Status {
	case models.Snoozed:
		v.SnoozedUntil = ptr(after(t.now, t.lasting(time.Hour, 7*day)))
	case models.Resolved:
		t.say(models.Message{MessageType: models.Activity, Content: t.agent.Name + " resolved the conversation."}, changed)
		if inbox.CsatSurveyEnabled {
			t.say(models.Message{MessageType: models.Template, Content: "How did we do? Please rate this conversation."}, changed)
			t.rate(changed)
		}
	}
}

// rate stores the contact's rating of the conversation, if there is one.
func (t *talk) rate(asked models.DateTime) {
	rating := 1 + t.weighted(4, 4, 9, 25, 58)
	feedback := ""
	if t.chance(40) {
		feedback = pick(t.dice, feedbacks[rating-1])
	}
	at := after(asked, t.lasting(time.Minute, 5*time.Hour))
	if !t.chance(38) || !t.past(at) {
		return
	}
	t.world.CsatResponses = append(t.world.CsatResponses,
		models.CsatResponse{AccountID: t.builder.AccountID, ID: typeid.Of[models.CsatResponseID](t.id(at)),
			ConversationID: t.conversation.ID, ContactID: t.subject.ID, Rating: rating, Feedback: feedback,
			AssignedAgentID: t.conversation.AssigneeID, CreatedAt: at})
	c := &t.CsatCounts
	*[]*int{&c.Ones, &c.Twos, &c.Threes, &c.Fours, &c.Fives}[rating-1]++
}

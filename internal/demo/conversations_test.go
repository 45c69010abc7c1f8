package demo_test

import (
	"slices"
	"strings"
	"testing"

	"kith/models"
)

func TestConversationsAddUp(t *testing.T) {
	t.Parallel()
	w := standard()
	contacts := map[models.ContactID]models.Contact{}
	for _, c := range w.Contacts {
		contacts[c.ID] = c
	}
	links := map[models.ContactInboxID]models.ContactInbox{}
	sources := map[string]bool{}
	for _, l := range w.ContactInboxes {
		links[l.ID] = l
		if key := l.InboxID.String() + l.SourceID; sources[key] || l.SourceID == "" {
			t.Errorf("source id %q of one inbox comes twice", l.SourceID)
		} else {
			sources[key] = true
		}
	}
	conversations := map[models.ConversationID]models.Conversation{}
	last := map[models.ConversationID]models.DateTime{}
	incoming := map[models.ContactID]models.DateTime{}
	for i, v := range w.Conversations {
		conversations[v.ID] = v
		l := links[v.ContactInboxID]
		if v.DisplayID != i+1 || l.ContactID != v.ContactID || l.InboxID != v.InboxID || l.CreatedAt.After(v.CreatedAt.Time) {
			t.Errorf("conversation %d: %+v", i+1, v)
		}
		if v.CreatedAt.Before(contacts[v.ContactID].CreatedAt.Time) || i > 0 && v.CreatedAt.Before(w.Conversations[i-1].CreatedAt.Time) {
			t.Errorf("conversation %d began at %s", v.DisplayID, v.CreatedAt)
		}
		if (v.SnoozedUntil != nil) != (v.Status == models.Snoozed) || v.SnoozedUntil != nil && !v.SnoozedUntil.After(now) {
			t.Errorf("%s until %v", v.Status, v.SnoozedUntil)
		}
	}
	for _, m := range w.Messages {
		v := conversations[m.ConversationID]
		if m.CreatedAt.Before(v.CreatedAt.Time) || m.CreatedAt.After(now) || m.CreatedAt.Before(last[v.ID].Time) {
			t.Errorf("message at %s in a conversation from %s", m.CreatedAt, v.CreatedAt)
		}
		last[v.ID] = m.CreatedAt
		if strings.ContainsAny(m.Content, "{}") {
			t.Errorf("a placeholder is left: %s", m.Content)
		}
		var again models.Message
		if err := again.Apply(models.MessageCreateInput{Content: m.Content, MessageType: m.MessageType, Private: m.Private}); err != nil ||
			again.Content != m.Content {
			t.Errorf("%v: %q", err, m.Content)
		}
		if (m.SenderContactID != nil) != (m.MessageType == models.Incoming) || (m.SenderUserID != nil) != (m.MessageType == models.Outgoing) {
			t.Errorf("%s by %v or %v", m.MessageType, m.SenderContactID, m.SenderUserID)
		}
		if m.MessageType == models.Incoming {
			if *m.SenderContactID != v.ContactID {
				t.Errorf("%s wrote in another's conversation", m.SenderContactID)
			}
			if m.CreatedAt.After(incoming[v.ContactID].Time) {
				incoming[v.ContactID] = m.CreatedAt
			}
		}
	}
	for _, v := range w.Conversations {
		if v.LastActivityAt != last[v.ID] {
			t.Errorf("conversation %d: last activity at %s, last message at %s", v.DisplayID, v.LastActivityAt, last[v.ID])
		}
	}
	for _, c := range w.Contacts {
		if at, wrote := incoming[c.ID]; wrote != (c.LastActivityAt != nil) || wrote && *c.LastActivityAt != at {
			t.Errorf("%s: last activity at %v, last message at %v", c.Name, c.LastActivityAt, at)
		}
	}
}

func TestRatingsAreCounted(t *testing.T) {
	t.Parallel()
	w := standard()
	conversations := map[models.ConversationID]models.Conversation{}
	for _, v := range w.Conversations {
		conversations[v.ID] = v
	}
	counts := map[models.ContactID][]int{}
	rated := map[models.ConversationID]bool{}
	happy := 0
	for _, r := range w.CsatResponses {
		v := conversations[r.ConversationID]
		if rated[v.ID] || v.ContactID != r.ContactID || v.Status != models.Resolved || r.CreatedAt.Before(v.LastActivityAt.Time) ||
			r.CreatedAt.After(now) {
			t.Errorf("%+v of %+v", r, v)
		}
		rated[v.ID] = true
		if counts[r.ContactID] == nil {
			counts[r.ContactID] = make([]int, 5)
		}
		counts[r.ContactID][r.Rating-1]++
		if r.Rating >= 4 {
			happy++
		}
	}
	for _, c := range w.Contacts {
		want := counts[c.ID]
		if want == nil {
			want = make([]int, 5)
		}
		if got := c.CsatCounts.Summary().Distribution; !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", c.Name, got, want)
		}
	}
	if share := 100 * happy / len(w.CsatResponses); len(w.CsatResponses) < 300 || share < 75 || share > 90 {
		t.Errorf("%d ratings, %d %% of them 4 or 5", len(w.CsatResponses), share)
	}
}

func TestConversationsHaveALongTail(t *testing.T) {
	t.Parallel()
	w := standard()
	byContact, byStatus, byPriority := map[models.ContactID]int{}, map[models.ConversationStatus]int{}, map[models.ConversationPriority]int{}
	unassigned := 0
	for _, v := range w.Conversations {
		byContact[v.ContactID]++
		byStatus[v.Status]++
		byPriority[v.Urgency]++
		if v.AssigneeID == nil {
			unassigned++
		}
	}
	few, many := len(w.Contacts)-len(byContact), 0
	for _, n := range byContact {
		if n <= 3 {
			few++
		}
		if n >= 20 {
			many++
		}
	}
	if few < 1600 || many < 5 || many > 50 {
		t.Errorf("%d contacts have at most 3 conversations, %d at least 20", few, many)
	}
	if len(byStatus) != 4 || len(byPriority) != 5 || byStatus[models.Resolved] < len(w.Conversations)/2 || unassigned == 0 ||
		unassigned > len(w.Conversations)/5 {
		t.Errorf("%v, %v, %d unassigned of %d", byStatus, byPriority, unassigned, len(w.Conversations))
	}
}

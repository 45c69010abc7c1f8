package crm

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kith/models"
	"kith/typeid"
)

// What a row lacks that belongs to nothing.
const (
	noContact      = "There is no such contact."
	noInbox        = "There is no such inbox."
	noConversation = "There is no such conversation."
)

func (a *adoption) adoptConversations(rows Seed) error {
	if len(rows.Conversations) == 0 {
		return nil
	}
	fit, err := a.placedConversations(rows.Conversations)
	if err != nil {
		return err
	}
	fresh, err := missing(a, conversations, fit)
	if err != nil {
		return err
	}
	if err := a.linkConversations(fit, fresh); err != nil {
		return err
	}
	if err := a.numberConversations(fit, fresh); err != nil {
		return err
	}
	if err := store(a, conversations, fresh); err != nil {
		return err
	}
	stored := map[models.ConversationID]bool{}
	for _, v := range fresh {
		stored[v.ID] = true
	}
	links := slices.DeleteFunc(slices.Clone(rows.ConversationLabels), func(l ConversationLabel) bool { return !stored[l.ConversationID] })
	return insert(a.Tx, links, func(l *ConversationLabel) { l.AccountID = a.Account }, unlessThere)
}

// placedConversations returns the conversations whose contacts and inboxes the account has.
func (a *adoption) placedConversations(rows []models.Conversation) ([]models.Conversation, error) {
	owners, in := make([]models.ContactID, len(rows)), make([]uuid.UUID, len(rows))
	for i, v := range rows {
		owners[i], in[i] = v.ContactID, v.InboxID.UUID
	}
	live, err := survivors(a.reader(), owners)
	if err != nil {
		return nil, err
	}
	known, err := inboxes.present(a.Tx, in)
	return fitting(a, conversations, rows, func(v *models.Conversation) string {
		owner, ok := live[v.ContactID]
		switch {
		case !ok:
			return noContact
		case !known[v.InboxID.UUID]:
			return noInbox
		}
		v.ContactID = owner
		return ""
	}), err
}

// linkConversations links contact and inbox for conversations that have lost their link. Such a link has the conversation's own id.
func (a *adoption) linkConversations(rows, fresh []models.Conversation) error {
	ids := make([]uuid.UUID, len(rows))
	for i, v := range rows {
		ids[i] = v.ContactInboxID.UUID
	}
	known, err := contactInboxes.present(a.Tx, ids)
	if err != nil {
		return err
	}
	for _, v := range rows {
		if !known[v.ContactInboxID.UUID] {
			a.misfit(v.ID.UUID, "contactInbox", "", "There was no link between the contact and the inbox; one was made.")
		}
	}
	var links []models.ContactInbox
	for i := range fresh {
		v := &fresh[i]
		if known[v.ContactInboxID.UUID] {
			continue
		}
		v.ContactInboxID = typeid.Of[models.ContactInboxID](v.ID.UUID)
		links = append(links, models.ContactInbox{ID: v.ContactInboxID, ContactID: v.ContactID, InboxID: v.InboxID,
			SourceID: v.ID.String(), CreatedAt: v.CreatedAt})
	}
	return insert(a.Tx, links, func(l *models.ContactInbox) { l.AccountID = a.Account })
}

// numberConversations gives conversations whose numbers are taken the next free ones.
func (a *adoption) numberConversations(rows, fresh []models.Conversation) error {
	ids, numbers := make(idArray[models.ConversationID], len(rows)), make([]int, len(rows))
	wanted := map[models.ConversationID]int{}
	for i, v := range rows {
		ids[i], numbers[i], wanted[v.ID] = v.ID, v.DisplayID, v.DisplayID
	}
	found, err := conversations.list(a.DB, "v.account_id = ? AND (v.id = ANY(?) OR v.display_id = ANY(?))", a.Account, ids, numbers)
	if err != nil {
		return err
	}
	taken := map[int]bool{}
	renumbered := func(id models.ConversationID, number int) {
		a.misfit(id.UUID, "displayId", strconv.Itoa(number), "Another conversation has this number; it got the next free one.")
	}
	for _, v := range found {
		taken[v.DisplayID] = true
		if number, own := wanted[v.ID]; own && number != v.DisplayID {
			renumbered(v.ID, number)
		}
	}
	var homeless []*models.Conversation
	for i := range fresh {
		if v := &fresh[i]; taken[v.DisplayID] {
			renumbered(v.ID, v.DisplayID)
			homeless = append(homeless, v)
		}
	}
	if len(homeless) == 0 {
		return nil
	}
	last, err := takeDisplayIDs(a.Tx, len(homeless))
	for i, v := range homeless {
		v.DisplayID = last + i + 1
	}
	return err
}

func (a *adoption) adoptMessages(rows Seed) error {
	if len(rows.Messages) == 0 {
		return nil
	}
	in := make([]uuid.UUID, len(rows.Messages))
	var senders []models.ContactID
	for i, m := range rows.Messages {
		in[i] = m.ConversationID.UUID
		if m.SenderContactID != nil {
			senders = append(senders, *m.SenderContactID)
		}
	}
	known, err := conversations.present(a.Tx, in)
	if err != nil {
		return err
	}
	live, err := survivors(a.reader(), senders)
	if err != nil {
		return err
	}
	fit := fitting(a, messages, rows.Messages, func(m *models.Message) string {
		if !known[m.ConversationID.UUID] {
			return noConversation
		}
		if m.SenderContactID == nil {
			return ""
		}
		sender, ok := live[*m.SenderContactID]
		if m.SenderContactID = &sender; !ok {
			a.misfit(m.ID.UUID, "sender", "", noContact)
			m.SenderContactID = nil
		}
		return ""
	})
	if err := a.noteActivity(fit); err != nil {
		return err
	}
	return storeMissing(a, messages, fit)
}

// noteActivity moves the last activity of contacts to their latest messages.
func (a *adoption) noteActivity(rows []models.Message) error {
	latest := map[models.ContactID]models.DateTime{}
	for _, m := range rows {
		if id := m.SenderContactID; id != nil && m.MessageType == models.Incoming && m.CreatedAt.After(latest[*id].Time) {
			latest[*id] = m.CreatedAt
		}
	}
	if len(latest) == 0 {
		return nil
	}
	ids, at := make(idArray[models.ContactID], 0, len(latest)), make([]string, 0, len(latest))
	for id, t := range latest {
		ids, at = append(ids, id), append(at, t.Format("2006-01-02T15:04:05.999999Z07:00"))
	}
	return run(a.Tx, []command{{`
		WITH spoke AS (
			SELECT c.id, said.at
			FROM unnest(?::uuid[], ?::text[]::timestamptz[]) AS said (id, at)
			JOIN contacts c ON c.id = said.id
			WHERE c.account_id = ? AND coalesce(c.last_activity_at, '-infinity') < said.at - make_interval(secs => ?)
			ORDER BY c.id
			FOR UPDATE OF c
		)
		UPDATE contacts c
		SET last_activity_at = spoke.at
		FROM spoke
		WHERE c.account_id = ? AND c.id = spoke.id`,
		[]any{ids, at, a.Account, models.ActivityInterval.Seconds(), a.Account}}})
}

func (a *adoption) adoptNotes(rows Seed) error {
	if len(rows.Notes) == 0 {
		return nil
	}
	owners := make([]models.ContactID, len(rows.Notes))
	for i, n := range rows.Notes {
		owners[i] = n.ContactID
	}
	live, err := survivors(a.reader(), owners)
	if err != nil {
		return err
	}
	return storeMissing(a, notes, fitting(a, notes, rows.Notes, func(n *models.Note) string {
		owner, ok := live[n.ContactID]
		if !ok {
			return noContact
		}
		n.ContactID = owner
		return ""
	}))
}

func (a *adoption) adoptCsatResponses(rows Seed) error {
	if len(rows.CsatResponses) == 0 {
		return nil
	}
	fit, err := a.placedRatings(rows.CsatResponses)
	if err != nil {
		return err
	}
	fresh, err := missing(a, csatResponses, fit)
	if err != nil {
		return err
	}
	// One order for all who lock contacts.
	slices.SortFunc(fresh, func(r, s models.CsatResponse) int {
		return cmp.Compare(r.ContactID.UUID.String(), s.ContactID.UUID.String())
	})
	for _, r := range fresh {
		if err := countRating(a.Tx, r.ContactID, r.Rating, +1); err != nil {
			return err
		}
	}
	return store(a, csatResponses, fresh)
}

// placedRatings returns the first rating of each conversation that the account has.
func (a *adoption) placedRatings(rows []models.CsatResponse) ([]models.CsatResponse, error) {
	owners, in := make([]models.ContactID, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		owners[i], in[i] = r.ContactID, r.ConversationID.UUID
	}
	live, err := survivors(a.reader(), owners)
	if err != nil {
		return nil, err
	}
	known, err := conversations.present(a.Tx, in)
	if err != nil {
		return nil, err
	}
	found, err := csatResponses.list(a.DB, "r.account_id = ? AND r.conversation_id = ANY(?)", a.Account, idArray[uuid.UUID](in))
	rated := map[models.ConversationID]models.CsatResponseID{}
	for _, r := range found {
		rated[r.ConversationID] = r.ID
	}
	return fitting(a, csatResponses, rows, func(r *models.CsatResponse) string {
		owner, ok := live[r.ContactID]
		switch id, taken := rated[r.ConversationID]; {
		case !ok:
			return noContact
		case !known[r.ConversationID.UUID]:
			return noConversation
		case taken && id != r.ID:
			return "The conversation already has a rating."
		}
		r.ContactID, rated[r.ConversationID] = owner, r.ID
		return ""
	}), err
}

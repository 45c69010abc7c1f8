package crm

import (
	"context"

	"kith/models"
	"kith/page"
	"kith/typeid"
)

var csatResponses = table[models.CsatResponse]{
	from:    "csat_responses r",
	columns: "r.account_id, r.id, r.conversation_id, r.contact_id, r.rating, r.feedback, r.assigned_agent_id, r.created_at",
	fields: func(r *models.CsatResponse) []any {
		return []any{&r.AccountID, &r.ID, &r.ConversationID, &r.ContactID, &r.Rating, &r.Feedback, &r.AssignedAgentID, &r.CreatedAt}
	},
}

var newestCsat = page.Order{Name: "contact.csatResponses", ID: "r.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "r.created_at", Kind: page.Time, Desc: true}}}

const csatOfContact = "r.account_id = ? AND r.contact_id = parent.id"

// CsatResponsesByID returns the ratings that exist, by id.
func (s *Service) CsatResponsesByID(ctx context.Context, ids []models.CsatResponseID) (map[models.CsatResponseID]*models.CsatResponse, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID(r, csatResponses, ids, func(c *models.CsatResponse) models.CsatResponseID { return c.ID })
}

// CsatResponsesByContact returns a page of each contact's ratings, newest first.
func (s *Service) CsatResponsesByContact(ctx context.Context, ids []models.ContactID, a page.Args) (map[models.ContactID]*models.CsatResponseConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return pagesOf(r, csatResponses, newestCsat, a, ids, csatOfContact, r.Account)
}

// CountCsatResponsesByContact counts each contact's ratings up to limit+1.
func (s *Service) CountCsatResponsesByContact(ctx context.Context, ids []models.ContactID, limit int) (map[models.ContactID]int, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return countsOf(r, csatResponses.from, limit, ids, csatOfContact, r.Account)
}

// CsatResponseByConversation returns the rating of each conversation that has one.
func (s *Service) CsatResponseByConversation(ctx context.Context, ids []models.ConversationID) (map[models.ConversationID]*models.CsatResponse, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := csatResponses.list(r.DB, "r.account_id = ? AND r.conversation_id = ANY(?)", r.Account, idArray[models.ConversationID](ids))
	byConversation := make(map[models.ConversationID]*models.CsatResponse, len(found))
	for _, c := range found {
		byConversation[c.ConversationID] = c
	}
	return byConversation, err
}

// CreateCsatResponse stores the rating that a contact gave for a conversation and counts it with the contact. BlockedByRule
// when the conversation has one.
func (s *Service) CreateCsatResponse(ctx context.Context, in models.CsatResponseCreateInput) (*models.CsatResponse, error) {
	var response *models.CsatResponse
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		conversation, contact, err := lockConversation(tx, in.ConversationID, "conversationId")
		if err != nil {
			return err
		}
		response = &models.CsatResponse{AccountID: tx.Account, ID: typeid.New[models.CsatResponseID](), ConversationID: conversation.ID,
			ContactID: contact.ID, AssignedAgentID: conversation.AssigneeID, CreatedAt: tx.Now}
		if err := response.Apply(in); err != nil {
			return err
		}
		if err := tx.Create(response).Error; err != nil {
			return err
		}
		return countRating(tx, contact.ID, response.Rating, +1)
	})
	return response, err
}

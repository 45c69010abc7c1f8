package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var csatResponses = store.NewTable[models.CsatResponse]("csat_responses r")

var newestCsat = page.Order{Name: "contact.csatResponses", ID: "r.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "r.created_at", Kind: page.Time, Desc: true}}}

var csatKeys = map[models.CsatOrderField]page.Key{
	models.CsatByCreation: {Expr: "r.created_at", Kind: page.Time},
	models.CsatByRating:   {Expr: "r.rating", Kind: page.Integer},
}

// csatOrder is the requested order, newest first by default.
func csatOrder(by *models.CsatOrder) page.Order {
	if by == nil {
		by = &models.CsatOrder{Field: models.CsatByCreation, Direction: models.Desc}
	}
	k := csatKeys[by.Field]
	k.Name, k.Desc = string(by.Field), by.Direction == models.Desc
	return page.Order{Name: "csatResponses", ID: "r.id", Keys: []page.Key{k}}
}

const csatOfContact = "r.account_id = ? AND r.contact_id = parent.id"

// CsatResponsesByID returns the ratings that exist, by id.
func (b *Batch) CsatResponsesByID(ids []models.CsatResponseID, set Columns) map[models.CsatResponseID]*models.CsatResponse {
	return store.ByID(b.Batch, csatResponses, ids, set)
}

// CsatResponsesByContact are each contact's ratings, newest first.
func (b *Batch) CsatResponsesByContact(ids []models.ContactID) Lists[models.ContactID, models.CsatResponse] {
	return Lists[models.ContactID, models.CsatResponse]{List: List[models.CsatResponse]{Batch: b.Batch, Table: csatResponses,
		Where: csatOfContact, Args: []any{b.Account}, Order: newestCsat}, Parents: ids}
}

// CsatResponseByConversation returns the rating of each conversation that has one.
func (b *Batch) CsatResponseByConversation(ids []models.ConversationID, set Columns) map[models.ConversationID]*models.CsatResponse {
	return store.OneBy(b.Batch, csatResponses, ids, set, "r.conversation_id")
}

// CreateCsatResponse stores a contact's rating of a conversation and adds it to the counts of the contact. BlockedByRule if the
// conversation already has a rating.
func (s *Service) CreateCsatResponse(ctx context.Context, in models.CsatResponseCreateInput) (*models.CsatResponse, error) {
	var response *models.CsatResponse
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		conversation, contact, err := lockConversation(tx, in.ConversationID, "conversationId")
		if err != nil {
			return err
		}
		response = &models.CsatResponse{AccountID: tx.Account, ID: typeid.New[models.CsatResponseID](), Version: 1,
			ConversationID: conversation.ID,
			ContactID:      contact.ID, AssignedAgentID: conversation.AssigneeID, CreatedAt: tx.Now}
		if err := response.Apply(in); err != nil {
			return err
		}
		if err := store.Create(tx, response); err != nil {
			return err
		}
		return countRating(tx, contact.ID, response.Rating, +1)
	})
	return response, err
}

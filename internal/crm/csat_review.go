package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// ReviewCsatResponse writes what the team thinks of a rating. NotFound, StaleVersion.
func (s *Service) ReviewCsatResponse(ctx context.Context, in models.CsatResponseReviewInput) (*models.CsatResponse, error) {
	var response *models.CsatResponse
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		seen, err := csatResponses.First(tx.sees(), "r.account_id = ? AND r.id = ?", tx.Account, in.ID)
		if err == nil && seen == nil {
			err = models.Errorf(models.NotFound, "There is no such rating.").At("id")
		}
		if err != nil {
			return err
		}
		if _, _, err := lockConversation(tx, seen.ConversationID, "id"); err != nil {
			return err
		}
		if response, err = lock[models.CsatResponse](tx, in.ID, "rating"); err != nil {
			return err
		}
		if err := models.Advance(response, in.ExpectedVersion); err != nil {
			return err
		}
		if err := response.Review(in, tx.Viewer.UserID, tx.Now); err != nil {
			return err
		}
		return store.Save(tx, response, in.ID)
	})
	return response, err
}

package crm

import (
	"context"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// legacyTables are the tables of the records that are brought over, by kind; those that have no version are marked.
var legacyTables = map[models.LegacyNoun]struct {
	table       string
	unversioned bool
}{
	models.LegacyUser: {table: "users"}, models.LegacyBot: {table: "bots"}, models.LegacyLabel: {table: "labels"},
	models.LegacyCompany: {table: "companies"}, models.LegacyInbox: {table: "inboxes"}, models.LegacyContact: {table: "contacts"},
	models.LegacyConversation: {table: "conversations"}, models.LegacyMessage: {table: "messages"}, models.LegacyNote: {table: "notes"},
	"teams":           {table: "teams"},
	"contact_inboxes": {table: "contact_inboxes", unversioned: true}, "attachments": {table: "attachments", unversioned: true},
	"csat_survey_responses": {table: "csat_responses"}, "custom_filters": {table: "segments"},
	"custom_attribute_definitions": {table: "custom_attribute_definitions"},
}

// KnowsLegacy reports whether anything was brought over to the viewer's account from a system.
func (s *Service) KnowsLegacy(ctx context.Context, system string) (bool, error) {
	r, err := s.read(ctx)
	if err != nil {
		return false, err
	}
	return store.One[bool](r, "SELECT EXISTS (SELECT FROM legacy_records lr WHERE lr.account_id = ? AND lr.system = ?)", r.Account, system)
}

// StoredLegacy is a record that was brought over and is still there.
type StoredLegacy struct {
	Origin   uuid.UUID
	LegacyID string
	RecordID uuid.UUID
	// Changed is whether it has changed here since.
	Changed bool
}

// legacyPage is how many records StoredLegacy returns at once.
const legacyPage = 2000

// StoredLegacy returns the records of a kind that were brought over with origins behind one and up to another, in the order of their
// origins: those that the account still has and had not before; none at the end. At most 2,000 at once.
func (s *Service) StoredLegacy(ctx context.Context, o Origin, after, last uuid.UUID) ([]StoredLegacy, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	of, changed := legacyTables[o.Noun], "x.version <> lr.version"
	if of.unversioned {
		changed = "FALSE"
	}
	return store.Rows[StoredLegacy](r, `
		SELECT lr.origin, lr.legacy_id, lr.record_id, `+changed+`
		FROM legacy_records lr
		JOIN `+of.table+` x ON x.account_id = lr.account_id AND x.id = lr.record_id
		WHERE lr.account_id = ? AND lr.system = ? AND lr.noun = ? AND lr.origin > ?::uuid AND lr.origin <= ?::uuid
			AND lr.origin = lr.record_id
		ORDER BY lr.origin
		LIMIT ?`, r.Account, o.System, string(o.Noun), after.String(), last.String(), legacyPage)
}

// DeleteLegacy deletes a record that was deleted in the other system; users are deactivated instead, and inboxes and bots stay. An error
// of models says why it has to stay.
func (s *Service) DeleteLegacy(ctx context.Context, noun models.LegacyNoun, id uuid.UUID) error {
	switch noun {
	case models.LegacyContact:
		return s.DeleteContact(ctx, models.ContactDeleteInput{ID: typeid.Of[models.ContactID](id)})
	case models.LegacyConversation:
		return s.DeleteConversation(ctx, models.ConversationDeleteInput{ID: typeid.Of[models.ConversationID](id)})
	case models.LegacyMessage:
		_, err := s.DeleteMessage(ctx, models.MessageDeleteInput{ID: typeid.Of[models.MessageID](id)})
		return err
	case models.LegacyNote:
		return s.DeleteNote(ctx, typeid.Of[models.NoteID](id))
	case models.LegacyCompany:
		return s.DeleteCompany(ctx, typeid.Of[models.CompanyID](id))
	case models.LegacyLabel:
		return s.DeleteLabel(ctx, typeid.Of[models.LabelID](id))
	case models.LegacyUser:
		_, _, err := s.DeactivateUser(ctx, models.UserDeactivateInput{ID: typeid.Of[models.UserID](id)})
		return err
	case "teams":
		return s.DeleteTeam(ctx, typeid.Of[models.TeamID](id))
	case "contact_inboxes":
		return s.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{ID: typeid.Of[models.ContactInboxID](id)})
	case "csat_survey_responses":
		return s.deleteRating(ctx, typeid.Of[models.CsatResponseID](id))
	case "attachments", "custom_filters", "custom_attribute_definitions":
		return s.write(ctx, models.PermAdminister, func(tx *Tx) error {
			return tx.Exec("DELETE FROM "+legacyTables[noun].table+" WHERE account_id = ? AND id = ?", tx.Account, id)
		})
	}
	return models.Errorf(models.BlockedByRule, "Records of this kind are not deleted.")
}

// deleteRating deletes a rating and takes it off the counts of its contact.
func (s *Service) deleteRating(ctx context.Context, id models.CsatResponseID) error {
	return s.write(ctx, models.PermAdminister, func(tx *Tx) error {
		seen, err := csatResponses.First(tx, "r.account_id = ? AND r.id = ?", tx.Account, id)
		if err != nil || seen == nil {
			return err
		}
		if _, _, err := lockConversation(tx, seen.ConversationID, "id"); err != nil {
			return err
		}
		rating, err := csatResponses.First(tx, "r.account_id = ? AND r.id = ?", tx.Account, id)
		if err != nil || rating == nil {
			return err
		}
		if err := countRating(tx, rating.ContactID, rating.Rating, -1); err != nil {
			return err
		}
		return store.Delete[models.CsatResponse](tx, id)
	})
}

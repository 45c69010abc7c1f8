package chatwoot

import (
	"context"
	"strconv"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var notes = query{table: "notes", columns: []column{text("content"), ref("contact_id"), ref("user_id"), moment("created_at"),
	moment("updated_at")},
	from: "notes n WHERE n.account_id = $1"}

type note struct {
	record
	Content              string
	ContactID, UserID    int64
	CreatedAt, UpdatedAt time.Time
}

func (im *importer) bringNotes(ctx context.Context) error {
	return bring(ctx, im, notes, func(chunk []note) (rows crm.Seed, err error) {
		for _, n := range chunk {
			r := im.row(n.ID)
			own := models.Note{ID: typeid.Of[models.NoteID](im.ids.of("notes", n.ID)), ContactID: im.contactID(n.ContactID),
				AuthorID:  r.user("author", n.UserID),
				CreatedAt: models.At(n.CreatedAt), UpdatedAt: models.At(n.UpdatedAt)}
			if err := own.Apply(r.text("content", n.Content, models.MaxNote)); err != nil {
				r.refuse(err)
				continue
			}
			rows.Notes = append(rows.Notes, own)
		}
		return rows, nil
	})
}

var csatResponses = query{table: "csat_survey_responses", columns: []column{ref("conversation_id"), ref("contact_id"), ref("rating"),
	text("feedback_message").as("feedback"), ref("assigned_agent_id").as("agent_id"), text("csat_review_notes").as("review_notes"),
	instant("review_notes_updated_at").as("reviewed_at"), ref("review_notes_updated_by_id").as("reviewer_id"), moment("created_at")},
	from: "csat_survey_responses r WHERE r.account_id = $1"}

type csatResponse struct {
	record
	ConversationID, ContactID, AgentID, ReviewerID int64
	Rating                                         int
	Feedback, ReviewNotes                          string
	ReviewedAt                                     *time.Time
	CreatedAt                                      time.Time
}

func (im *importer) bringCsatResponses(ctx context.Context) error {
	return bring(ctx, im, csatResponses, func(chunk []csatResponse) (rows crm.Seed, err error) {
		for _, c := range chunk {
			r := im.row(c.ID)
			own := models.CsatResponse{ID: typeid.Of[models.CsatResponseID](im.ids.of("csat_survey_responses", c.ID)),
				ConversationID: im.conversationID(c.ConversationID),
				ContactID:      im.contactID(c.ContactID), AssignedAgentID: r.user("assignedAgent", c.AgentID), CreatedAt: models.At(c.CreatedAt),
				ReviewNotes: r.text("reviewNotes", c.ReviewNotes, models.MaxFeedback), ReviewedAt: since(c.ReviewedAt),
				ReviewedByID: r.user("reviewedBy", c.ReviewerID)}
			feedback := r.text("feedback", c.Feedback, models.MaxFeedback)
			if err := own.Apply(models.CsatResponseCreateInput{Rating: c.Rating, Feedback: &feedback}); err != nil {
				r.misfit("", strconv.Itoa(c.Rating), "A rating is 1 to 5.")
				continue
			}
			rows.CsatResponses = append(rows.CsatResponses, own)
		}
		return rows, nil
	})
}

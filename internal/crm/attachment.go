package crm

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var attachments = store.NewTable[models.Attachment]("attachments at")

var newestAttachments = page.Order{Name: "contact.attachments", ID: "at.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "at.created_at", Kind: page.Time, Desc: true}}}

// attachmentTimeout is how long a stored file is kept before an attachment refers to it.
const attachmentTimeout = time.Hour

// CleanAttachment are the arguments of the job that deletes the file of an attachment which was never stored.
type CleanAttachment struct {
	Account int64
	Name    string
}

// Kind names the work in the queue.
func (CleanAttachment) Kind() string { return "clean_attachment" }

// AttachmentsByID returns the attachments that exist, by id.
func (b *Batch) AttachmentsByID(ids []models.AttachmentID, set Columns) map[models.AttachmentID]*models.Attachment {
	return store.ByID(b.Batch, attachments, ids, set)
}

// AttachmentsByMessage returns each message's attachments, oldest first.
func (b *Batch) AttachmentsByMessage(ids []models.MessageID, set Columns) map[models.MessageID][]*models.Attachment {
	return store.ListsBy(b.Batch, attachments, ids, set, `
		SELECT `+attachments.Selected(set)+`, at.message_id
		FROM attachments at
		WHERE at.account_id = ? AND at.message_id = `+store.AnyID+`
		ORDER BY at.message_id, at.id`)
}

// AttachmentsByContact are the files of the messages in each contact's conversations, newest first.
func (b *Batch) AttachmentsByContact(ids []models.ContactID) Lists[models.ContactID, models.Attachment] {
	const theirs = `at.account_id = ? AND at.message_id IN (
		SELECT m.id
		FROM conversations v
		JOIN messages m ON m.account_id = v.account_id AND m.conversation_id = v.id
		WHERE v.account_id = ? AND v.contact_id = parent.id)`
	return Lists[models.ContactID, models.Attachment]{List: List[models.Attachment]{Batch: b.Batch, Table: attachments, Where: theirs,
		Args: []any{b.Account, b.Account}, Order: newestAttachments}, Parents: ids}
}

// ReserveAttachment checks that the viewer may add a file to a message and enqueues, before the file is stored under a name, a job that
// deletes it unless an attachment has it by then. NotFound, BlockedByRule and Limit as AddAttachment.
func (s *Service) ReserveAttachment(ctx context.Context, message models.MessageID, name string) error {
	viewer, err := permitted(ctx, models.PermConverse)
	if err != nil {
		return err
	}
	r, err := s.read(ctx)
	if err != nil {
		return err
	}
	found, err := messages.First(r, "m.account_id = ? AND m.id = ?", r.Account, message)
	if err != nil {
		return err
	}
	if err := mayAttach(r, found, message); err != nil {
		return err
	}
	_, err = s.db.Queue().Insert(ctx, CleanAttachment{viewer.AccountID, name}, &river.InsertOpts{ScheduledAt: s.now().Add(attachmentTimeout)})
	return err
}

// mayAttach refuses a further attachment of a message that is not there, was deleted or has as many as it may.
func mayAttach(r reader, m *models.Message, id models.MessageID) error {
	if m == nil {
		return models.Errorf(models.NotFound, "There is no such message.").At("messageId")
	}
	if m.DeletedAt != nil {
		return models.Errorf(models.BlockedByRule, "The message was deleted.").At("messageId")
	}
	n, err := attachments.Count(r, models.MaxAttachments, "at.account_id = ? AND at.message_id = ?", r.Account, id)
	if err == nil && n >= models.MaxAttachments {
		err = models.Errorf(models.Limit, "A message has at most %d files.", models.MaxAttachments).At("messageId")
	}
	return err
}

// AddAttachment stores an attachment of a message, whose file is there. NotFound, BlockedByRule if the message was deleted, Limit.
func (s *Service) AddAttachment(ctx context.Context, id models.MessageID, a *models.Attachment) (*models.Attachment, error) {
	var added *models.Attachment
	err := s.changeFiles(ctx, id, "messageId", func(tx *Tx, m *models.Message) ([]*models.FieldChange, error) {
		if err := mayAttach(tx.reader(), m, id); err != nil {
			return nil, err
		}
		row := *a
		row.AccountID, row.ID, row.MessageID, row.CreatedAt = tx.Account, typeid.New[models.AttachmentID](), id, tx.Now
		added = &row
		return models.AttachmentChange(nil, added), store.Create(tx, added)
	})
	return added, err
}

// DeleteAttachment deletes an attachment and has its file deleted. NotFound.
func (s *Service) DeleteAttachment(ctx context.Context, id models.AttachmentID) error {
	r, err := s.read(ctx)
	if err != nil {
		return err
	}
	seen, err := attachments.First(r, "at.account_id = ? AND at.id = ?", r.Account, id)
	if err != nil {
		return err
	}
	gone := models.Errorf(models.NotFound, "There is no such attachment.").At("id")
	if seen == nil {
		_, err := permitted(ctx, models.PermConverse)
		return errors.Join(err, gone)
	}
	return s.changeFiles(ctx, seen.MessageID, "id", func(tx *Tx, _ *models.Message) ([]*models.FieldChange, error) {
		found, err := attachments.First(tx, "at.account_id = ? AND at.id = ?", tx.Account, id)
		if err == nil && found == nil {
			err = gone
		}
		if err != nil {
			return nil, err
		}
		if _, err := removeFiles(tx, "at.id = ?", id); err != nil {
			return nil, err
		}
		tx.Audit(models.AuditAttachmentDeleted, id)
		return models.AttachmentChange(found, nil), store.Delete[models.Attachment](tx, id)
	})
}

// changeFiles changes the attachments of a message, whose conversation is locked before, and emits the event. NotFound at the field.
func (s *Service) changeFiles(
	ctx context.Context, id models.MessageID, field string, change func(*Tx, *models.Message) ([]*models.FieldChange, error),
) error {
	return s.write(ctx, models.PermConverse, func(tx *Tx) error {
		seen, err := findMessage(tx.reader(), id)
		if err != nil {
			return renameField(err, "id", field)
		}
		conversation, _, err := lockConversation(tx, seen.ConversationID, field)
		if err != nil {
			return err
		}
		message, err := findMessage(tx.reader(), id)
		if err != nil {
			return renameField(err, "id", field)
		}
		changes, err := change(tx, message)
		if err != nil {
			return err
		}
		message.Version, message.UpdatedAt = message.Version+1, &tx.Now
		tx.Emit(models.NewMessageEvent(models.MessageUpdated, conversation, message, changes))
		return store.Save(tx, message, id)
	})
}

// removeFiles has the files of attachments deleted which are about to go, and returns how many they are.
func removeFiles(tx *Tx, which string, args ...any) (int, error) {
	names, err := store.Rows[string](tx,
		"SELECT at.file_key FROM attachments at WHERE at.account_id = ? AND at.file_key IS NOT NULL AND "+which,
		append([]any{tx.Account}, args...)...)
	if err != nil || len(names) == 0 {
		return 0, err
	}
	return len(names), tx.Enqueue(RemoveFiles{Names: names}, nil)
}

// removeFilesOf has the files of all messages deleted that are in conversations of contacts which are about to go.
func removeFilesOf(tx *Tx, ids store.IDs[models.ContactID]) (int, error) {
	return removeFiles(tx, `at.message_id IN (
		SELECT m.id
		FROM conversations v
		JOIN messages m ON m.account_id = v.account_id AND m.conversation_id = v.id
		WHERE v.account_id = ? AND v.contact_id = ANY(?))`, tx.Account, ids)
}

// IsAttached reports whether an attachment of an account has a file. It is called by the system, not by a viewer.
func (s *Service) IsAttached(ctx context.Context, account int64, name string) (bool, error) {
	return store.One[bool](s.system(ctx), "SELECT EXISTS (SELECT FROM attachments at WHERE at.account_id = ? AND at.file_key = ?)",
		account, name)
}

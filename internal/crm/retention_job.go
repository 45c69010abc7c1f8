package crm

import (
	"encoding/json"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// retentionMessages is how many messages one transaction of a job removes; each is an event.
const retentionMessages = 1000

func expiryOf(job *models.Job) (e models.Expiry, err error) {
	return e, json.Unmarshal(job.Task, &e)
}

func prepareRetention(_ *Service, tx *Tx, job *models.Job) (int, error) {
	expiry, err := expiryOf(job)
	if err != nil {
		return 0, err
	}
	return insertTargets(tx, "SELECT ?::bigint, ?::uuid, due.id FROM ("+dueContacts+") due",
		append([]any{tx.Account, job.ID}, dueArgs(tx.Account, expiry)...))
}

// retentionChunk removes what is still due of the next contacts once they are locked: those who are visitors, and messages of the others.
// If they have more messages than one transaction removes, the next chunk goes on with the contact whose messages are left.
func retentionChunk(s *Service, tx *Tx, job *models.Job, n int) (chunk, error) {
	expiry, err := expiryOf(job)
	if err != nil {
		return chunk{}, err
	}
	if expiry.VisitorsSince != nil {
		if err := beginErasure(tx); err != nil {
			return chunk{}, err
		}
	}
	before := *job
	locked, done, err := lockTargets(tx, job, n, true)
	if err != nil {
		return done, err
	}
	done.failures = nil // those who no longer exist have nothing to remove
	visitors, others, err := splitDue(tx, locked, expiry)
	if err != nil {
		return done, err
	}
	if len(visitors) > 0 {
		if err := s.expire(tx, visitors...); err != nil {
			return done, err
		}
	}
	due, owners, err := lockedMessages(tx, others, expiry)
	if err != nil {
		return done, err
	}
	touched := slices.Compact(slices.Clone(owners))
	if len(due) > retentionMessages {
		next := owners[retentionMessages]
		ids, _, err := nextTargets(tx, &before, n)
		if err != nil {
			return done, err
		}
		job.Place, done.last, done.processed = next.String(), false, slices.Index(ids, next)
		due = due[:retentionMessages]
		touched = touched[:slices.Index(touched, next)]
	}
	done.succeeded = len(visitors) + len(touched)
	if err := deleteMessages(tx, due); err != nil {
		return done, err
	}
	if len(visitors)+len(due) > 0 {
		tx.auditWith(models.AuditRetentionApplied, job.ID, models.AuditDetails(map[string]int{"visitors": len(visitors), "messages": len(due)}))
	}
	return done, nil
}

// splitDue tells locked contacts who are visitors whose time is over from the others.
func splitDue(tx *Tx, locked []*models.Contact, expiry models.Expiry) (due, others []*models.Contact, err error) {
	since := expiry.VisitorsSince
	ids, err := store.Rows[models.ContactID](tx, "SELECT c.id FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?) AND "+dueVisitor,
		tx.Account, idsOf(locked), since, since, since, since)
	for _, c := range locked {
		if slices.Contains(ids, c.ID) {
			due = append(due, c)
		} else {
			others = append(others, c)
		}
	}
	return due, others, err
}

// lockedMessages returns the messages of locked contacts whose time is over, and whose conversations they are in, in the order of these
// contacts: one more than one transaction removes if there are more.
func lockedMessages(tx *Tx, locked []*models.Contact, expiry models.Expiry) ([]*models.Message, []models.ContactID, error) {
	if len(locked) == 0 || expiry.MessagesBefore == nil {
		return nil, nil, nil
	}
	rows, err := store.Rows[struct {
		ID    models.MessageID
		Owner models.ContactID
	}](tx, "SELECT m.id, v.contact_id"+dueMessages+" AND v.contact_id = ANY(?) ORDER BY v.contact_id, m.id LIMIT ?",
		tx.Account, expiry.MessagesBefore, idsOf(locked), retentionMessages+1)
	if err != nil {
		return nil, nil, err
	}
	ids, owners := make(store.IDs[models.MessageID], len(rows)), make([]models.ContactID, len(rows))
	place := make(map[models.MessageID]int, len(rows))
	for i, row := range rows {
		ids[i], owners[i], place[row.ID] = row.ID, row.Owner, i
	}
	found, err := messages.List(tx, "m.account_id = ? AND m.id = ANY(?)", tx.Account, ids)
	slices.SortFunc(found, func(a, b *models.Message) int { return place[a.ID] - place[b.ID] })
	return found, owners, err
}

// deleteMessages deletes messages of locked contacts as DeleteMessage does.
func deleteMessages(tx *Tx, due []*models.Message) error {
	if len(due) == 0 {
		return nil
	}
	var ids store.IDs[models.MessageID]
	var in store.IDs[models.ConversationID]
	for _, m := range due {
		ids, in = append(ids, m.ID), append(in, m.ConversationID)
	}
	talks, err := conversations.List(tx, "v.account_id = ? AND v.id = ANY(?)", tx.Account, in)
	if err != nil {
		return err
	}
	if err := forgetContent(tx, in, ids); err != nil {
		return err
	}
	of := map[models.ConversationID]*models.Conversation{}
	for _, v := range talks {
		of[v.ID] = v
	}
	for _, m := range due {
		m.Version++
		m.Delete(tx.Now)
		tx.Emit(models.NewMessageEvent(models.MessageDeleted, of[m.ConversationID], m, []*models.FieldChange{}))
	}
	return tx.Exec(`
		UPDATE messages SET content = '', content_attributes = ?, deleted_at = ?, updated_at = ?, version = version + 1
		WHERE account_id = ? AND id = ANY(?)`, models.JSON(nil), tx.Now, tx.Now, tx.Account, ids)
}

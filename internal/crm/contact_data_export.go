package crm

import (
	"context"
	"encoding/json"
	"io"

	"kith/internal/store"
	"kith/models"
)

// dataTask is the stored input of an export of one person's data.
type dataTask struct {
	ContactID models.ContactID `json:"contactId"`
}

// ExportContactData starts a job that writes everything about one person to a file. NotFound; the id of a merged contact selects its
// survivor.
func (s *Service) ExportContactData(ctx context.Context, id models.ContactID) (*models.Job, error) {
	var job *models.Job
	err := s.writeVerified(ctx, models.PermContactExport, func(tx *Tx) error {
		live, err := resolveMerged(tx.sees(), []models.ContactID{id})
		if err != nil {
			return err
		}
		survivor, found := live[id]
		if !found {
			return models.Errorf(models.NotFound, "There is no such contact.").At("id")
		}
		job, err = startJob(tx, models.JobDataExport, false, dataTask{survivor})
		return err
	})
	return job, err
}

// object is a JSON object of an export.
type object map[string]any

// WriteContactData writes everything about the person of a job as one JSON object, read from one snapshot. Messages and events are read in
// batches. ErrJobEnded if the job was cancelled; NotFound if the contact was deleted meanwhile.
func (s *Service) WriteContactData(ctx context.Context, args JobArgs, to io.Writer) error {
	ctx, job, err := s.asActor(ctx, args)
	if err != nil || job == nil {
		return err
	}
	if _, err := permitted(ctx, models.PermContactExport); err != nil {
		return err
	}
	var task dataTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return err
	}
	if err := s.moveJob(ctx, args, func(*models.Job) {}); err != nil {
		return err
	}
	return s.snapshot(ctx, func(r reader) error {
		w := &dataWriter{r: r, id: task.ContactID, to: to, now: models.At(s.now())}
		return w.write(s.batch(r))
	})
}

// dataWriter writes the members of the object one after the other.
type dataWriter struct {
	r       reader
	id      models.ContactID
	to      io.Writer
	now     models.DateTime
	members int
	err     error
}

func (w *dataWriter) write(b *Batch) error {
	r, one := w.r, []models.ContactID{w.id}
	contact, err := contacts.First(r, "c.account_id = ? AND c.id = ?", r.Account, w.id)
	if err != nil {
		return err
	}
	if contact == nil {
		return models.Errorf(models.NotFound, "The contact was deleted, erased or merged meanwhile.")
	}
	if err := readPoints(r, []*models.Contact{contact}); err != nil {
		return err
	}
	titles, err := titlesOf(r, one)
	if err != nil {
		return err
	}
	var companies map[models.CompanyID]*models.Company
	if contact.CompanyID != nil {
		companies = b.CompaniesByID([]models.CompanyID{*contact.CompanyID}, AllColumns)
	}
	links, presence := b.ContactInboxesByContact(one, AllColumns), b.PresenceByContact(one, AllColumns)
	if err := b.Send(); err != nil {
		return err
	}
	w.member("exportedAt", w.now)
	w.member("contact", json.RawMessage(contact.Snapshot()))
	w.member("labels", titles[w.id])
	w.member("rating", contact.Csat())
	if p := presence[w.id]; p != nil {
		w.member("lastSeenAt", p.Last())
	}
	if contact.CompanyID != nil && companies[*contact.CompanyID] != nil {
		w.member("company", object{"id": contact.CompanyID, "name": companies[*contact.CompanyID].Name})
	}
	w.list("consents", w.consents)
	w.list("contactInboxes", func(add func(any)) error {
		for _, l := range links[w.id] {
			add(object{"id": l.ID, "inboxId": l.InboxID, "sourceId": l.SourceID, "hmacVerified": l.HmacVerified, "createdAt": l.CreatedAt})
		}
		return nil
	})
	w.list("conversations", w.conversations)
	w.list("messages", w.messages)
	w.list("notes", func(add func(any)) error {
		found, err := notes.List(r, "n.account_id = ? AND n.contact_id = ? ORDER BY n.created_at, n.id", r.Account, w.id)
		for _, n := range found {
			add(object{"id": n.ID, "content": n.Content, "authorId": n.AuthorID, "createdAt": n.CreatedAt, "updatedAt": n.UpdatedAt})
		}
		return err
	})
	w.list("csatResponses", func(add func(any)) error {
		found, err := csatResponses.List(r, "r.account_id = ? AND r.contact_id = ? ORDER BY r.created_at, r.id", r.Account, w.id)
		for _, c := range found {
			add(object{"id": c.ID, "conversationId": c.ConversationID, "rating": c.Rating, "feedback": c.Feedback, "createdAt": c.CreatedAt})
		}
		return err
	})
	w.list("merges", w.merges)
	w.list("events", w.events)
	w.text("\n}\n")
	return w.err
}

func (w *dataWriter) text(s string) {
	if w.err == nil {
		_, w.err = io.WriteString(w.to, s)
	}
}

func (w *dataWriter) value(v any) {
	encoded, err := json.Marshal(v)
	if w.err == nil {
		w.err = err
	}
	w.text(string(encoded))
}

func (w *dataWriter) name(name string) {
	separator := ",\n"
	if w.members == 0 {
		separator = "{\n"
	}
	w.members++
	w.text(separator)
	w.value(name)
	w.text(": ")
}

func (w *dataWriter) member(name string, v any) {
	w.name(name)
	w.value(v)
}

// list writes a member that is a list, an element a line, as each adds them.
func (w *dataWriter) list(name string, each func(add func(any)) error) {
	w.name(name)
	separator := "[\n"
	err := each(func(v any) {
		w.text(separator)
		w.value(v)
		separator = ",\n"
	})
	if w.err == nil {
		w.err = err
	}
	if separator == "[\n" {
		w.text("[")
	}
	w.text("]")
}

// consents are those of the person's addresses, and those that were told for the person at addresses that nobody has any more.
func (w *dataWriter) consents(add func(any)) error {
	found, err := consents.List(w.r, `s.account_id = ? AND (EXISTS (
				SELECT FROM contact_points p WHERE p.account_id = ? AND p.contact_id = ? AND `+ofAddress+`)
			OR NOT address_is_had(s.account_id, s.kind, s.system, s.key, '{}') AND s.contact_id = ANY (ARRAY (
				SELECT ?::uuid
				UNION ALL
				SELECT l.id FROM contact_aliases l WHERE l.account_id = ? AND l.contact_id = ?)))
		ORDER BY s.kind, s.system, s.key, s.purpose`, w.r.Account, w.r.Account, w.id, w.id, w.r.Account, w.id)
	for _, c := range found {
		add(object{"kind": c.Kind, "system": c.System, "address": c.Key, "purpose": c.Purpose, "state": c.State, "proof": c.Proof,
			"givenAt": c.GivenAt, "recordedAt": c.RecordedAt})
	}
	return err
}

func (w *dataWriter) conversations(add func(any)) error {
	found, err := conversations.List(w.r, "v.account_id = ? AND v.contact_id = ? ORDER BY v.created_at, v.id", w.r.Account, w.id)
	for _, v := range found {
		add(object{"id": v.ID, "displayId": v.DisplayID, "inboxId": v.InboxID, "status": v.Status, "priority": v.Priority(),
			"snoozedUntil": v.SnoozedUntil, "customAttributes": json.RawMessage(v.CustomAttributes), "lastActivityAt": v.LastActivityAt,
			"createdAt": v.CreatedAt, "updatedAt": v.UpdatedAt})
	}
	return err
}

// messages are those of the person's conversations and those that the person sent in others.
func (w *dataWriter) messages(add func(any)) error {
	var after models.MessageID
	for {
		found, err := messages.List(w.r, `m.account_id = ? AND m.id > ? AND m.id IN (
				SELECT o.id FROM messages o
				JOIN conversations v ON v.account_id = o.account_id AND v.id = o.conversation_id
				WHERE o.account_id = ? AND v.contact_id = ?
				UNION
				SELECT o.id FROM messages o WHERE o.account_id = ? AND o.sender_contact_id = ?)
			ORDER BY m.id LIMIT ?`, w.r.Account, after, w.r.Account, w.id, w.r.Account, w.id, exportBatch)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, m := range found {
			add(object{"id": m.ID, "conversationId": m.ConversationID, "messageType": m.MessageType, "content": m.Content,
				"private": m.Private, "fromContact": m.SenderContactID != nil && *m.SenderContactID == w.id, "userId": m.SenderUserID,
				"sourceId": m.SourceID, "createdAt": m.CreatedAt})
			after = m.ID
		}
	}
}

func (w *dataWriter) merges(add func(any)) error {
	rows, err := store.Rows[struct {
		ID     models.ContactMergeID
		Into   models.ContactID
		At     models.DateTime
		Undone *models.DateTime
	}](w.r, "SELECT id, into_id, merged_at, undone_at FROM contact_merges WHERE account_id = ? AND into_id = ? ORDER BY id", w.r.Account, w.id)
	for _, m := range rows {
		add(object{"id": m.ID, "intoId": m.Into, "mergedAt": m.At, "undoneAt": m.Undone})
	}
	return err
}

func (w *dataWriter) events(add func(any)) error {
	var after int64
	for {
		found, err := events.List(w.r, `e.account_id = ? AND e.seq > ? AND e.contact_id = ANY (ARRAY (
				SELECT ?::uuid
				UNION ALL
				SELECT l.id FROM contact_aliases l WHERE l.account_id = ? AND l.contact_id = ?))
			ORDER BY e.seq LIMIT ?`, w.r.Account, after, w.id, w.r.Account, w.id, exportBatch)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, e := range found {
			add(object{"id": e.ID, "type": e.Type, "contactId": e.ContactID, "mergedFrom": e.MergedFrom, "mergedInto": e.MergedInto,
				"changes": e.Changes, "snapshot": json.RawMessage(e.Snapshot), "occurredAt": e.OccurredAt})
			after = e.Position.Seq
		}
	}
}

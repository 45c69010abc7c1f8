package transfer_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// talkative is a message of a contact, with what is needed to have more of them.
type talkative struct {
	ctx          context.Context
	contact      *models.Contact
	conversation *models.Conversation
	message      *models.Message
}

func newTalk(t *testing.T, w *crmtest.World) talkative {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	v := talkative{ctx: ctx, contact: must2(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada")}))}
	inbox := must2(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	v.conversation = must2(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: v.contact.ID, InboxID: inbox.ID}))
	v.message = must2(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v.conversation.ID, Content: "Look",
		MessageType: models.Incoming}))
	return v
}

func attach(w *crmtest.World, v talkative, name, content string) (*models.Attachment, error) {
	return w.Transfers.Attach(v.ctx, models.AttachmentCreateInput{MessageID: v.message.ID, File: upload(name, content)})
}

// gone reports whether a file is not stored any more.
func gone(t *testing.T, w *crmtest.World, name string) bool {
	t.Helper()
	content, err := w.Files.Open(t.Context(), name)
	if err == nil {
		_ = content.Close()
	}
	return errors.Is(err, fs.ErrNotExist)
}

// TestAttach stores a file, finds out what it is, serves it by its link, and lists it with the contact.
func TestAttach(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	v := newTalk(t, w)
	a := must2(attach(w, v, `C:\pictures\me.exe`, "\x89PNG\r\n\x1a\nand so on"))
	if a.ContentType != "image/png" || a.FileType != "image" || a.Name != "me.exe" || a.ByteSize != 17 || a.FileKey == nil {
		t.Errorf("%+v", a)
	}
	link, err := w.Transfers.AttachmentURL(v.ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	w.Files.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, *link, nil))
	body, _ := io.ReadAll(answer.Result().Body)
	if h := answer.Header(); answer.Code != http.StatusOK || !strings.HasPrefix(string(body), "\x89PNG") ||
		!strings.Contains(h.Get("Content-Disposition"), "me.exe") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %q %v", answer.Code, body, answer.Header())
	}
	answer = httptest.NewRecorder()
	w.Files.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, strings.Replace(*link, "signature=", "signature=x", 1), nil))
	if answer.Code != http.StatusForbidden {
		t.Errorf("another signature: %d", answer.Code)
	}
	second := must2(attach(w, v, "note.txt", "plain text"))
	pages, err := crm.Read(v.ctx, w.CRM, []models.ContactID{v.contact.ID},
		func(b *crm.Batch, ids []models.ContactID, set crm.Columns) map[models.ContactID]*models.AttachmentConnection {
			return b.AttachmentsByContact(ids).Pages(page.Args{}, set)
		})
	if err != nil {
		t.Fatal(err)
	}
	if list := pages[v.contact.ID].Nodes(); len(list) != 2 || list[0].ID != second.ID || list[0].ContentType != "text/plain" {
		t.Errorf("the files of the contact: %+v", list)
	}
	if n := w.Count(t, "SELECT version FROM messages WHERE id = $1", v.message.ID); n != 3 {
		t.Errorf("the message has version %d", n)
	}
	if types := w.Texts(t, `SELECT changes::text FROM contact_events WHERE type = 'MESSAGE_UPDATED' ORDER BY seq`); len(types) != 2 ||
		!strings.Contains(types[0], `"me.exe"`) {
		t.Errorf("events %q", types)
	}
}

// TestAttachRefused: what may not be attached, of which no file stays.
func TestAttachRefused(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	v := newTalk(t, w)
	for name, c := range map[string]struct {
		ctx  context.Context
		id   models.MessageID
		size int64
		want string
	}{
		"an empty file":   {v.ctx, v.message.ID, 0, "REQUIRED file"},
		"a large file":    {v.ctx, v.message.ID, models.MaxAttachmentBytes + 1, "TOO_LONG file"},
		"another account": {crmtest.As(w.Foreign.Administrator), v.message.ID, 1, "NOT_FOUND messageId"},
		"no message":      {v.ctx, models.MessageID{}, 1, "NOT_FOUND messageId"},
	} {
		_, err := w.Transfers.Attach(c.ctx, models.AttachmentCreateInput{MessageID: c.id,
			File: models.Upload{Filename: "x", Size: c.size, Content: strings.NewReader("x")}})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, not %s", name, err, c.want)
		}
	}
	for range models.MaxAttachments {
		must2(attach(w, v, "x", "x"))
	}
	if _, err := attach(w, v, "x", "x"); err == nil || !strings.HasPrefix(err.Error(), "LIMIT messageId") {
		t.Errorf("one too many: %v", err)
	}
	if _, err := w.CRM.DeleteMessage(v.ctx, models.MessageDeleteInput{ID: v.message.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := attach(w, v, "x", "x"); err == nil || !strings.HasPrefix(err.Error(), "BLOCKED_BY_RULE messageId") {
		t.Errorf("a deleted message: %v", err)
	}
}

// TestFilesGoWithTheirRecords: whatever deletes an attachment deletes its file.
func TestFilesGoWithTheirRecords(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(w *crmtest.World, v talkative, a *models.Attachment) error{
		"the attachment": func(w *crmtest.World, v talkative, a *models.Attachment) error {
			return w.CRM.DeleteAttachment(v.ctx, a.ID)
		},
		"the message": func(w *crmtest.World, v talkative, _ *models.Attachment) error {
			_, err := w.CRM.DeleteMessage(v.ctx, models.MessageDeleteInput{ID: v.message.ID})
			return err
		},
		"the conversation": func(w *crmtest.World, v talkative, _ *models.Attachment) error {
			return w.CRM.DeleteConversation(v.ctx, models.ConversationDeleteInput{ID: v.conversation.ID})
		},
		"the contact": func(w *crmtest.World, v talkative, _ *models.Attachment) error {
			return w.CRM.DeleteContact(v.ctx, models.ContactDeleteInput{ID: v.contact.ID})
		},
		"an erasure": func(w *crmtest.World, v talkative, _ *models.Attachment) error {
			_, err := w.CRM.EraseContact(v.ctx, models.ContactEraseInput{ID: v.contact.ID, ExpectedVersion: ptr(1)})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			v := newTalk(t, w)
			a := must2(attach(w, v, "note.txt", "text"))
			if gone(t, w, *a.FileKey) {
				t.Fatal("the file was not stored")
			}
			if err := remove(w, v, a); err != nil {
				t.Fatal(err)
			}
			w.Work(t, w.Transfers.Work, w.Avatars.Work)
			if !gone(t, w, *a.FileKey) {
				t.Error("the file is still there")
			}
			if n := w.Count(t, "SELECT count(*) FROM attachments WHERE account_id = $1", w.Home.Key); n != 0 {
				t.Errorf("%d attachments are left", n)
			}
		})
	}
}

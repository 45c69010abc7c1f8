package crm_test

import (
	"context"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// journey is a conversation that a merge has moved from the source to the survivor, and a conversation of an uninvolved contact.
type journey struct {
	w                       *crmtest.World
	source, survivor, other models.ContactID
	merge                   models.ContactMergeID
	talk, otherTalk         models.ConversationID
}

func newJourney(t *testing.T, w *crmtest.World, inbox models.InboxID) journey {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	contact := func() models.ContactID { return newContact(t, w, models.ContactCreateInput{}).ID }
	talkWith := func(id models.ContactID) models.ConversationID {
		return made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: id, InboxID: inbox})).ID
	}
	j := journey{w: w, source: contact(), survivor: contact(), other: contact()}
	j.talk, j.otherTalk = talkWith(j.source), talkWith(j.other)
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: j.survivor, From: []models.ContactID{j.source}})
	if err != nil {
		t.Fatal(err)
	}
	j.merge = merge.ID
	return j
}

// TestConversationInterleaved moves a conversation to another contact, directly or by undoing a merge, while it is being changed.
// Removing one of these makes it fail:
//   - the second read of lockConversation: a message or a rating stays with the former contact;
//   - that of lockMerge: a merge is undone twice; the lock of the survivor there: an update is lost;
//   - the common lock of lockToMove: if its contacts are locked in the order of the move, opposite moves deadlock.
func TestConversationInterleaved(t *testing.T) {
	t.Parallel()
	type deed struct {
		name string
		run  func(ctx context.Context, j journey) error
		// kept is what the conversation has afterwards.
		kept string
	}
	move := deed{"a move", func(ctx context.Context, j journey) error {
		_, err := j.w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: j.talk, ContactID: given(j.other)})
		return err
	}, "v.contact_id = j.other"}
	undo := deed{"the undoing of the merge", func(ctx context.Context, j journey) error {
		_, _, err := j.w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: j.merge})
		return err
	}, "true"}
	rivals := []deed{move, undo,
		{"the opposite move", func(ctx context.Context, j journey) error {
			_, err := j.w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: j.otherTalk, ContactID: given(j.survivor)})
			return err
		}, "true"},
		{"a message", func(ctx context.Context, j journey) error {
			_, err := j.w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: j.talk, Content: "Hi", MessageType: models.Incoming})
			return err
		}, "EXISTS (SELECT FROM messages m WHERE m.conversation_id = v.id)"},
		{"a rating", func(ctx context.Context, j journey) error {
			_, err := j.w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: j.talk, Rating: 5})
			return err
		}, "EXISTS (SELECT FROM csat_responses r WHERE r.conversation_id = v.id)"},
		{"a change", func(ctx context.Context, j journey) error {
			_, err := j.w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: j.talk, Status: given(models.Resolved)})
			return err
		}, "v.status = 'RESOLVED'"},
		{"an update of the survivor", func(ctx context.Context, j journey) error {
			_, err := j.w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: j.survivor, LastName: given("Later")})
			return err
		}, "EXISTS (SELECT FROM contacts c WHERE c.id = j.survivor AND c.last_name = 'Later')"},
	}
	for i, mover := range []deed{move, undo} {
		for _, r := range rivals[i:] {
			t.Run(mover.name+" and "+r.name, func(t *testing.T) {
				t.Parallel()
				w := crmtest.NewWorld(t)
				inbox := newInbox(t, w)
				refused := ""
				if mover.name == undo.name && r.name == undo.name {
					refused = "BLOCKED_BY_RULE mergeId" // of one of the two
				}
				begin := func(first, second deed) func() (step, step, func(error, error)) {
					return func() (step, step, func(error, error)) {
						j := newJourney(t, w, inbox.ID)
						return func(ctx context.Context) error { return first.run(ctx, j) },
							func(ctx context.Context) error { return second.run(ctx, j) },
							func(firstErr, secondErr error) {
								j.ended(t, firstErr, secondErr, refused, first.kept+" AND "+second.kept)
							}
					}
				}
				interleaved(t, w, begin(mover, r))
				interleaved(t, w, begin(r, mover))
			})
		}
	}
}

// ended checks that both succeeded or one failed, and the state of the conversation.
func (j journey) ended(t *testing.T, firstErr, secondErr error, refused, kept string) {
	t.Helper()
	if first, second := refusal(firstErr), refusal(secondErr); first+second != refused {
		t.Errorf("the first ended with %q, the second with %q", first, second)
	}
	checkInvariants(t, j.w)
	const all = "SELECT count(*) FROM conversations v, (SELECT $2::uuid AS survivor, $3::uuid AS other) j WHERE v.id = $1 AND "
	if j.w.Count(t, all+kept, j.talk, j.survivor, j.other) != 1 {
		t.Errorf("of the conversation is not true: %s", kept)
	}
}

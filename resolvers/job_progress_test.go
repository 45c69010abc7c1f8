package resolvers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

const progressQuery = `subscription($id: ID!) { jobProgress(id: $id) { state total processed succeeded failed failuresUrl } }`

// blockMany starts a job that blocks so many contacts, which are made for it, and one that is not there.
func blockMany(t *testing.T, w *crmtest.World, api *crmtest.API, viewer *models.Viewer, n int) string {
	t.Helper()
	w.Exec(t, `
		INSERT INTO contacts (account_id, id, version, contact_type, name, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 1, 'VISITOR', 'Contact ' || i, now(), now() FROM generate_series(1, $2::int) i`, w.Home.Key, n)
	ids := []string{"nobody"}
	for _, id := range w.Texts(t, "SELECT id::text FROM contacts WHERE account_id = $1 AND NOT blocked", w.Home.Key) {
		var contact models.ContactID
		if err := contact.Scan(id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, contact.String())
	}
	var started struct {
		M struct{ Job struct{ ID string } }
	}
	api.Get(t, viewer, &started,
		`mutation($ids: [ID!]!) { m: contactsBulkUpdate(input: {target: {ids: $ids}, set: {blocked: true}}) { job { id } } }`,
		map[string]any{"ids": ids})
	return started.M.Job.ID
}

// socket is a subscription over a WebSocket.
type socket struct {
	conn *websocket.Conn
	ctx  context.Context
}

type frame struct {
	Type    string          `json:"type"`
	ID      string          `json:"id,omitempty"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// dial begins the subscription over a WebSocket to a server.
func dial(t *testing.T, url, query, id string) *socket {
	t.Helper()
	ctx, cancel := crmtest.Deadline(t)
	t.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	s := &socket{conn, ctx}
	if err := wsjson.Write(ctx, conn, frame{Type: "connection_init"}); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "connection_ack", "")
	asked, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"id": id}})
	if err != nil {
		t.Fatal(err)
	}
	if err := wsjson.Write(ctx, conn, frame{"subscribe", "1", asked}); err != nil {
		t.Fatal(err)
	}
	return s
}

// expect reads a message of the kind whose payload holds the text.
func (s *socket) expect(t *testing.T, kind, text string) {
	t.Helper()
	var f frame
	if err := wsjson.Read(s.ctx, s.conn, &f); err != nil || f.Type != kind || !strings.Contains(string(f.Payload), text) {
		t.Fatalf("got %s %s %v, not %s with %s", f.Type, f.Payload, err, kind, text)
	}
}

// TestJobProgress watches a job from its beginning to its end, chunk by chunk, over an event stream and over a WebSocket.
func TestJobProgress(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	id := blockMany(t, l.World, l.API, l.Home.Agent, 1100)
	stream := l.Subscribe(t, l.Home.Agent, progressQuery, map[string]any{"id": id}, "")
	socket := dial(t, l.Serve(t, l.Home.Administrator), progressQuery, id)
	said := func(state, total string, processed, succeeded, failed int) string {
		return fmt.Sprintf(`{"jobProgress":{"state":%q,"total":%s,"processed":%d,"succeeded":%d,"failed":%d,"failuresUrl":null}}`, state, total,
			processed, succeeded, failed)
	}
	args := crm.JobArgs{Account: l.Home.Key, Job: typeid.Read[models.JobID](id)}
	for step, want := range []string{said("QUEUED", "null", 0, 0, 0), said("RUNNING", "1101", 0, 0, 0), said("RUNNING", "1101", 500, 499, 1),
		said("RUNNING", "1101", 1000, 999, 1)} {
		if step > 0 {
			if more, err := l.CRM.WorkJob(t.Context(), args); !more || err != nil {
				t.Fatal(more, err)
			}
		}
		l.expect(stream, want)
		socket.expect(t, "next", want)
	}
	// The final state is sent together with the file of failures, which is written after it: in between, both subscriptions send nothing.
	if more, err := l.CRM.WorkJob(t.Context(), args); more || err != nil {
		t.Fatal(more, err)
	}
	l.Statements.Reset()
	looks := func() (n int) {
		for _, s := range l.Statements.List() {
			if strings.Contains(s.SQL, "FROM jobs j") {
				n++
			}
		}
		return n
	}
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	for ; looks() < 4; time.Sleep(10 * time.Millisecond) {
		if ctx.Err() != nil {
			t.Fatal("nobody looks at the job any more")
		}
	}
	if more, err := l.Transfers.Do(t.Context(), args, time.Minute); more || err != nil {
		t.Fatal(more, err)
	}
	e, _ := stream.Next(t)
	ended := `{"jobProgress":{"state":"SUCCEEDED","total":1101,"processed":1101,"succeeded":1100,"failed":1,"failuresUrl":"` +
		crmtest.Address + `/files?`
	if !strings.HasPrefix(string(e.Data), ended) {
		t.Errorf("the end is %s", e.Body)
	}
	socket.expect(t, "next", ended)
	l.ends(stream, "")
	socket.expect(t, "complete", "")
	again := l.Subscribe(t, l.Home.Agent, progressQuery, map[string]any{"id": id}, "")
	if e, _ := again.Next(t); !strings.HasPrefix(string(e.Data), ended) {
		t.Errorf("once it has ended it is %s", e.Body)
	}
	l.ends(again, "")
}

// TestJobProgressOfOthers asks for jobs that are somebody else's, and stops one that is being watched.
func TestJobProgressOfOthers(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	id := blockMany(t, l.World, l.API, l.Home.Administrator, 1)
	for name, test := range map[string]struct {
		viewer *models.Viewer
		id     string
	}{
		"another account's": {l.Foreign.Administrator, id}, "an administrator's": {l.Home.Agent, id},
		"unknown": {l.Home.Administrator, typeid.New[models.JobID]().String()}, "malformed": {l.Home.Administrator, "x"},
	} {
		e := l.ends(l.Subscribe(t, test.viewer, progressQuery, map[string]any{"id": test.id}, ""), "NOT_FOUND")
		if strings.Contains(e.Body, `"data":{`) {
			t.Errorf("%s: %s", name, e.Body)
		}
		dial(t, l.Serve(t, test.viewer), progressQuery, test.id).expect(t, "error", "NOT_FOUND")
	}
	watched := l.Subscribe(t, l.Home.Program, `subscription($id: ID!) { jobProgress(id: $id) { state } }`, map[string]any{"id": id}, "")
	l.expect(watched, `{"jobProgress":{"state":"QUEUED"}}`)
	if answer := l.Ask(t, l.Home.Administrator, `mutation($id: ID!) { jobCancel(input: {id: $id}) { job { state } } }`,
		map[string]any{"id": id}); string(answer.Data) != `{"jobCancel":{"job":{"state":"CANCELLED"}}}` {
		t.Fatal(answer.Body)
	}
	l.expect(watched, `{"jobProgress":{"state":"CANCELLED"}}`)
	l.ends(watched, "")
}

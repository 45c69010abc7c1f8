package app

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/jackc/pgx/v5"

	"kith/internal/crmtest"
)

// cutOff takes the database away from everyone: its connections end and none can be made until it is given back.
func (p place) cutOff(t *testing.T) (giveBack func()) {
	t.Helper()
	config, err := pgx.ParseConfig(p.databaseURL())
	if err != nil {
		t.Fatal(err)
	}
	name := pgx.Identifier{config.Database}.Sanitize()
	database := config.Database
	config.Database = "postgres"
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	exec := func(sql string, args ...any) {
		if _, err := conn.Exec(context.WithoutCancel(t.Context()), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	given := false
	giveBack = func() {
		if !given {
			given = true
			exec("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true")
		}
	}
	t.Cleanup(func() {
		giveBack()
		_ = conn.Close(context.WithoutCancel(t.Context()))
	})
	exec("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false")
	exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database)
	return giveBack
}

const setPicture = `mutation ($in: ContactAvatarSetInput!) { contactAvatarSet(input: $in) {
	contact { avatarUrl(size: 128) } userErrors { message } } }`

// picture uploads a picture of a contact.
func (s *process) picture(t *testing.T, contact string) answer {
	t.Helper()
	var face bytes.Buffer
	if err := png.Encode(&face, image.NewGray(image.Rect(0, 0, 80, 80))); err != nil {
		t.Fatal(err)
	}
	return s.upload(t, setPicture, map[string]any{"id": contact, "picture": map[string]any{"file": nil}}, "picture.file", "face.png", &face,
		"X-Requested-With", "test")
}

// addToken makes an API token, which nobody has used yet.
func (s *process) addToken(t *testing.T) string {
	t.Helper()
	var got struct{ APITokenCreate struct{ Token string } }
	s.query(t, &got, `mutation { apiTokenCreate(input: {name: "another", role: ADMINISTRATOR}) { token } }`, nil)
	return got.APITokenCreate.Token
}

// TestDatabaseAway takes the database away and asks in every way: the answer is UNAVAILABLE, what needs no database goes on, and once it is
// back everything works again. It asks with a credential that the server remembers and with one that it would have to look up.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	s := here.serve(t)
	contact := s.addContact(t, map[string]any{"name": "Ada", "email": "ada@example.com"})
	var set struct {
		ContactAvatarSet struct{ Contact struct{ AvatarURL string } }
	}
	a := s.picture(t, contact)
	if err := json.Unmarshal([]byte(a.body), &struct{ Data any }{&set}); err != nil || set.ContactAvatarSet.Contact.AvatarURL == "" {
		t.Fatal(err, a)
	}
	picture := set.ContactAvatarSet.Contact.AvatarURL
	picture = picture[strings.Index(picture, "/avatars/"):]
	fresh, cookie := s.addToken(t), s.signIn(t, s.email, s.password)
	open, err := s.dial(t)
	if err != nil {
		t.Fatal(err)
	}
	talk(t, open, `{"authorization": "Bearer `+s.token+`"}`, whoAmI)

	giveBack := here.cutOff(t)
	for _, bearer := range []string{s.token, fresh, "of-nobody"} {
		s.asksInVain(t, bearer, contact)
	}
	for range 2 {
		s.unavailable(t, "a form", s.picture(t, contact))
		s.token, fresh = fresh, s.token
	}
	s.unavailable(t, "signing in", s.post(t, "/auth/session", `{"email": "`+s.email+`", "password": "`+s.password+`"}`))
	out, err := s.send(http.MethodDelete, "/auth/session", "", "Cookie", cookie)
	if err != nil {
		t.Fatal(err)
	}
	s.unavailable(t, "signing out", out)
	s.socketsInVain(t, open, cookie, fresh)
	for path, status := range map[string]int{"/healthz": 200, "/readyz": 503, picture: 200, "/initials/3/AL/128.svg": 200, "/files": 403,
		"/console": 200, "/graphiql": 200, "/graphql?query={__typename}": 200} {
		if a := s.get(t, path); a.status != status || tellsOfDriver(a.body) {
			t.Errorf("%s: %d %.300s", path, a.status, a.body)
		}
	}

	if plain := regexp.MustCompile(`(?m)^[^{\n].*`).FindString(s.log.String()); plain != "" {
		t.Errorf("a line of the log is not JSON: %s", plain)
	}
	giveBack()
	await(t, func() bool { return s.status(t, "/readyz") == http.StatusOK })
	await(t, func() bool { // until the pool has noticed each connection that is gone
		a := s.post(t, "/graphql", operation(countContacts, nil), "Authorization", "Bearer "+fresh)
		return a.status == http.StatusOK
	})
	s.signIn(t, s.email, s.password)
	if said := say(t, open, "later", whoAmI); !strings.Contains(said, `"ADMINISTRATOR"`) {
		t.Errorf("over the socket, afterwards: %s", said)
	}
	if n := s.contacts(t); n != 1 {
		t.Errorf("%d contacts: changes were made that were refused", n)
	}
	s.addContact(t, map[string]any{"name": "Grace"})
}

// tellsOfDriver reports whether a text is not ours alone.
func tellsOfDriver(text string) bool {
	for _, foreign := range []string{"SQLSTATE", "pgx", "pgconn", "FATAL", "dial", "failed to connect", "conn closed", "unexpected EOF",
		"INTERNAL", "kith_test_", "accepting connections"} {
		if strings.Contains(text, foreign) {
			return true
		}
	}
	return false
}

// unavailable expects the refusal of a request: by its status, its code and a text that says what to do.
func (s *process) unavailable(t *testing.T, what string, a answer) {
	t.Helper()
	if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, `"UNAVAILABLE"`) || tellsOfDriver(a.body) ||
		!strings.Contains(strings.ToLower(a.body), "try again") || !strings.HasPrefix(a.header.Get("Content-Type"), "application/") ||
		a.header.Get("Retry-After") == "" {
		t.Errorf("%s: %d %v %.400s", what, a.status, a.header, a.body)
	}
}

// asksInVain sends operations by HTTP and as streams while there is no database.
func (s *process) asksInVain(t *testing.T, bearer, contact string) {
	t.Helper()
	create := operation(createContact, map[string]any{"in": map[string]any{"name": "Nobody"}})
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		// partial says that a part of the answer may be there, or that a stream may have begun: then the error is in it.
		partial bool
	}{
		{name: "the account", method: "POST", body: operation(`{ account { name } }`, nil), partial: true},
		{name: "a list", method: "POST", body: operation(`{ contacts { nodes { id } } }`, nil)},
		{name: "a list, in the newer media type", method: "POST", body: operation(`{ contacts { nodes { id } } }`, nil),
			headers: []string{"Accept", "application/graphql-response+json"}},
		{name: "one contact", method: "POST", body: operation(`{ contact(by: {id: "`+contact+`"}) { name } }`, nil), partial: true},
		{name: "a node", method: "POST", body: operation(`{ node(id: "`+contact+`") { id } }`, nil), partial: true},
		{name: "by GET", method: "GET", path: `?query={contacts{nodes{id}}}`},
		{name: "a mutation", method: "POST", body: create},
		{name: "a mutation with a key", method: "POST", body: create, headers: []string{"Idempotency-Key", "once"}},
		{name: "a query as a stream", method: "POST", body: operation(`{ contacts { nodes { id } } }`, nil), partial: true,
			headers: []string{"Accept", "text/event-stream"}},
		{name: "a subscription", method: "POST", body: operation(`subscription { contactEvents { id } }`, nil), partial: true,
			headers: []string{"Accept", "text/event-stream"}},
	} {
		if test.method == http.MethodPost {
			test.headers = append(test.headers, "Content-Type", "application/json")
		}
		a, err := s.send(test.method, "/graphql"+test.path, test.body, append(test.headers, "Authorization", "Bearer "+bearer)...)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case a.status == http.StatusOK && test.partial && strings.Contains(a.body, `"UNAVAILABLE"`) && !tellsOfDriver(a.body):
		default:
			s.unavailable(t, test.name, a)
		}
	}
	s.reservesInVain(t, bearer)
}

// reservesInVain asks for a stream of many operations, and by it if the caller is remembered.
func (s *process) reservesInVain(t *testing.T, bearer string) {
	t.Helper()
	reserved, err := s.send(http.MethodPut, "/graphql", "", "Authorization", "Bearer "+bearer)
	if err != nil {
		t.Fatal(err)
	}
	if reserved.status != http.StatusCreated {
		s.unavailable(t, "a reservation", reserved)
		return
	}
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/graphql?token="+reserved.body, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	stream, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	body := `{"query": "{ contacts { nodes { id } } }", "extensions": {"operationId": "1"}}`
	a := s.post(t, "/graphql", body, "Authorization", "Bearer "+bearer, "X-GraphQL-Event-Stream-Token", reserved.body)
	if a.status != http.StatusAccepted {
		s.unavailable(t, "an operation of a reserved stream", a)
		return
	}
	var said bytes.Buffer
	for part := make([]byte, 4096); !strings.Contains(said.String(), `complete`); {
		n, err := stream.Body.Read(part)
		said.Write(part[:n])
		if err != nil {
			t.Fatal(err, said.String())
		}
	}
	if !strings.Contains(said.String(), `"UNAVAILABLE"`) || tellsOfDriver(said.String()) {
		t.Errorf("by a reserved stream: %s", &said)
	}
}

// say sends an operation over a socket and returns its first result.
func say(t *testing.T, conn *websocket.Conn, id, query string) string {
	t.Helper()
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	if err := wsjson.Write(ctx, conn, map[string]any{"type": "subscribe", "id": id, "payload": map[string]any{"query": query}}); err != nil {
		t.Fatal(err)
	}
	for {
		var said json.RawMessage
		if err := wsjson.Read(ctx, conn, &said); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(said), `"`+id+`"`) {
			return string(said)
		}
	}
}

// socketsInVain asks over a socket that is open, and opens others.
func (s *process) socketsInVain(t *testing.T, open *websocket.Conn, cookie, fresh string) {
	t.Helper()
	for id, query := range map[string]string{"list": `{ contacts { nodes { id } } }`,
		"node":   `{ contact(by: {email: "ada@example.com"}) { id } }`,
		"events": `subscription { contactEvents { id } }`, "change": `mutation { contactCreate(input: {name: "Nobody"}) { contact { id } } }`} {
		if said := say(t, open, id, query); !strings.Contains(said, `"UNAVAILABLE"`) || tellsOfDriver(said) {
			t.Errorf("%s over a socket: %s", id, said)
		}
	}
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	header := http.Header{"Cookie": {cookie}}
	if _, resp, err := websocket.Dial(ctx, s.url+"/graphql", &websocket.DialOptions{HTTPHeader: header,
		Subprotocols: []string{"graphql-transport-ws"}}); err == nil || resp == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a socket with a cookie: %v %v", resp, err)
	}
	conn, err := s.dial(t)
	if err != nil {
		t.Fatal(err)
	}
	init := map[string]any{"type": "connection_init", "payload": map[string]any{"authorization": "Bearer " + fresh}}
	if err := wsjson.Write(ctx, conn, init); err != nil {
		t.Fatal(err)
	}
	_, said, err := conn.Read(ctx)
	if websocket.CloseStatus(err) != websocket.StatusTryAgainLater || tellsOfDriver(err.Error()) {
		t.Errorf("a socket with a token: %s %v", said, err)
	}
}

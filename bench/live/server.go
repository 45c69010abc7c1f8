package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"
)

const (
	token        = "live-token-live-token-live-token-live-token"
	startTimeout = time.Minute
)

// server is a Kith process with a database of its own.
type server struct {
	cmd  *exec.Cmd
	dir  string
	addr string
}

func start(ctx context.Context, o options) (_ *server, err error) {
	s := &server{}
	if s.dir, err = os.MkdirTemp("", "kith-live-"); err != nil {
		return nil, err
	}
	if err := os.Chmod(s.dir, 0o755); err != nil { // for the user of PostgreSQL
		return nil, err
	}
	binary := filepath.Join(s.dir, "kith")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "kith").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.addr = free.Addr().String()
	_ = free.Close()
	s.cmd = exec.Command(binary)
	s.cmd.Env = append(os.Environ(), "KITH_DATA_DIR="+filepath.Join(s.dir, "data"), "KITH_ADDR="+s.addr, "KITH_BOOTSTRAP_TOKEN="+token,
		"KITH_MAX_SUBSCRIPTIONS="+strconv.Itoa(o.sockets), "KITH_BUDGET_POINTS=1000000000", "KITH_LOG_LEVEL=warn")
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(startTimeout); ; time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get("http://" + s.addr + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			return s, nil
		}
		if time.Now().After(deadline) {
			s.stop()
			return nil, errors.New("the server does not start")
		}
	}
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt) // it may have ended
	_ = s.cmd.Wait()
	_ = os.RemoveAll(s.dir)
}

// memory returns the resident memory of the process in KiB.
func (s *server) memory() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0 // no Linux
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.Atoi(fields[0]) // the kernel writes numbers
	return kib
}

// ask sends an operation and reads the data of its answer.
func (s *server) ask(ctx context.Context, query string, variables map[string]any, into any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.addr+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		Data   json.RawMessage
		Errors json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	if answer.Errors != nil {
		return fmt.Errorf("%s", answer.Errors)
	}
	return json.Unmarshal(answer.Data, into)
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

func (s *server) createContacts(ctx context.Context, count int) (ids []string, err error) {
	for range count {
		var made struct {
			ContactCreate struct{ Contact struct{ ID string } }
		}
		if err := s.ask(ctx, `mutation { contactCreate(input: {name: "Ada"}) { contact { id } } }`, nil, &made); err != nil {
			return nil, err
		}
		ids = append(ids, made.ContactCreate.Contact.ID)
	}
	return ids, nil
}

func (s *server) rename(ctx context.Context, id string, at time.Time) error {
	return s.ask(ctx, `mutation ($id: ID!, $name: String!) { contactUpdate(input: {id: $id, name: $name}) { userErrors { message } } }`,
		map[string]any{"id": id, "name": strconv.FormatInt(at.UnixNano(), 10)}, &struct{}{})
}

// openSockets opens sockets that follow contacts, one contact after the other, and record when a change arrives.
func (s *server) openSockets(ctx context.Context, o options, contacts []string, heard *times) error {
	var opening errgroup.Group
	opening.SetLimit(50)
	for i := range o.sockets {
		opening.Go(func() error {
			conn, err := s.follow(ctx, contacts[i%len(contacts)])
			if err == nil {
				go listen(ctx, conn, heard)
			}
			return err
		})
	}
	return opening.Wait()
}

// follow opens a socket and returns it once its subscription has begun.
func (s *server) follow(ctx context.Context, contact string) (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(ctx, "ws://"+s.addr+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return nil, err
	}
	for _, message := range []string{
		`{"type":"connection_init","payload":{"authorization":"Bearer ` + token + `"}}`,
		`{"type":"subscribe","id":"1","payload":{` +
			`"query":"subscription ($of: [ID!]) { contactEvents(contactIds: $of, types: [CONTACT_UPDATED]) { changes { to } } }",` +
			`"variables":{"of":["` + contact + `"]}}}`,
		`{"type":"subscribe","id":"2","payload":{"query":"{ viewer { role } }"}}`,
	} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
			return nil, err
		}
	}
	for range 3 { // acknowledged, and the query answered, by when the subscription has most likely begun
		if _, _, err := conn.Read(ctx); err != nil {
			return nil, err
		}
	}
	return conn, nil
}

// listen records, for each change that a socket receives, how long ago its request began.
func listen(ctx context.Context, conn *websocket.Conn, heard *times) {
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return
		}
		_, rest, _ := strings.Cut(string(text), `"to":"`)
		name, _, _ := strings.Cut(rest, `"`)
		if nanoseconds, err := strconv.ParseInt(name, 10, 64); err == nil {
			heard.since(time.Unix(0, nanoseconds))
		}
	}
}

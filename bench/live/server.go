package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

const token = "live-token-live-token-live-token-live-token"

// server is a Kith process with a database of its own.
type server struct{ *process }

func startKith(ctx context.Context, o options) (*server, error) {
	dir, err := os.MkdirTemp("", "kith-live-")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // for the user of PostgreSQL
		return nil, err
	}
	binary := filepath.Join(dir, "kith")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "kith").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	most := strconv.Itoa(o.sockets + o.followers)
	p, err := launch(binary, func(addr string) []string {
		return []string{"KITH_DATA_DIR=" + filepath.Join(dir, "data"), "KITH_ADDR=" + addr, "KITH_BOOTSTRAP_TOKEN=" + token,
			"KITH_MAX_SUBSCRIPTIONS=" + most, "KITH_MAX_SOCKETS=" + most, "KITH_MAX_SOCKETS_PER_ADDRESS=" + most,
			"KITH_BUDGET_POINTS=1000000000", "KITH_BUDGET_EVENTS_PER_SECOND=1000000000", "KITH_LOG_LEVEL=warn"}
	}, "/readyz")
	if err != nil {
		return nil, err
	}
	p.dir = dir
	return &server{p}, nil
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

// contact is one to store.
type contact struct {
	Identifier string   `json:"identifier"`
	Name       string   `json:"name"`
	Labels     []string `json:"labels,omitempty"`
}

// store creates or changes contacts in one commit, and returns their ids.
func (s *server) store(ctx context.Context, contacts []contact) (ids []string, err error) {
	inputs := make([]map[string]any, len(contacts))
	for i, c := range contacts {
		inputs[i] = map[string]any{"match": "IDENTIFIER", "contact": c}
	}
	var done struct {
		ContactsUpsert struct {
			Results []struct {
				Contact    *struct{ ID string }
				UserErrors json.RawMessage
			}
			UserErrors json.RawMessage
		}
	}
	err = s.ask(ctx, `mutation ($inputs: [ContactUpsertInput!]!) { contactsUpsert(input: {inputs: $inputs}) {
		results { contact { id } userErrors { message } } userErrors { message } } }`, map[string]any{"inputs": inputs}, &done)
	for _, r := range done.ContactsUpsert.Results {
		if r.Contact == nil {
			return nil, fmt.Errorf("%s", r.UserErrors)
		}
		ids = append(ids, r.Contact.ID)
	}
	if err == nil && len(ids) != len(contacts) {
		err = fmt.Errorf("%s", done.ContactsUpsert.UserErrors)
	}
	return ids, err
}

// stampOf is an instant as the name of a contact.
func stampOf(at time.Time) string { return strconv.FormatInt(at.UnixNano(), 10) }

package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

const (
	listedRow    = `fragment Row on Contact { id version name lastActivityAt }`
	listedFilter = `filter: {labels: {any: ["vip"]}}, orderBy: [{by: {field: NAME}}], first: 100`
	listedNow    = `query { contacts(` + listedFilter + `) { nodes { ...Row } } } ` + listedRow
	listedLive   = `subscription ($have: [ContactListHave!]) { contactsLive(` + listedFilter + `, have: $have) {
		__typename
		... on ContactListSnapshot { nodes { ...Row } }
		... on ContactListPatch { from ops {
			__typename
			... on ContactListInsert { after node { ...Row } }
			... on ContactListMove { contactId after }
			... on ContactListUpdate { node { ...Row } }
			... on ContactListRemove { contactId } } } } } ` + listedRow
)

// listed is a row of a list.
type listed struct {
	ID             string  `json:"id"`
	Version        int     `json:"version"`
	Name           string  `json:"name,omitempty"`
	LastActivityAt *string `json:"lastActivityAt"`
}

// listFollower keeps a list by what contactsLive sends, from one server to the next.
type listFollower struct {
	mu   sync.Mutex
	rows []listed
	// snapshots and resumed count the first messages of servers.
	snapshots, resumed int
	begun              bool
}

type listChange struct {
	Typename string `json:"__typename"`
	Nodes    []listed
	From     *string
	Ops      []struct {
		Typename  string `json:"__typename"`
		After     *string
		Node      listed
		ContactID string `json:"contactId"`
	}
}

// follow listens at a server until it is gone, beginning with what it has.
func (l *listFollower) follow(ctx context.Context, url string) error {
	variables := map[string]any{}
	l.mu.Lock()
	if l.begun {
		has := []listed{}
		for _, row := range l.rows {
			row.Name = ""
			has = append(has, row)
		}
		variables["have"] = has
	}
	l.mu.Unlock()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", strings.NewReader(operation(listedLive, variables)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Authorization", "Bearer "+liveToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, found := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !found {
			continue
		}
		var said struct {
			Data   struct{ ContactsLive listChange }
			Errors []struct{ Message string }
		}
		if err := json.Unmarshal(data, &said); err != nil || len(said.Errors) > 0 {
			return fmt.Errorf("%w %s", err, data)
		}
		if err := l.apply(said.Data.ContactsLive); err != nil {
			return err
		}
	}
	return nil
}

func (l *listFollower) apply(c listChange) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.Typename == "ContactListSnapshot" {
		l.rows, l.begun = c.Nodes, true
		l.snapshots++
		return nil
	}
	if c.From == nil {
		l.resumed++
	}
	rows := slices.Clone(l.rows)
	at := func(id string) int { return slices.IndexFunc(rows, func(row listed) bool { return row.ID == id }) }
	for _, op := range c.Ops {
		id := op.ContactID + op.Node.ID // a step has one of them
		place := at(id)
		if (place < 0) != (op.Typename == "ContactListInsert") {
			return fmt.Errorf("%+v does not fit %+v", op, rows)
		}
		row := op.Node
		switch op.Typename {
		case "ContactListUpdate":
			rows[place] = row
			continue
		case "ContactListMove":
			row = rows[place]
		}
		if place >= 0 {
			rows = slices.Delete(rows, place, place+1)
		}
		if op.Typename == "ContactListRemove" {
			continue
		}
		next := 0
		if op.After != nil {
			next = at(*op.After) + 1
		}
		rows = slices.Insert(rows, next, row)
	}
	l.rows = rows
	return nil
}

func (l *listFollower) now() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return textsOf(l.rows)
}

func (l *listFollower) counts() (snapshots, resumed int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.snapshots, l.resumed
}

func textsOf(rows []listed) (texts []string) {
	for _, row := range rows {
		texts = append(texts, fmt.Sprint(row.ID, " ", row.Version, " ", row.Name))
	}
	return texts
}

package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// result is what an event of a subscription says.
type result struct {
	// body is the response as JSON. It is shared and must not be changed.
	body  []byte
	nodes int
	// failed is why the subscription ends; nil if there is a response.
	failed gqlerror.List
	// whole says that nothing in it has failed, so that it is good for others.
	whole bool
}

// result encodes a response; nil of nil.
func (r *run) result(resp *graphql.Response) *result {
	switch {
	case resp == nil:
		return nil
	case resp.Data == nil:
		return &result{failed: resp.Errors}
	}
	resp.Extensions = nil
	return &result{nodes: r.nodes(resp.Data), whole: len(resp.Errors) == 0,
		body: assemble(func(buf *bytes.Buffer) { encode(buf, resp) })}
}

// groups are the subscriptions of this server whose events have the same answers.
type groups struct {
	mu sync.Mutex
	by map[groupKey]*group
}

// groupKey is equal for subscriptions of one operation with equal variables in what it selects, whose callers see the same of an account.
type groupKey struct {
	account        int64
	rights         string
	document, name string
	variables      string
}

// group executes and encodes an event once for all of its members.
type group struct {
	key     groupKey
	members int // under the lock of groups

	mu sync.Mutex
	// answers are those of the last moment, and those that are being made, by what is the same for all members.
	answers map[any]*pending
	alone   bool
}

// pending is an answer that one member makes.
type pending struct {
	made   chan struct{}
	result *result // nil if each member has to make its own
}

// sharedFor is how long an answer is kept for members that come to it later. What it shows beside the event itself is as old as that.
const sharedFor = time.Second

func newGroups() *groups { return &groups{by: map[groupKey]*group{}} }

// join adds a subscription.
func (gs *groups) join(r *run) *group {
	key := r.groupKey()
	gs.mu.Lock()
	defer gs.mu.Unlock()
	g := gs.by[key]
	if g == nil {
		g = &group{key: key, answers: map[any]*pending{}}
		gs.by[key] = g
	}
	g.members++
	g.set(g.members)
	return g
}

func (gs *groups) leave(g *group) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	g.members--
	g.set(g.members)
	if g.members == 0 {
		delete(gs.by, g.key)
	}
}

func (g *group) set(members int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.alone = members < 2
}

// result returns what an event says: what another member has made of the same, or else what execute makes. nil if the events have ended.
func (g *group) result(ctx context.Context, same any, execute func() *result) *result {
	for same != nil {
		p, first := g.find(same)
		if first {
			return g.make(same, p, execute)
		}
		if p == nil {
			break
		}
		select {
		case <-p.made:
		case <-ctx.Done():
			return nil
		}
		if p.result != nil {
			return p.result
		}
	}
	return execute()
}

// find returns the answer to the same, and whether the caller has to make it; nil for a member that is alone.
func (g *group) find(same any) (p *pending, first bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p := g.answers[same]; p != nil {
		return p, false
	}
	if g.alone {
		return nil, false
	}
	p = &pending{made: make(chan struct{})}
	g.answers[same] = p
	return p, true
}

// make makes an answer, and keeps it if it is good for others.
func (g *group) make(same any, p *pending, execute func() *result) *result {
	defer close(p.made)
	forget := func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.answers, same)
	}
	kept := false
	defer func() {
		if !kept {
			forget()
		}
	}()
	a := execute()
	if a != nil && a.whole {
		p.result, kept = a, true
		time.AfterFunc(sharedFor, forget)
	}
	return a
}

// groupKey names the group of a subscription.
func (r *run) groupKey() groupKey {
	viewer := r.caller.viewer
	used := map[string]any{}
	for _, name := range r.plan.variables {
		used[name] = r.graphql.Variables[name]
	}
	who := ""
	if r.plan.personal || viewer.Restricted() {
		who = viewer.Key()
	}
	rights := asText([]any{viewer.Role, viewer.Scopes, viewer.Limits, viewer.Region, who})
	return groupKey{viewer.AccountID, rights, r.graphql.RawQuery, r.name, asText(used)}
}

// asText is JSON; what is given was made of JSON, or of texts and lists of them.
func asText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"
)

// rowsOfView is how many contacts a list has.
const rowsOfView = 10

const listQuery = `subscription ($label: String!) { contactsLive(filter: {labels: {any: [$label]}}, first: 25) {
	__typename
	... on ContactListSnapshot { cursor nodes { ...Row } }
	... on ContactListPatch { from cursor ops { __typename
		... on ContactListInsert { after node { ...Row } }
		... on ContactListMove { contactId after }
		... on ContactListUpdate { node { ...Row } }
		... on ContactListRemove { contactId reason into } } }
} }
fragment Row on Contact { id version stamp: name lastActivityAt labels { title } }`

// pace is what becomes of changes at a steady rate.
type pace struct {
	// answered is how long requests took, sent how many changes there were, took how long that was.
	answered times
	sent     int
	took     time.Duration
	// memory is that of the server at each tenth of the time, in MiB.
	memory []int
}

// measureLists has sockets look at lists while their contacts change.
func measureLists(ctx context.Context, o options, s *server, bare *process, out io.Writer) error {
	if err := fill(ctx, o, s); err != nil {
		return err
	}
	before, begun := s.memory(), time.Now()
	var heard, bareHeard audience
	defer heard.close()
	if err := heard.open(o.sockets, func(i int) (*websocket.Conn, error) {
		return s.subscribe(ctx, listQuery, map[string]any{"label": labelOf(i % o.views)}, true)
	}); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d sockets on %d lists, opened in %.1f s: %d KiB each\n", o.sockets, o.views, time.Since(begun).Seconds(),
		(s.memory()-before)/o.sockets)
	p, err := keepUp(ctx, o, s.process, func(n int, at time.Time) error {
		_, err := s.store(ctx, changes(o, n, at))
		return err
	})
	if err != nil {
		return err
	}
	each := float64(o.sockets) / float64(o.views)
	expected := int(float64(p.sent) * each)
	came := heard.heard.await(expected)
	report(out, "kith", &heard, p, came, expected)
	heard.close()
	before = bare.memory()
	defer bareHeard.close()
	if err := bareHeard.open(o.sockets, func(i int) (*websocket.Conn, error) { return bare.join(ctx, i%o.views) }); err != nil {
		return err
	}
	fmt.Fprintf(out, "bare: %d KiB a socket\n", (bare.memory()-before)/o.sockets)
	p, err = keepUp(ctx, o, bare, func(n int, at time.Time) error {
		topics := make([]string, o.batch)
		for i := range topics {
			topics[i] = strconv.Itoa((n*o.batch + i) % o.views)
		}
		return bare.say(ctx, topics, heard.stamped(at))
	})
	if err != nil {
		return err
	}
	expected = int(float64(p.sent) * each)
	report(out, "bare", &bareHeard, p, bareHeard.heard.await(expected), expected)
	return nil
}

func identifierOf(i int) string { return fmt.Sprintf("contact-%d", i) }

func labelOf(view int) string { return fmt.Sprintf("view-%d", view) }

// fill stores the contacts of the lists.
func fill(ctx context.Context, o options, s *server) error {
	var some []contact
	for i := range o.views * rowsOfView {
		some = append(some, contact{identifierOf(i), "Somebody", []string{labelOf(i % o.views)}})
		if len(some) == 500 || i == o.views*rowsOfView-1 {
			if _, err := s.store(ctx, some); err != nil {
				return err
			}
			some = nil
		}
	}
	return nil
}

// changes are those of a commit: one contact of each of the next lists.
func changes(o options, n int, at time.Time) []contact {
	some := make([]contact, o.batch)
	for i := range some {
		some[i] = contact{Identifier: identifierOf((n*o.batch + i) % (o.views * rowsOfView)), Name: stampOf(at)}
	}
	return some
}

// keepUp sends commits at the rate. What can't be sent in time is sent later, but counts from the instant at which it was due.
func keepUp(ctx context.Context, o options, s *process, commit func(n int, at time.Time) error) (*pace, error) {
	p := &pace{}
	interval := time.Second * time.Duration(o.batch) / time.Duration(o.rate)
	var writing errgroup.Group
	writing.SetLimit(8)
	begun := time.Now()
	for n := 0; time.Since(begun) < o.length && ctx.Err() == nil; n++ {
		due := begun.Add(time.Duration(n) * interval)
		time.Sleep(time.Until(due))
		at := time.Now()
		if at.Sub(begun) >= o.length/10*time.Duration(len(p.memory)) {
			p.memory = append(p.memory, s.memory()/1024)
		}
		p.sent += o.batch
		writing.Go(func() error {
			defer func() { p.answered.add(time.Since(at)) }()
			return commit(n, at)
		})
	}
	p.took = time.Since(begun)
	return p, writing.Wait()
}

func report(out io.Writer, name string, a *audience, p *pace, came, expected int) {
	fmt.Fprintf(out, "%s: %.0f changes a second, %.0f deliveries; request to answer p50 %v p99 %v, request to socket p50 %v p99 %v "+
		"(%d of %d came); memory in MiB %v\n", name, float64(p.sent)/p.took.Seconds(), float64(came)/p.took.Seconds(), p.answered.part(50),
		p.answered.part(99), a.heard.part(50), a.heard.part(99), came, expected, p.memory)
}

// say has the bare server send a message to the sockets of topics.
func (p *process) say(ctx context.Context, topics []string, message []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.addr+"/say?topics="+strings.Join(topics, ","),
		bytes.NewReader(message))
	if err != nil {
		return err
	}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

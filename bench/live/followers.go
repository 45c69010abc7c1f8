package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/coder/websocket"
)

const followQuery = `subscription ($of: [ID!], $after: Cursor) { contactEvents(after: $after, contactIds: $of, types: [CONTACT_UPDATED]) {
	cursor type occurredAt contact { id version name labels { title } } changes { field from stamp: to } } }`

// measureFollowers changes one contact that many sockets follow, and has the bare server send the same bytes to as many.
func measureFollowers(ctx context.Context, o options, s *server, bare *process, out io.Writer) error {
	famous := []contact{{Identifier: "famous", Name: "Somebody"}}
	ids, err := s.store(ctx, famous)
	if err != nil {
		return err
	}
	var end struct{ EventCursor string } // after which each of them hears everything, however late it begins
	if err := s.ask(ctx, `{ eventCursor }`, nil, &end); err != nil {
		return err
	}
	var heard, bareHeard audience
	defer heard.close()
	if err := heard.open(o.followers, func(int) (*websocket.Conn, error) {
		return s.subscribe(ctx, followQuery, map[string]any{"of": ids, "after": end.EventCursor}, false)
	}); err != nil {
		return err
	}
	kith, err := rounds(o, &heard, func(at time.Time) error {
		famous[0].Name = stampOf(at)
		_, err := s.store(ctx, famous)
		return err
	})
	if err != nil {
		return err
	}
	heard.close()
	defer bareHeard.close()
	const topic = -1
	if err := bareHeard.open(o.followers, func(int) (*websocket.Conn, error) { return bare.join(ctx, topic) }); err != nil {
		return err
	}
	limit, err := rounds(o, &bareHeard, func(at time.Time) error { return bare.say(ctx, []string{fmt.Sprint(topic)}, heard.stamped(at)) })
	if err != nil {
		return err
	}
	for _, r := range []struct {
		name string
		took time.Duration
	}{{"kith", kith}, {"bare", limit}} {
		fmt.Fprintf(out, "one event to %d followers, %s: %.0f ms, %.0f deliveries a second, %.1f µs each\n", o.followers, r.name,
			r.took.Seconds()*1000, float64(o.followers)/r.took.Seconds(), r.took.Seconds()*1e6/float64(o.followers))
	}
	fmt.Fprintf(out, "kith does %.2f of what the bare server does with messages of %d bytes\n", limit.Seconds()/kith.Seconds(),
		len(heard.sample))
	return nil
}

// rounds returns the median time from a request to the last of the sockets that hear of it.
func rounds(o options, a *audience, change func(at time.Time) error) (time.Duration, error) {
	var took []time.Duration
	for n := range o.rounds {
		at := time.Now()
		if err := change(at); err != nil {
			return 0, err
		}
		if came := a.heard.await(o.followers * (n + 1)); came != o.followers*(n+1) {
			return 0, fmt.Errorf("%d of %d messages came", came, o.followers*(n+1))
		}
		took = append(took, time.Since(at))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

package transport_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"kith/models"
)

// choir sends the same events to all subscribers, and counts how often one is made for the executor.
type choir struct {
	steps []chan struct{}
	made  atomic.Int32
}

func (c *choir) sing(ctx context.Context, _ map[string]any) (<-chan any, error) {
	n := 0
	return models.Pull(models.StreamFrom(ctx), func() (e models.Event[any], err error) {
		var step chan struct{} // none after the last
		if n < len(c.steps) {
			step = c.steps[n]
		}
		select {
		case <-step:
		case <-ctx.Done():
			return e, ctx.Err()
		}
		n++
		value := tick(n)
		return models.Event[any]{ID: fmt.Sprint("c", n), Same: n, Make: func() any {
			c.made.Add(1)
			return value
		}}, nil
	}, func() {}), nil
}

// TestEqualSubscribersShareAnExecution: sockets and streams that ask for the same get it from one execution, each under its own id and
// with its own cursor. Who asks for something else, or is somebody else, gets an execution of its own.
func TestEqualSubscribersShareAnExecution(t *testing.T) {
	w := newWorld(t)
	c := &choir{steps: []chan struct{}{make(chan struct{}), make(chan struct{})}}
	joined := make(chan struct{}, 10)
	w.exec.streams["ticks"] = func(ctx context.Context, args map[string]any) (<-chan any, error) {
		defer func() { joined <- struct{}{} }()
		return c.sing(ctx, args)
	}
	p, q := w.open(), w.open()
	p.subscribe("one", ticks)
	q.subscribe("two", ticks)
	q.subscribe("three", `subscription { ticks(room: "b") { n text } }`)
	s := w.stream("POST", "", asked(ticks, nil))
	other := w.stream("POST", "", asked(ticks, nil), "Authorization", otherToken)
	for range 5 {
		<-joined
	}
	for n := range 2 {
		close(c.steps[n])
		want := fmt.Sprintf(`"n":%d`, n+1)
		p.expect("next", "one", want)
		for range 2 {
			if f := q.read(); f.Type != "next" || f.ID != "two" && f.ID != "three" {
				t.Errorf("got %+v", f)
			}
		}
		s.expect("next", fmt.Sprint("c", n+1), want)
		other.expect("next", fmt.Sprint("c", n+1), want)
		if made := int(c.made.Swap(0)); made != 3 {
			t.Errorf("event %d was executed %d times", n+1, made)
		}
	}
}

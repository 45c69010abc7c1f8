package crm_test

import (
	"context"
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestSegmentWatchInterleaved pauses a look at segments at each of its statements in turn while something else runs as far as it can. Then
// each contact has entered once and, if it is gone, left once. Removing one of these makes it fail:
//   - FOR UPDATE in beginWatch: two servers tell the same, or refuse each other's members;
//   - the lock of contacts in segmentWatch.tell: an erased contact gets an event with its values.
func TestSegmentWatchInterleaved(t *testing.T) {
	t.Parallel()
	look := func(ctx context.Context, w *crmtest.World) error {
		return w.CRM.WatchSegments(models.WithViewer(ctx, nil))
	}
	for _, r := range []struct {
		name string
		run  func(ctx context.Context, w *crmtest.World, id models.ContactID) error
		left int
	}{
		{"another server", func(ctx context.Context, w *crmtest.World, _ models.ContactID) error { return look(ctx, w) }, 0},
		{"an erasure", func(ctx context.Context, w *crmtest.World, id models.ContactID) error {
			version := 1
			_, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: id, ExpectedVersion: &version})
			return err
		}, 1},
		{"a change", func(ctx context.Context, w *crmtest.World, id models.ContactID) error {
			_, err := w.CRM.RemoveContactLabels(ctx, models.ContactLabelsInput{ID: id, Labels: []string{"vip"}})
			return err
		}, 1},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			w := newWatcher(t)
			made(w.CRM.CreateLabel(w.ctx, models.LabelCreateInput{Title: "vip"}))
			w.watched("vips", `{"labels": {"any": ["vip"]}}`)
			n := 0
			interleaved(t, w.World, func() (first, second step, ended func(firstErr, secondErr error)) {
				n++
				c := w.person(fmt.Sprint("Person ", n), "vip")
				return func(ctx context.Context) error { return look(ctx, w.World) },
					func(ctx context.Context) error { return r.run(ctx, w.World, c.ID) },
					func(firstErr, secondErr error) {
						if firstErr != nil || secondErr != nil {
							t.Error(firstErr, secondErr)
						}
						w.look()
						const of = "SELECT count(*) FROM contact_events WHERE account_id = $1 AND contact_id = $2 AND "
						entered := w.Count(t, of+"type = 'SEGMENT_ENTERED'", w.Home.Key, c.ID)
						left := w.Count(t, of+"type = 'SEGMENT_LEFT'", w.Home.Key, c.ID)
						if left > r.left || entered > 1 || entered-left != 1-r.left {
							t.Errorf("entered %d times, left %d times", entered, left)
						}
						if r.name == "an erasure" && w.Count(t, of+"snapshot::text LIKE '%Person%'", w.Home.Key, c.ID) > 0 {
							t.Error("the log has values of an erased contact")
						}
					}
			})
		})
	}
}

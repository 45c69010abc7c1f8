package crm_test

import (
	"context"
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// cluster is three contacts for which a scan makes two changes: old is no longer a duplicate of twin, and fresh is a new one.
type cluster struct {
	w                *crmtest.World
	n                int
	old, twin, fresh models.ContactID
}

// newCluster queues old and fresh.
func newCluster(t *testing.T, w *crmtest.World, n int) cluster {
	t.Helper()
	c := cluster{w: w, n: n}
	c.old = person(w, w.Home, "", fmt.Sprintf("ada%d@gmail.com", n), "").ID
	c.twin = person(w, w.Home, "", fmt.Sprintf("a.da%d@gmail.com", n), "").ID
	scanned(t, w)
	if err := c.change(crmtest.As(w.Home.Agent), c.old, "countess%d@gmail.com"); err != nil {
		t.Fatal(err)
	}
	c.fresh = person(w, w.Home, "", fmt.Sprintf("ad.a%d@gmail.com", n), "").ID
	return c
}

func (c cluster) change(ctx context.Context, id models.ContactID, email string) error {
	_, err := c.w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: id, Email: given(fmt.Sprintf(email, c.n))})
	return err
}

func (c cluster) merge(ctx context.Context, into, from models.ContactID) error {
	_, _, err := c.w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
	return err
}

// TestScanInterleaved pauses a scan, and then its rival, at each of its statements in turn while the other runs as far as it can.
// Then the stored pairs must be those that a scan of everything finds. Removing one of these makes it fail:
//   - the advisory lock in scanSome: a scan removes pairs that another has just found;
//   - settling by row: by contact, a change in the meantime is lost;
//   - scan.present: pairs and keys of a deleted contact are rejected;
//   - FOR KEY SHARE in scan.lock: likewise;
//   - FOR UPDATE in lockContacts: with FOR NO KEY UPDATE a pair that was dismissed is listed;
//   - FOR UPDATE in lockContact: with FOR NO KEY UPDATE deletions fail.
func TestScanInterleaved(t *testing.T) {
	t.Parallel()
	scan := func(ctx context.Context, c cluster) error { return c.w.CRM.ScanDuplicates(models.WithViewer(ctx, nil)) }
	for _, r := range []struct {
		name string
		run  func(ctx context.Context, c cluster) error
	}{
		{"the scan of another server", scan},
		{"a creation that another server scans", func(ctx context.Context, c cluster) error {
			person(c.w, c.w.Home, "", fmt.Sprintf("a.d.a%d@gmail.com", c.n), "")
			return scan(ctx, c)
		}},
		{"a change of the fresh one", func(ctx context.Context, c cluster) error { return c.change(ctx, c.fresh, "count.ess%d@gmail.com") }},
		{"a change of the twin", func(ctx context.Context, c cluster) error { return c.change(ctx, c.twin, "count.ess%d@gmail.com") }},
		{"a change back", func(ctx context.Context, c cluster) error { return c.change(ctx, c.old, "ada%d@gmail.com") }},
		{"a deletion of the fresh one", func(ctx context.Context, c cluster) error {
			return c.w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.fresh})
		}},
		{"a deletion of the twin", func(ctx context.Context, c cluster) error {
			return c.w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.twin})
		}},
		{"a merge of the fresh one", func(ctx context.Context, c cluster) error { return c.merge(ctx, c.old, c.fresh) }},
		{"a merge of the twin", func(ctx context.Context, c cluster) error { return c.merge(ctx, c.old, c.twin) }},
		{"a dismissal", func(ctx context.Context, c cluster) error {
			return c.w.CRM.DismissDuplicate(ctx, models.DuplicateDismissInput{ContactIDs: []models.ContactID{c.twin, c.fresh}})
		}},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			clusters := 0
			begin := func() (scanning, rival step, ended func(scanErr, rivalErr error)) {
				clusters++
				c := newCluster(t, w, clusters)
				return func(ctx context.Context) error { return scan(ctx, c) },
					func(ctx context.Context) error { return r.run(ctx, c) },
					func(scanErr, rivalErr error) {
						if scanErr != nil || rivalErr != nil {
							t.Errorf("the scan: %v; the rival: %v", scanErr, rivalErr)
						}
						scanned(t, w)
						wantAllPairs(t, w)
					}
			}
			interleaved(t, w, begin)
			interleaved(t, w, func() (step, step, func(error, error)) {
				scanning, rival, ended := begin()
				return rival, scanning, func(rivalErr, scanErr error) { ended(scanErr, rivalErr) }
			})
			if n := w.Statements.Refused(missingReference); n != 0 {
				t.Errorf("%d rows referred to a contact that was not there", n)
			}
		})
	}
}

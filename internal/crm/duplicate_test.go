package crm_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// scanned runs a scan of the queue.
func scanned(t *testing.T, w *crmtest.World) {
	t.Helper()
	if err := w.CRM.ScanDuplicates(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := w.Count(t, "SELECT count(*) FROM duplicate_queue"); n != 0 {
		t.Fatalf("%d contacts are still queued", n)
	}
}

// wantAllPairs compares the stored pairs with those that a scan of all contacts finds.
func wantAllPairs(t *testing.T, w *crmtest.World) {
	t.Helper()
	const kept = "SELECT first_id || ' ' || second_id || ' ' || probability FROM contact_duplicates ORDER BY 1"
	found := w.Texts(t, kept)
	w.Exec(t, "TRUNCATE contact_match_keys, contact_match_sets, contact_duplicates")
	w.Exec(t, "UPDATE duplicate_models SET compared = -1000000") // so that nothing else is learned
	w.Exec(t, "INSERT INTO duplicate_queue (account_id, contact_id) SELECT account_id, id FROM contacts")
	scanned(t, w)
	if anew := w.Texts(t, kept); !slices.Equal(found, anew) {
		t.Errorf("%d pairs, and %d when all is compared anew:\n%s\n\n%s", len(found), len(anew), strings.Join(found, "\n"),
			strings.Join(anew, "\n"))
	}
}

// pairs lists the pairs that a viewer sees as `name|name: reasons`, with the names, and the reasons for it, in alphabetical order.
func pairs(t *testing.T, w *crmtest.World, viewer *models.Viewer, q crm.DuplicateQuery) []string {
	t.Helper()
	list, err := w.CRM.ListDuplicates(crmtest.As(viewer), page.Args{}, q)
	if err != nil {
		t.Fatal(err)
	}
	found := make([]string, len(list.Edges))
	for i, p := range list.Nodes() {
		both, err := w.CRM.ContactsByID(crmtest.As(viewer), []models.ContactID{p.First, p.Second})
		if err != nil || len(both) != 2 {
			t.Fatal(both, err)
		}
		names := []string{both[p.First].Name, both[p.Second].Name}
		slices.Sort(names)
		var reasons []string
		for _, r := range p.Reasons {
			if r.Bits > 0 {
				reasons = append(reasons, string(r.Field)+" "+string(r.Kind))
			}
		}
		slices.Sort(reasons)
		found[i] = strings.Join(names, "|") + ": " + strings.Join(reasons, ", ")
	}
	return found
}

func expectPairs(t *testing.T, w *crmtest.World, when string, want ...string) {
	t.Helper()
	got := pairs(t, w, w.Home.Agent, crm.DuplicateQuery{})
	slices.Sort(got)
	if !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("%s: %q, not %q", when, got, want)
	}
}

// person creates a contact with a name and, where they are not blank, an email and a phone number.
func person(w *crmtest.World, a crmtest.Account, name, email, phone string) *models.Contact {
	return made(w.CRM.CreateContact(crmtest.As(a.Agent), models.ContactCreateInput{Name: &name, Email: &email, PhoneNumber: &phone}))
}

func TestDuplicatesFollowTheContacts(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const mailbox = "Ada Lovelace|Lovelace, Ada: EMAIL EXACT, FAMILY_NAME EXACT, GIVEN_NAME EXACT"
	ada := person(w, w.Home, "Ada Lovelace", "ada.lovelace@gmail.com", "")
	person(w, w.Home, "Lovelace, Ada", "adalovelace+news@googlemail.com", "")
	person(w, w.Home, "Grace Hopper", "grace@navy.example", "+5491123456789")
	person(w, w.Foreign, "Ada Lovelace", "ada.love.lace@gmail.com", "")
	expectPairs(t, w, "before the scan")
	scanned(t, w)
	expectPairs(t, w, "after it", mailbox)
	if got := pairs(t, w, w.Foreign.Agent, crm.DuplicateQuery{}); len(got) != 0 {
		t.Errorf("another account sees %q", got)
	}
	if got := pairs(t, w, w.Foreign.Agent, crm.DuplicateQuery{Contact: &ada.ID}); len(got) != 0 {
		t.Errorf("another account that knows an id sees %q", got)
	}

	const line = "Grace Hopper|Grace M. Hopper: FAMILY_NAME EXACT, GIVEN_NAME EXACT, PHONE_NUMBER EXACT"
	grace := person(w, w.Home, "Grace M. Hopper", "", "+541123456789")
	scanned(t, w)
	expectPairs(t, w, "after a creation", mailbox, line)
	if got := pairs(t, w, w.Home.Agent, crm.DuplicateQuery{Contact: &ada.ID}); !slices.Equal(got, []string{mailbox}) {
		t.Errorf("of one contact: %q", got)
	}

	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: ada.ID, Email: given("countess@example.com"), Name: given("Augusta King")}))
	scanned(t, w)
	expectPairs(t, w, "after a change", line)
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: ada.ID, Email: given("a.d.a.lovelace@gmail.com")}))
	scanned(t, w)
	expectPairs(t, w, "after a change back", line)

	if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: grace.ID}); err != nil {
		t.Fatal(err)
	}
	expectPairs(t, w, "after a deletion")
	if n := w.Count(t, "SELECT count(*) FROM contact_match_keys WHERE contact_id = $1", grace.ID); n != 0 {
		t.Errorf("%d keys of a deleted contact", n)
	}
}

func TestCompaniesSupportDuplicates(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	company := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Analytical Engines"}))
	made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada Lovelace"), Email: ptr("ada@engines.example"),
		CompanyID: &company.ID}))
	made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("A. Lovelace"), PhoneNumber: ptr("+12125550100"),
		AdditionalAttributes: &models.AdditionalAttributesInput{CompanyName: given("Engines")}}))
	scanned(t, w)
	expectPairs(t, w, "two companies")
	made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: company.ID, Name: given("ENGINES")}))
	scanned(t, w)
	expectPairs(t, w, "one company", "A. Lovelace|Ada Lovelace: COMPANY EXACT, FAMILY_NAME EXACT, GIVEN_NAME INITIAL")
}

func TestDismissedDuplicatesStayAway(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	ada := person(w, w.Home, "Ada Lovelace", "ada.lovelace@gmail.com", "")
	other := person(w, w.Home, "Ada Lovelace", "adalovelace@gmail.com", "")
	foreign := person(w, w.Foreign, "Ada Lovelace", "a.dalovelace@gmail.com", "")
	scanned(t, w)
	expectPairs(t, w, "before", "Ada Lovelace|Ada Lovelace: EMAIL EXACT, FAMILY_NAME EXACT, GIVEN_NAME EXACT")
	for _, row := range []struct {
		name string
		as   *models.Viewer
		ids  []models.ContactID
		want string
	}{
		{"one", w.Home.Agent, []models.ContactID{ada.ID}, "INVALID contactIds"},
		{"twice the same", w.Home.Agent, []models.ContactID{ada.ID, ada.ID}, "INVALID contactIds"},
		{"three", w.Home.Agent, []models.ContactID{ada.ID, other.ID, ada.ID}, "INVALID contactIds"},
		{"another account's", w.Home.Agent, []models.ContactID{ada.ID, foreign.ID}, "NOT_FOUND contactIds.1"},
		{"from another account", w.Foreign.Agent, []models.ContactID{ada.ID, other.ID}, "NOT_FOUND contactIds.0"},
	} {
		before := state(t, w)
		if err := w.CRM.DismissDuplicate(crmtest.As(row.as), models.DuplicateDismissInput{ContactIDs: row.ids}); refusal(err) != row.want {
			t.Errorf("%s: %v", row.name, err)
		}
		if state(t, w) != before {
			t.Errorf("%s: something has changed", row.name)
		}
	}
	for range 2 {
		if err := w.CRM.DismissDuplicate(ctx, models.DuplicateDismissInput{ContactIDs: []models.ContactID{other.ID, ada.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	expectPairs(t, w, "dismissed")
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: ada.ID, PhoneNumber: given("+5491123456789")}))
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: other.ID, PhoneNumber: given("+541123456789")}))
	scanned(t, w)
	expectPairs(t, w, "dismissed, and more alike since")
	person(w, w.Home, "Ada Lovelace", "ad.alovelace@gmail.com", "")
	scanned(t, w)
	if got := pairs(t, w, w.Home.Agent, crm.DuplicateQuery{}); len(got) != 2 {
		t.Errorf("with a third: %q", got)
	}
}

// TestDismissalsOutliveMerges checks that a dismissal of a contact also applies to its survivor, and still applies when the merge
// is undone. Without the insert of mergeDuplicates the survivor and the twin are listed.
func TestDismissalsOutliveMerges(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	ada := person(w, w.Home, "Ada Lovelace", "ada.lovelace@gmail.com", "")
	twin := person(w, w.Home, "Ada Lovelace", "adalovelace@gmail.com", "")
	survivor := person(w, w.Home, "Ada Lovelace", "", "+5491123456789")
	for _, other := range []*models.Contact{twin, survivor} {
		if err := w.CRM.DismissDuplicate(ctx, models.DuplicateDismissInput{ContactIDs: []models.ContactID{ada.ID, other.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: survivor.ID, From: []models.ContactID{ada.ID}})
	if err != nil {
		t.Fatal(err)
	}
	scanned(t, w)
	expectPairs(t, w, "the survivor has the address")
	if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
		t.Fatal(err)
	}
	scanned(t, w)
	expectPairs(t, w, "undone")
	person(w, w.Home, "Ada Lovelace", "a.dalovelace@gmail.com", "") // not dismissed
	scanned(t, w)
	if got := pairs(t, w, w.Home.Agent, crm.DuplicateQuery{}); len(got) != 3 {
		t.Errorf("with a third: %q", got)
	}
}

func TestPagesOfDuplicates(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	for _, mailbox := range []string{"marble.lantern", "quiet.orchard", "seven.harbours"} {
		for i := range 4 {
			person(w, w.Home, "", fmt.Sprintf("%s+%d@gmail.com", mailbox, i), "")
		}
	}
	person(w, w.Home, "Maria Silva", "", "+5491123456789")
	person(w, w.Home, "Maria Silva", "", "+541123456789")
	scanned(t, w)
	seen := map[[2]models.ContactID]bool{}
	last, args := 1.0, page.Args{First: ptr(7)}
	for {
		list, err := w.CRM.ListDuplicates(ctx, args, crm.DuplicateQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list.Nodes() {
			if p.Probability > last {
				t.Errorf("%v after %v", p.Probability, last)
			}
			last = p.Probability
			seen[[2]models.ContactID{p.First, p.Second}] = true
		}
		if !list.PageInfo.HasNextPage {
			break
		}
		args.After = list.PageInfo.EndCursor()
	}
	if len(seen) != 3*6+1 {
		t.Errorf("%d pairs", len(seen))
	}
	for _, least := range []float64{-1, 0.09, 1.01} {
		_, err := w.CRM.ListDuplicates(ctx, page.Args{}, crm.DuplicateQuery{MinProbability: &least})
		if refusal(err) != "INVALID minProbability" {
			t.Errorf("%v: %v", least, err)
		}
	}
}

// TestKeysOfManySayNothing checks that keys shared by more than 50 contacts are ignored.
func TestKeysOfManySayNothing(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	for i := range 51 {
		person(w, w.Home, "", fmt.Sprintf("popular%d@gmail.com", i), fmt.Sprintf("+1%02d25550100", i+10))
	}
	scanned(t, w)
	if n := w.Count(t, "SELECT count(DISTINCT contact_id) FROM contact_match_keys"); n != 51 {
		t.Errorf("%d contacts have keys", n)
	}
	expectPairs(t, w, "all share the end of their phone number")
}

// TestScansOfSeveralServersAtOnce runs concurrent scans while contacts are written, deleted and dismissed: the result is that of a
// single scan.
func TestScansOfSeveralServersAtOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	var all []*models.Contact
	for i := range 60 {
		all = append(all, person(w, w.Home, "", fmt.Sprintf("mailbox%02d+%d@gmail.com", i/3, i%3), ""))
	}
	errs := together(6, func(n int) error {
		if n < 3 {
			for range 10 {
				if err := w.CRM.ScanDuplicates(context.Background()); err != nil {
					return err
				}
			}
			return nil
		}
		for i, c := range all {
			var err error
			switch {
			case i%3 != n-3: // each contact is changed by one of the three
			case i%4 == 0:
				err = w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.ID})
			default:
				_, err = w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Email: given(fmt.Sprintf("moved%02d+%d@gmail.com", i/6, i%6))})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	scanned(t, w)
	wantAllPairs(t, w)
	if w.Count(t, "SELECT count(*) FROM contact_duplicates") == 0 {
		t.Error("no pair is left")
	}
}

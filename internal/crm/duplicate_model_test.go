package crm_test

import (
	"context"
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestModelIsLearnedAgain: a model is learned when the account is first scanned, again once as many contacts were written since as the
// account had then, and not before; and at once when something else is evidence.
func TestModelIsLearnedAgain(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	written := 0
	write := func(n int, ids []models.ContactID) {
		for i := range n {
			written++
			made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: ids[i], LastName: given(fmt.Sprint("Lovelace", written))}))
		}
		scanned(t, w)
	}
	// compared is how many contacts have been compared since the model was learned, contacts how many there were then.
	expect := func(when string, compared, contacts, attributes int) {
		t.Helper()
		const sql = `SELECT compared || ' of ' || (model ->> 'contacts') || ', ' || CASE jsonb_typeof(model -> 'attributes')
			WHEN 'array' THEN jsonb_array_length(model -> 'attributes') ELSE 0 END || ' attributes' FROM duplicate_models`
		want := fmt.Sprintf("%d of %d, %d attributes", compared, contacts, attributes)
		if got := w.Texts(t, sql); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, not %q", when, got, want)
		}
		if n := w.Count(t, "SELECT count(*) FROM duplicate_models WHERE rescan_after IS NOT NULL"); n != 0 {
			t.Errorf("%s: contacts are still to be compared again", when)
		}
	}
	var ids []models.ContactID
	for i := range 10 {
		ids = append(ids, person(w, w.Home, "Ada", fmt.Sprintf("ada%d@example.com", i), "").ID)
	}
	if err := w.CRM.ScanDuplicates(context.Background()); err != nil {
		t.Fatal(err)
	}
	expect("after the first scan", 0, 10, 0)
	write(9, ids)
	expect("after nine writes", 9, 10, 0)
	for i := range 2 {
		ids = append(ids, person(w, w.Home, "Grace", fmt.Sprintf("grace%d@example.com", i), "").ID)
	}
	scanned(t, w)
	expect("after two more", 0, 12, 0)
	write(3, ids)
	numbered(t, w)
	scanned(t, w)
	if n := w.Count(t, "SELECT count(*) FROM duplicate_models WHERE compared > 0"); n != 0 {
		t.Error("other evidence is not learned from at once")
	}
	expect("after other evidence", 0, 12, 1)
}

package crm_test

import (
	"encoding/json"
	"slices"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestLabelsAreChosen merges contacts with labels, and checks that preview, result and events agree, and that undoing restores them.
func TestLabelsAreChosen(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for name, s := range map[string]struct {
		choose int // of the survivor and the two sources; -1 for no choice
		want   []string
	}{
		"combined":              {-1, []string{"both", "first", "own", "second"}},
		"those of the survivor": {0, []string{"both", "own"}},
		"those of a source":     {1, []string{"both", "first"}},
		"those of the last":     {2, []string{"second"}},
	} {
		all := []*models.Contact{newContact(t, w, models.ContactCreateInput{Labels: []string{"own", "both"}}),
			newContact(t, w, models.ContactCreateInput{Labels: []string{"first", "both"}}),
			newContact(t, w, models.ContactCreateInput{Labels: []string{"second"}})}
		before := labelsOf(t, w, all...)
		in := models.ContactMergeInput{Into: all[0].ID, From: []models.ContactID{all[1].ID, all[2].ID}}
		if s.choose >= 0 {
			in.Choices = []*models.MergeChoice{{Field: "labels", ContactID: all[s.choose].ID}}
		}
		preview, err := w.CRM.PreviewMerge(ctx, in)
		if err != nil || len(preview.Blockers) > 0 {
			t.Fatal(preview, err)
		}
		var previewed []string
		line := preview.Fields[len(preview.Fields)-1]
		if err := json.Unmarshal(line.Value, &previewed); err != nil || line.Field != "labels" || !slices.Equal(previewed, s.want) {
			t.Errorf("%s: previewed %s %q, %v", name, line.Field, previewed, err)
		}
		_, merge, err := w.CRM.MergeContacts(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := labelsOf(t, w, all[0])[0]; !slices.Equal(got, s.want) {
			t.Errorf("%s: %q", name, got)
		}
		var told []string
		event := w.Texts(t, `
			SELECT (snapshot -> 'labels')::text FROM contact_events WHERE contact_id = $1 ORDER BY seq DESC LIMIT 1`, all[0].ID)[0]
		if err := json.Unmarshal([]byte(event), &told); err != nil || !slices.Equal(told, s.want) {
			t.Errorf("%s: the event has %s, %v", name, event, err)
		}
		if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
			t.Fatal(err)
		}
		for i, got := range labelsOf(t, w, all...) {
			if !slices.Equal(got, before[i]) {
				t.Errorf("%s: contact %d has %q again, not %q", name, i, got, before[i])
			}
		}
	}
}

// labelsOf returns the titles of the labels of contacts.
func labelsOf(t *testing.T, w *crmtest.World, contacts ...*models.Contact) (all [][]string) {
	t.Helper()
	for _, c := range contacts {
		all = append(all, w.Texts(t, `
			SELECT l.title FROM contact_labels x JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
			WHERE x.contact_id = $1 ORDER BY l.title`, c.ID))
	}
	return all
}

package crm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

func setRule(w *crmtest.World, rule *models.DuplicateMergeRuleInput) error {
	_, err := w.CRM.UpdateAccount(crmtest.As(w.Home.Administrator), models.AccountUpdateInput{
		DuplicateMergeRule: graphql.OmittableOf(rule)})
	return err
}

// numbered defines a customer number that is evidence.
func numbered(t *testing.T, w *crmtest.World) {
	t.Helper()
	made(w.CRM.CreateDefinition(crmtest.As(w.Home.Administrator), models.CustomAttributeDefinitionCreateInput{
		Model: models.ContactAttribute, Key: "customerNumber", DisplayName: "Customer number", Type: models.TextAttribute, Evidence: ptr(true)}))
}

// TestDuplicateMergeRule: which pairs a rule merges, and which it leaves to people.
func TestDuplicateMergeRule(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	numbered(t, w)
	customer := func(name, number string) *models.Contact {
		return made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: &name,
			CustomAttributes: models.JSON(fmt.Sprintf(`{"customerNumber": %q}`, number))}))
	}
	ada := person(w, w.Home, "Ada Lovelace", "ada.lovelace@gmail.com", "")
	person(w, w.Home, "Ada Lovelace", "adalovelace@googlemail.com", "")
	person(w, w.Foreign, "Ada Lovelace", "ada.lovelace@gmail.com", "")
	person(w, w.Foreign, "Ada Lovelace", "adalovelace@googlemail.com", "")
	scanned(t, w)
	const same = "Ada Lovelace|Ada Lovelace: EMAIL EXACT, FAMILY_NAME EXACT, GIVEN_NAME EXACT"
	expectPairs(t, w, "without a rule", same)

	if err := setRule(w, &models.DuplicateMergeRuleInput{MinProbability: .9, AttributeKeys: []string{"customerNumber"}}); err != nil {
		t.Fatal(err)
	}
	if rule := made(w.CRM.FindAccount(ctx)).DuplicateMergeRule; rule == nil || rule.MinProbability != .9 || len(rule.AttributeKeys) != 1 {
		t.Errorf("the account's rule is %+v", rule)
	}
	scanned(t, w)
	expectPairs(t, w, "with one")
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 3 {
		t.Errorf("%d contacts are left; those of the other account are not to be merged", n)
	}
	pages, err := w.CRM.MergePagesByContact(ctx, []models.ContactID{ada.ID}, page.Args{})
	if err != nil {
		t.Fatal(err)
	}
	merges := pages[ada.ID].Nodes()
	if len(merges) != 1 || !merges[0].Automatic || merges[0].ByUser != nil || merges[0].ByToken != nil {
		t.Fatalf("the merges of the older contact: %+v", merges)
	}
	actors := w.Texts(t, "SELECT DISTINCT coalesce(actor_user_id::text, 'nobody') FROM contact_events WHERE type = 'CONTACT_MERGED'")
	if len(actors) != 1 || actors[0] != "nobody" {
		t.Errorf("the events of the merge are by %v", actors)
	}

	if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merges[0].ID}); err != nil {
		t.Fatal(err)
	}
	scanned(t, w)
	expectPairs(t, w, "when it was undone", same)

	customer("Grace Hopper", "K-4711")
	customer("Grace Hoper", "K-4711")
	blocked := customer("Joan Clarke", "K-4712")
	if _, _, err := w.CRM.BlockContact(ctx, models.ContactBlockInput{ID: blocked.ID}); err != nil {
		t.Fatal(err)
	}
	customer("Joan Clarke", "K-4712")
	family := []models.ContactPointInput{{Value: "family@smith.example", Shared: ptr(true)}}
	for range 2 {
		made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Maryam Mirzakhani"), Emails: family,
			CustomAttributes: models.JSON(`{"customerNumber": "K-4713"}`)}))
	}
	scanned(t, w)
	left := w.Texts(t, "SELECT name FROM contacts WHERE account_id = 1 ORDER BY name")
	if got := strings.Join(left, ", "); got !=
		"Ada Lovelace, Ada Lovelace, Grace Hopper, Joan Clarke, Joan Clarke, Maryam Mirzakhani, Maryam Mirzakhani" {
		t.Errorf("left: %s", got)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_duplicates WHERE mergeable"); n != 0 {
		t.Errorf("%d pairs wait for the rule", n)
	}

	if err := setRule(w, nil); err != nil {
		t.Fatal(err)
	}
	customer("Emmy Noether", "K-4714")
	customer("Emmy Noether", "K-4714")
	scanned(t, w)
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE name = 'Emmy Noether'"); n != 2 {
		t.Error("the rule was taken away, and merges all the same")
	}
}

// TestDuplicateMergeRuleIsChecked: what a rule may not say.
func TestDuplicateMergeRuleIsChecked(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	numbered(t, w)
	for _, test := range []struct {
		rule  models.DuplicateMergeRuleInput
		field string
	}{
		{models.DuplicateMergeRuleInput{MinProbability: .89}, "duplicateMergeRule.minProbability"},
		{models.DuplicateMergeRuleInput{MinProbability: 1.01}, "duplicateMergeRule.minProbability"},
		{models.DuplicateMergeRuleInput{MinProbability: .99, AttributeKeys: []string{"customerNumber", "plan"}},
			"duplicateMergeRule.attributeKeys.1"},
	} {
		err := setRule(w, &test.rule)
		var broken models.Errors
		if !errors.As(err, &broken) || len(broken) != 1 || broken[0].Code != models.Invalid || strings.Join(broken[0].Field, ".") != test.field {
			t.Errorf("%+v: %v", test.rule, err)
		}
	}
	if made(w.CRM.FindAccount(crmtest.As(w.Home.Administrator))).DuplicateMergeRule != nil {
		t.Error("a rule that was refused is stored")
	}
}

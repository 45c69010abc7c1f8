package crm_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// learningStorm is a storm of writers whose contacts are few people under many addresses, so that most of them are pairs.
type learningStorm struct {
	*storm
	evidence         models.CustomAttributeDefinitionID
	made, dismissals atomic.Int64
}

// stormPeople are the names of a learning storm.
var stormPeople = [][2]string{{"Ada", "Lovelace"}, {"Grace", "Hopper"}, {"Maryam", "Mirzakhani"}, {"Emmy", "Noether"}}

// learningDeeds are the actions of its writers, with their relative frequencies; may lists their possible errors.
var learningDeeds = []struct {
	may []string
	do  func(s *learningStorm, random *rand.Rand) error
}{
	{nil, (*learningStorm).create},
	{nil, (*learningStorm).create},
	{[]string{"NOT_FOUND id"}, (*learningStorm).rename},
	{[]string{"NOT_FOUND id"}, (*learningStorm).rename},
	{[]string{"NOT_FOUND id"}, (*learningStorm).remove},
	{[]string{"NOT_FOUND contactIds.0", "NOT_FOUND contactIds.1", "INVALID contactIds"}, (*learningStorm).dismiss},
	{[]string{"NOT_FOUND contactIds.0", "NOT_FOUND contactIds.1", "INVALID contactIds"}, (*learningStorm).dismiss},
	{[]string{"NOT_FOUND into", "NOT_FOUND from.0", "INVALID from.0"}, func(s *learningStorm, r *rand.Rand) error { return s.merge(r) }},
	{[]string{"NOT_FOUND into", "NOT_FOUND from.0", "INVALID from.0"}, func(s *learningStorm, r *rand.Rand) error { return s.merge(r) }},
	{[]string{"NOT_FOUND mergeId", "BLOCKED_BY_RULE mergeId"}, func(s *learningStorm, r *rand.Rand) error { return s.undo(r) }},
	{nil, (*learningStorm).teach},
	{nil, (*learningStorm).rule},
}

func (s *learningStorm) create(random *rand.Rand) error {
	who, n := stormPeople[random.IntN(len(stormPeople))], s.made.Add(1)
	c, err := s.w.CRM.CreateContact(s.ctx, models.ContactCreateInput{Name: &who[0], LastName: &who[1],
		Email:            ptr(fmt.Sprintf("%s.%s+%d@gmail.com", who[0], who[1], n)),
		CustomAttributes: models.JSON(fmt.Sprintf(`{"customerNumber": "K-%04d"}`, random.IntN(20)))})
	if err != nil {
		return err
	}
	return keep(s.storm, &s.ids, c.ID, nil)
}

func (s *learningStorm) rename(random *rand.Rand) error {
	who := stormPeople[random.IntN(len(stormPeople))]
	_, err := s.w.CRM.UpdateContact(s.ctx, models.ContactUpdateInput{ID: pick(s.storm, random, &s.ids), Name: given(who[0]),
		LastName: given(who[1])})
	return err
}

// remove deletes a contact, so that there are never many. It stays among those that others pick for a while.
func (s *learningStorm) remove(random *rand.Rand) error {
	s.mu.Lock()
	var oldest models.ContactID
	if len(s.ids) > 30 {
		oldest, s.ids = s.ids[0], slices.Clone(s.ids[1:])
	}
	s.mu.Unlock()
	if oldest == (models.ContactID{}) {
		return nil
	}
	return s.w.CRM.DeleteContact(s.ctx, models.ContactDeleteInput{ID: oldest})
}

func (s *learningStorm) dismiss(random *rand.Rand) error {
	ids := []models.ContactID{pick(s.storm, random, &s.ids), pick(s.storm, random, &s.ids)}
	err := s.w.CRM.DismissDuplicate(s.ctx, models.DuplicateDismissInput{ContactIDs: ids})
	if err == nil {
		s.dismissals.Add(1)
	}
	return err
}

// teach changes what is compared, so that the model is learned anew.
func (s *learningStorm) teach(random *rand.Rand) error {
	_, err := s.w.CRM.UpdateDefinition(s.ctx, models.CustomAttributeDefinitionUpdateInput{ID: s.evidence,
		Evidence: given(random.IntN(2) == 0)})
	return err
}

// rule has pairs merged by themselves, or no more.
func (s *learningStorm) rule(random *rand.Rand) error {
	if random.IntN(3) > 0 {
		return setRule(s.w, nil)
	}
	return setRule(s.w, &models.DuplicateMergeRuleInput{MinProbability: .9})
}

// storedWrongly counts pairs that nobody may see at any moment: those of contacts that are deleted or merged, and dismissed ones.
const storedWrongly = `
	SELECT count(*) FILTER (WHERE a.id IS NULL OR b.id IS NULL), count(*) FILTER (WHERE n.first_id IS NOT NULL),
		(SELECT coalesce(min(md5(model::text)), '') FROM duplicate_models)
	FROM contact_duplicates d
	LEFT JOIN contacts a ON (a.account_id, a.id) = (d.account_id, d.first_id)
	LEFT JOIN contacts b ON (b.account_id, b.id) = (d.account_id, d.second_id)
	LEFT JOIN duplicate_dismissals n ON (n.account_id, n.first_id, n.second_id) = (d.account_id, d.first_id, d.second_id)`

// notInherited counts dismissals whose contacts are others today, because they were merged, and that do not hold for these.
const notInherited = `
	SELECT count(*)
	FROM (
		SELECT n.account_id, coalesce(f.contact_id, n.first_id) AS one, coalesce(s.contact_id, n.second_id) AS other
		FROM duplicate_dismissals n
		LEFT JOIN contact_aliases f ON (f.account_id, f.id) = (n.account_id, n.first_id)
		LEFT JOIN contact_aliases s ON (s.account_id, s.id) = (n.account_id, n.second_id)
	) said
	WHERE one <> other AND NOT EXISTS (
		SELECT FROM duplicate_dismissals n
		WHERE (n.account_id, n.first_id, n.second_id) = (said.account_id, least(one, other), greatest(one, other)))`

// orphaned counts dismissals of contacts that are neither there nor merged into one that is.
const orphaned = `
	SELECT count(*)
	FROM duplicate_dismissals n
	CROSS JOIN LATERAL (VALUES (n.first_id), (n.second_id)) AS side (id)
	WHERE NOT EXISTS (SELECT FROM contacts c WHERE (c.account_id, c.id) = (n.account_id, side.id))
		AND NOT EXISTS (SELECT FROM contact_aliases a WHERE (a.account_id, a.id) = (n.account_id, side.id))`

// TestLearningStorm has 12 writers create, change, delete, merge, unmerge and dismiss contacts of four people, and change what is evidence
// and when pairs are merged by themselves, while two servers scan and the model is learned again and again. At no moment is a pair stored
// of a contact that is deleted or merged, or one that is dismissed; afterwards dismissals hold for survivors, and the pairs are those that
// a scan of everything finds. Nothing deadlocks. Without the pairs of the survivor in forgetPairs dismissed pairs are listed, and without
// the lock in forgetDuplicates dismissals are left of contacts that are gone.
func TestLearningStorm(t *testing.T) {
	t.Parallel()
	const writers, servers = 12, 2
	deeds := crmtest.Sized(int64(20_000), 400)
	w := crmtest.NewWorld(t)
	s := &learningStorm{storm: &storm{t: t, w: w, ctx: crmtest.As(w.Home.Administrator), versions: map[models.ContactID]int{}}}
	s.evidence = made(w.CRM.CreateDefinition(s.ctx, models.CustomAttributeDefinitionCreateInput{Model: models.ContactAttribute,
		Key: "customerNumber", DisplayName: "Customer number", Type: models.TextAttribute, Evidence: ptr(true)})).ID
	random := rand.New(rand.NewPCG(1, 99))
	for range 20 {
		if err := s.create(random); err != nil {
			t.Fatal(err)
		}
	}
	learned := map[string]bool{}
	var written atomic.Int64
	for _, err := range together(writers+servers+1, func(i int) error {
		random := rand.New(rand.NewPCG(2, uint64(i)))
		for n := written.Load(); n < deeds; n = written.Load() {
			switch {
			case i >= writers+servers:
				model, err := s.watch()
				if err != nil {
					return err
				}
				learned[model] = true
			case i >= writers:
				if err := w.CRM.ScanDuplicates(context.Background()); err != nil {
					return err
				}
			default:
				deed := learningDeeds[random.IntN(len(learningDeeds))]
				written.Add(1)
				if err := deed.do(s, random); err != nil && !slices.Contains(deed.may, refusal(err)) {
					return err
				}
			}
		}
		return nil
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if len(learned) < 3 || s.dismissals.Load() == 0 || len(s.merges) == 0 {
		t.Errorf("%d models, %d dismissals, %d merges", len(learned), s.dismissals.Load(), len(s.merges))
	}
	s.ended()
}

// watch fails if a pair is stored that may not be, and returns a digest of the model.
func (s *learningStorm) watch() (model string, err error) {
	var gone, dismissed int
	err = s.w.Pool.QueryRow(crmtest.Unrecorded(context.Background()), storedWrongly).Scan(&gone, &dismissed, &model)
	if err == nil && gone+dismissed > 0 {
		err = fmt.Errorf("%d pairs of contacts that are gone, %d that are dismissed", gone, dismissed)
	}
	return model, err
}

// ended checks the stored records.
func (s *learningStorm) ended() {
	t, w := s.t, s.w
	for what, code := range map[string]string{"deadlocks": deadlock, "rows that referred to a contact that was not there": missingReference} {
		if n := w.Statements.Refused(code); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	checkInvariants(t, w)
	if err := setRule(w, nil); err != nil {
		t.Fatal(err)
	}
	for n := range 2 { // a pair that nobody has merged or dismissed
		made(w.CRM.CreateContact(s.ctx, models.ContactCreateInput{Name: ptr("Kurt"), LastName: ptr("Gödel"),
			Email: ptr(fmt.Sprintf("kurt.godel+%d@gmail.com", n)), CustomAttributes: models.JSON(`{"customerNumber": "K-9999"}`)}))
	}
	scanned(t, w)
	if _, err := s.watch(); err != nil {
		t.Error(err)
	}
	for what, sql := range map[string]string{"not inherited": notInherited, "of nobody": orphaned} {
		if n := w.Count(t, sql); n != 0 {
			t.Errorf("%d dismissals are %s", n, what)
		}
	}
	wantAllPairs(t, w)
	if w.Count(t, "SELECT count(*) FROM contact_duplicates") == 0 {
		t.Error("no pair is left")
	}
}

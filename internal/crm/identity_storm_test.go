package crm_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// identityStorm does random things to the addresses of contacts and expects what the model says.
type identityStorm struct {
	t      *testing.T
	w      *crmtest.World
	ctx    context.Context
	random *rand.Rand
	model  *model
	pool   []models.PointKey
}

// identityDeeds are what the storm does.
var identityDeeds = []func(*identityStorm) string{
	(*identityStorm).create, (*identityStorm).upsert, (*identityStorm).upsert, (*identityStorm).importRow, (*identityStorm).importRow,
	(*identityStorm).change, (*identityStorm).clear, (*identityStorm).addPoint, (*identityStorm).addPoint, (*identityStorm).removePoint,
	(*identityStorm).removePoint, (*identityStorm).removePoint, (*identityStorm).preferPoint,
	(*identityStorm).merge, (*identityStorm).merge, (*identityStorm).unmerge, (*identityStorm).unmerge, (*identityStorm).deleteContact,
}

// TestIdentityStorm compares a long sequence of random creations, upserts, imports, merges, undone merges, changes of addresses and
// deletions with a model, and at the end checks that every path leads from each address to its contact. Guards that were taken out once to
// see it fail: `Adding` of upserts and of imports (a found address becomes preferred), and `taken` in UnmergePoints (undoing fails, since
// another contact has an address).
func TestIdentityStorm(t *testing.T) {
	t.Parallel()
	for _, seed := range crmtest.Seeds(t, 6, 4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := &identityStorm{t: t, w: crmtest.NewWorld(t), random: rand.New(rand.NewPCG(seed, 1)), model: newModel()}
			for i := range 5 {
				s.pool = append(s.pool, models.PointKey{Kind: models.PointEmail, Key: fmt.Sprintf("e%d@example.com", i)},
					models.PointKey{Kind: models.PointPhone, Key: fmt.Sprintf("+1212555010%d", i)},
					models.PointKey{Kind: models.PointIdentifier, Key: fmt.Sprintf("id-%d", i)})
			}
			var last []string
			for n := range crmtest.Sized(10_000, 400) {
				s.ctx = crmtest.As(pickOf(s.random, []*models.Viewer{s.w.Home.Administrator, s.w.Home.Program}))
				last = append(last, identityDeeds[s.random.IntN(len(identityDeeds))](s))
				if n%20 == 0 || t.Failed() {
					s.compare(last)
					last = nil
				}
			}
			s.compare(last)
			s.resolve()
			checkInvariants(t, s.w)
		})
	}
}

func pickOf[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// compare compares the database with the model.
func (s *identityStorm) compare(last []string) {
	s.t.Helper()
	stored := s.w.Texts(s.t, `
		SELECT contact_id || ' ' || kind || ' ' || key || ' ' || preferred FROM contact_points
		UNION ALL SELECT id || ' is ' || contact_id FROM contact_aliases
		ORDER BY 1`)
	slices.Sort(stored)
	if wanted := s.model.text(); !slices.Equal(stored, wanted) {
		s.t.Fatalf("after %s:\n%s", strings.Join(last, "\n"), difference(strings.Join(wanted, "\n"), strings.Join(stored, "\n")))
	}
}

// expect fails unless an error is as expected: blank for none.
func (s *identityStorm) expect(what string, err error, want string) string {
	s.t.Helper()
	if got, _, _ := strings.Cut(refusal(err), " "); got != want {
		s.t.Errorf("%s: %v, not %q", what, err, want)
	}
	return what
}

// some returns a few keys of different kinds.
func (s *identityStorm) some() (keys []models.PointKey) {
	for _, kind := range modelKinds {
		if s.random.IntN(2) == 0 {
			keys = append(keys, s.key(kind))
		}
	}
	return keys
}

func (s *identityStorm) key(kind models.PointKind) models.PointKey {
	for {
		if key := pickOf(s.random, s.pool); key.Kind == kind {
			return key
		}
	}
}

// contact returns a contact, by the id of one that was merged into it from time to time.
func (s *identityStorm) contact() (asked, live models.ContactID, ok bool) {
	ids := s.model.ids()
	if len(ids) == 0 {
		return asked, live, false
	}
	live = pickOf(s.random, ids)
	for n := 0; n < 20 && len(s.model.live[live].points) == 0; n++ { // mostly one that has addresses
		live = pickOf(s.random, ids)
	}
	asked = live
	for merged, into := range s.model.merged {
		if into == live && s.random.IntN(2) == 0 {
			asked = merged
		}
	}
	return asked, live, true
}

// held returns who has one of the keys besides a contact.
func (s *identityStorm) held(keys []models.PointKey, but models.ContactID) (others []models.ContactID) {
	for _, key := range keys {
		if id, ok := s.model.holder(key); ok && id != but && !slices.Contains(others, id) {
			others = append(others, id)
		}
	}
	return others
}

func inputOf(keys []models.PointKey) (in models.ContactCreateInput) {
	for _, key := range keys {
		switch key.Kind {
		case models.PointEmail:
			in.Email = ptr(strings.ToUpper(key.Key))
		case models.PointPhone:
			in.PhoneNumber = &key.Key
		default:
			in.Identifier = &key.Key
		}
	}
	return in
}

func (s *identityStorm) create() string {
	keys := s.some()
	what := fmt.Sprint("create ", keys)
	c, err := s.w.CRM.CreateContact(s.ctx, inputOf(keys))
	if others := s.held(keys, models.ContactID{}); len(others) > 0 {
		if got := holder(err); got == nil || !slices.Contains(others, got.ID) {
			s.t.Errorf("%s: %v names %v, not one of %v", what, err, got, others)
		}
		return s.expect(what, err, "TAKEN")
	}
	s.made(c, keys)
	return s.expect(what, err, "")
}

func (s *identityStorm) made(c *models.Contact, keys []models.PointKey) {
	if c != nil {
		s.model.live[c.ID] = &modelContact{}
		for _, key := range keys {
			s.model.add(s.model.live[c.ID], key)
		}
	}
}

func (s *identityStorm) upsert() string {
	keys := s.some()
	if len(keys) == 0 {
		return "nothing"
	}
	match := pickOf(s.random, keys)
	what := fmt.Sprint("upsert ", keys, " by ", match.Kind)
	in := models.ContactUpsertInput{Match: models.ContactMatchKey(match.Kind), Contact: inputOf(keys)}
	c, created, err := s.w.CRM.UpsertContact(s.ctx, in)
	found, there := s.model.holder(match)
	if others := s.held(keys, found); len(others) > 0 {
		return s.expect(what, err, "TAKEN")
	}
	if created == there || c == nil || there && c.ID != found {
		s.t.Errorf("%s: %v, created: %t, although it is there: %t %s", what, err, created, there, found)
		return what
	}
	if there {
		for _, key := range keys {
			s.model.set(s.model.live[found], key, true)
		}
	} else {
		s.made(c, keys)
	}
	return s.expect(what, err, "")
}

func (s *identityStorm) importRow() string {
	keys := s.some()
	keys = keys[:min(1, len(keys))] // a row with several keys may be about somebody else than the contact of a weaker one
	what := fmt.Sprint("import ", keys)
	row, fields := []string{"Name"}, []string{"name"}
	for _, key := range keys {
		row, fields = append(row, key.Key), append(fields, key.Field())
	}
	task := &models.ImportTask{File: "none", Header: fields, Fields: fields}
	job, err := s.w.CRM.ImportContacts(s.ctx, task, false)
	if err != nil {
		return s.expect(what, err, "")
	}
	args := crm.JobArgs{Account: s.w.Home.Key, Job: job.ID}
	before := s.known()
	if err := s.w.CRM.BeginImport(context.Background(), args, 1, task); err != nil {
		return s.expect(what, err, "")
	}
	if err := s.w.CRM.ImportRows(context.Background(), args, 0, []models.ImportCells{{Cells: row}}, true); err != nil {
		return s.expect(what, err, "")
	}
	if done := s.w.Texts(s.t, "SELECT succeeded || ' of ' || processed FROM jobs WHERE id = $1", job.ID); done[0] != "1 of 1" {
		s.t.Errorf("%s: %s rows: %s", what, done[0], s.w.Texts(s.t, "SELECT errors::text FROM job_failures WHERE job_id = $1", job.ID))
	}
	others := s.held(keys, models.ContactID{})
	fresh := slices.DeleteFunc(s.known(), func(id string) bool { return slices.Contains(before, id) })
	if (len(others) == 0) != (len(fresh) == 1) {
		s.t.Errorf("%s: made %v, although %v have the keys", what, fresh, others)
	}
	switch {
	case len(others) == 0 && len(fresh) == 1:
		var id models.ContactID
		if err := id.Scan(fresh[0]); err != nil {
			s.t.Fatal(err)
		}
		s.made(&models.Contact{ID: id}, keys)
	case len(others) == 1:
		for _, key := range keys {
			s.model.set(s.model.live[others[0]], key, true)
		}
	}
	return what
}

func (s *identityStorm) known() []string {
	return s.w.Texts(s.t, "SELECT id::text FROM contacts ORDER BY 1")
}

func (s *identityStorm) change() string {
	asked, id, ok := s.contact()
	key := pickOf(s.random, s.pool)
	if !ok {
		return "nothing"
	}
	what := fmt.Sprint("change ", id.UUID, " to ", key)
	in := models.ContactUpdateInput{ID: asked}
	switch key.Kind {
	case models.PointEmail:
		in.Email = given(key.Key)
	case models.PointPhone:
		in.PhoneNumber = given(key.Key)
	default:
		in.Identifier = given(key.Key)
	}
	_, err := s.w.CRM.UpdateContact(s.ctx, in)
	if len(s.held([]models.PointKey{key}, id)) > 0 {
		return s.expect(what, err, "TAKEN")
	}
	s.model.set(s.model.live[id], key, false)
	return s.expect(what, err, "")
}

func (s *identityStorm) clear() string {
	asked, id, ok := s.contact()
	if !ok || s.random.IntN(2) == 0 {
		return "nothing"
	}
	what := fmt.Sprint("clear the email of ", id.UUID)
	_, err := s.w.CRM.UpdateContact(s.ctx, models.ContactUpdateInput{ID: asked, Email: graphql.OmittableOf[*string](nil)})
	s.model.live[id].remove(prefers(s.model.live[id].points, models.PointEmail))
	return s.expect(what, err, "")
}

func (s *identityStorm) addPoint() string {
	asked, id, ok := s.contact()
	key := pickOf(s.random, s.pool)
	if !ok {
		return "nothing"
	}
	what := fmt.Sprint("add ", key, " to ", id.UUID)
	_, _, err := s.w.CRM.AddContactPoint(s.ctx, models.ContactPointAddInput{ContactID: asked, Kind: key.Kind, Value: key.Key})
	if _, taken := s.model.holder(key); taken {
		return s.expect(what, err, "TAKEN")
	}
	s.model.add(s.model.live[id], key)
	return s.expect(what, err, "")
}

// point returns the id of one of a contact's addresses.
func (s *identityStorm) point() (contact models.ContactID, key models.PointKey, id models.ContactPointID, ok bool) {
	_, contact, ok = s.contact()
	if !ok || len(s.model.live[contact].points) == 0 {
		return contact, key, id, false
	}
	key = pickOf(s.random, s.model.live[contact].points).key
	text := s.w.Texts(s.t, "SELECT id::text FROM contact_points WHERE contact_id = $1 AND key = $2", contact, key.Key)
	return contact, key, id, len(text) == 1 && id.Scan(text[0]) == nil
}

func (s *identityStorm) removePoint() string {
	contact, key, id, ok := s.point()
	if !ok {
		return "nothing"
	}
	_, err := s.w.CRM.RemoveContactPoint(s.ctx, models.ContactPointRemoveInput{ContactID: contact, ID: id})
	s.model.live[contact].remove(key)
	return s.expect(fmt.Sprint("remove ", key, " of ", contact.UUID), err, "")
}

func (s *identityStorm) preferPoint() string {
	contact, key, id, ok := s.point()
	if !ok {
		return "nothing"
	}
	_, _, err := s.w.CRM.UpdateContactPoint(s.ctx, models.ContactPointUpdateInput{ContactID: contact, ID: id, Preferred: given(true)})
	s.model.live[contact].prefer(key)
	return s.expect(fmt.Sprint("prefer ", key, " of ", contact.UUID), err, "")
}

func (s *identityStorm) merge() string {
	askedInto, into, ok := s.contact()
	askedFrom, from, _ := s.contact()
	if !ok {
		return "nothing"
	}
	what := fmt.Sprint("merge ", from.UUID, " into ", into.UUID)
	_, merge, err := s.w.CRM.MergeContacts(s.ctx, models.ContactMergeInput{Into: askedInto, From: []models.ContactID{askedFrom}})
	if into == from {
		return s.expect(what, err, "INVALID")
	}
	if err == nil {
		s.model.merge(merge.ID, into, from)
	}
	return s.expect(what, err, "")
}

func (s *identityStorm) unmerge() string {
	if len(s.model.merges) == 0 {
		return "nothing"
	}
	merge := pickOf(s.random, s.model.merges)
	for n := 0; n < 20 && !s.model.undoable(merge); n++ { // mostly one that can be undone
		merge = pickOf(s.random, s.model.merges)
	}
	what := fmt.Sprint("undo the merge of ", merge.from.UUID, " into ", merge.into.UUID)
	_, _, err := s.w.CRM.UnmergeContacts(s.ctx, models.ContactUnmergeInput{MergeID: merge.id})
	if !s.model.undoable(merge) {
		return s.expect(what, err, "BLOCKED_BY_RULE")
	}
	s.model.unmerge(merge)
	return s.expect(what, err, "")
}

func (s *identityStorm) deleteContact() string {
	_, id, ok := s.contact()
	if !ok || s.random.IntN(3) > 0 {
		return "nothing"
	}
	err := s.w.CRM.DeleteContact(crmtest.As(s.w.Home.Administrator), models.ContactDeleteInput{ID: id})
	s.model.remove(id)
	return s.expect(fmt.Sprint("delete ", id.UUID), err, "")
}

package crm_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// identityWriters are several writers that give, merge and undo at once, and what they know. Nobody takes an address of the pool away, so
// whatever the order of the writes is, an address that was given stays the key of some contact.
type identityWriters struct {
	t      *testing.T
	w      *crmtest.World
	pool   []models.PointKey
	errors atomic.Int32

	mu       sync.Mutex // guards the fields below
	given    map[models.PointKey]bool
	contacts []models.ContactID
	merges   []models.ContactMergeID
}

// writerDeeds are what writers do, with their relative frequencies, and the codes that each may end with.
var writerDeeds = []struct {
	do  func(*identityWriters, context.Context, *rand.Rand) error
	may []string
}{
	{(*identityWriters).create, nil}, {(*identityWriters).upsert, nil}, {(*identityWriters).upsert, nil}, {(*identityWriters).upsert, nil},
	{(*identityWriters).importRow, nil}, {(*identityWriters).importRow, nil},
	{(*identityWriters).addPoint, []string{"TAKEN value"}}, {(*identityWriters).addShared, []string{"TAKEN value"}},
	{(*identityWriters).prefer, []string{"TAKEN value"}},
	{(*identityWriters).merge, []string{"INVALID from.0"}}, {(*identityWriters).merge, []string{"INVALID from.0"}},
	{(*identityWriters).unmerge, []string{"BLOCKED_BY_RULE mergeId"}}, {(*identityWriters).unmerge, []string{"BLOCKED_BY_RULE mergeId"}},
	{(*identityWriters).mayfly, nil},
}

// TestIdentityStormOfWriters has eight writers at once create, upsert, import, merge, undo merges and change addresses. An address that was
// given before an operation began must lead it to a contact that exists. Afterwards every address leads to one contact on every path, and
// undoing all merges brings each source back with exactly its addresses.
func TestIdentityStormOfWriters(t *testing.T) {
	t.Parallel()
	for _, seed := range crmtest.Seeds(t, 4, 4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			const writers = 8
			s := &identityWriters{t: t, w: crmtest.NewWorld(t), given: map[models.PointKey]bool{}}
			for i := range 8 {
				s.pool = append(s.pool, models.PointKey{Kind: models.PointEmail, Key: fmt.Sprintf("e%d@example.com", i)},
					models.PointKey{Kind: models.PointPhone, Key: fmt.Sprintf("+1212555010%d", i)},
					models.PointKey{Kind: models.PointIdentifier, Key: fmt.Sprintf("id-%d", i)})
			}
			together(writers, func(i int) error {
				random := rand.New(rand.NewPCG(seed, uint64(i)))
				for range crmtest.Sized(10_000, 240) / writers {
					if s.errors.Load() > 5 {
						return nil // more of the same
					}
					s.step(random)
				}
				return nil
			})
			s.resolve()
			s.undoAll()
			s.resolve()
			checkInvariants(t, s.w)
			if n := s.w.Count(t, "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()"); n > 0 {
				t.Errorf("%d deadlocks", n)
			}
		})
	}
}

func (s *identityWriters) step(random *rand.Rand) {
	ctx := crmtest.As(pickOf(random, []*models.Viewer{s.w.Home.Administrator, s.w.Home.Program}))
	n := random.IntN(len(writerDeeds))
	if err := writerDeeds[n].do(s, ctx, random); err != nil && !slices.Contains(writerDeeds[n].may, refusal(err)) {
		s.fail("operation %d: %v (%s)", n, err, refusal(err))
	}
}

func (s *identityWriters) fail(format string, args ...any) {
	s.errors.Add(1)
	s.t.Errorf(format, args...)
}

// known reports whether a key was given before.
func (s *identityWriters) known(key models.PointKey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.given[key]
}

// gave records that an operation that has ended gave a contact keys.
func (s *identityWriters) gave(c *models.Contact, keys ...models.PointKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		s.given[key] = true
	}
	if c != nil && !slices.Contains(s.contacts, c.ID) {
		s.contacts = append(s.contacts, c.ID)
	}
}

func (s *identityWriters) someContact(random *rand.Rand) (id models.ContactID, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.contacts) == 0 {
		return id, false
	}
	return pickOf(random, s.contacts), true
}

// two returns two different keys of the pool.
func (s *identityWriters) two(random *rand.Rand) (a, b models.PointKey) {
	at := random.IntN(len(s.pool))
	return s.pool[at], s.pool[(at+1+random.IntN(len(s.pool)-1))%len(s.pool)]
}

// listed returns an input with keys in lists, which add addresses and replace none.
func listed(keys ...models.PointKey) (in models.ContactCreateInput) {
	for _, key := range keys {
		point := models.ContactPointInput{Value: key.Key}
		switch key.Kind {
		case models.PointEmail:
			in.Emails = append(in.Emails, point)
		case models.PointPhone:
			in.PhoneNumbers = append(in.PhoneNumbers, point)
		default:
			in.Identifiers = append(in.Identifiers, point)
		}
	}
	return in
}

func (s *identityWriters) create(ctx context.Context, random *rand.Rand) error {
	a, b := s.two(random)
	before := s.known(a) || s.known(b)
	c, err := s.w.CRM.CreateContact(ctx, listed(a, b))
	if holder(err) != nil {
		return nil // refused as taken, and it says by whom
	}
	if err == nil && before {
		s.fail("a contact was made for %v or %v, which exist", a, b)
	}
	if err == nil {
		s.gave(c, a, b)
	}
	return err
}

// upsert matches by one key, and often adds another one, which may be another contact's.
func (s *identityWriters) upsert(ctx context.Context, random *rand.Rand) error {
	match, more := s.two(random)
	keys := []models.PointKey{match}
	in := inputOf(keys)
	if random.IntN(2) == 0 && more.Kind != match.Kind {
		keys = append(keys, more)
		lists := listed(more)
		in.Emails, in.PhoneNumbers, in.Identifiers = lists.Emails, lists.PhoneNumbers, lists.Identifiers
	}
	before := s.known(match)
	c, created, err := s.w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.ContactMatchKey(match.Kind), Contact: in})
	switch {
	case err == nil && created && before:
		s.fail("an upsert made a contact for %v, which exists", match)
	case err == nil:
		s.gave(c, keys...)
	case len(keys) == 2 && holder(err) != nil && holder(err).Point(match) == nil:
		return nil // the second key is another contact's
	case len(keys) == 2 && holder(err) != nil:
		s.fail("an upsert by %v with %v was refused by the contact that it is about: %v", match, more, err)
		return nil
	}
	return err
}

func (s *identityWriters) importRow(_ context.Context, random *rand.Rand) error {
	key, _ := s.two(random)
	fields := []string{"location", key.Field()}
	task := &models.ImportTask{File: "none", Header: fields, Fields: fields}
	job, err := s.w.CRM.ImportContacts(crmtest.As(s.w.Home.Administrator), task, false)
	if err != nil {
		return err
	}
	args := crm.JobArgs{Account: s.w.Home.Key, Job: job.ID}
	before := s.known(key)
	if err := s.w.CRM.BeginImport(context.Background(), args, 1, task); err != nil {
		return err
	}
	if err := s.w.CRM.ImportRows(context.Background(), args, 0, []models.ImportCells{{Cells: []string{"Row " + job.ID.String(), key.Key}}},
		true); err != nil {
		return err
	}
	if done := s.w.Texts(s.t, "SELECT succeeded || ' of ' || processed FROM jobs WHERE id = $1", job.ID); done[0] != "1 of 1" {
		s.fail("the import of %v: %s rows: %s", key, done[0], s.w.Texts(s.t, "SELECT errors::text FROM job_failures WHERE job_id = $1", job.ID))
	}
	made := s.w.Count(s.t, `SELECT count(*) FROM contact_events WHERE type = 'CONTACT_CREATED' AND snapshot ->> 'location' = $1`,
		"Row "+job.ID.String())
	if before && made > 0 {
		s.fail("an import made a contact for %v, which exists", key)
	}
	s.gave(nil, key)
	return nil
}

func (s *identityWriters) addPoint(ctx context.Context, random *rand.Rand) error {
	key, _ := s.two(random)
	id, ok := s.someContact(random)
	if !ok {
		return nil
	}
	c, _, err := s.w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: id, Kind: key.Kind, Value: key.Key})
	if err == nil {
		s.gave(c, key)
	}
	return err
}

// switchboard is an address that contacts share, which is no key.
const switchboard = "+12125550199"

func (s *identityWriters) addShared(ctx context.Context, random *rand.Rand) error {
	id, ok := s.someContact(random)
	if !ok {
		return nil
	}
	_, _, err := s.w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: id, Kind: models.PointPhone, Value: switchboard,
		Shared: ptr(true)})
	if found, e := s.w.CRM.FindContact(ctx, models.ContactBy{PhoneNumber: ptr(switchboard)}); e != nil || found != nil {
		s.fail("a shared number finds %v, %v", found, e)
	}
	return err
}

// prefer gives a contact another address, which becomes the preferred one.
func (s *identityWriters) prefer(ctx context.Context, random *rand.Rand) error {
	key, _ := s.two(random)
	id, ok := s.someContact(random)
	if !ok {
		return nil
	}
	c, _, err := s.w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: id, Kind: key.Kind, Value: key.Key, Preferred: ptr(true)})
	if err == nil {
		s.gave(c, key)
	}
	return err
}

func (s *identityWriters) merge(ctx context.Context, random *rand.Rand) error {
	into, ok := s.someContact(random)
	from, _ := s.someContact(random)
	if !ok {
		return nil
	}
	_, merge, err := s.w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.merges = append(s.merges, merge.ID)
	}
	return err
}

func (s *identityWriters) unmerge(ctx context.Context, random *rand.Rand) error {
	s.mu.Lock()
	if len(s.merges) == 0 {
		s.mu.Unlock()
		return nil
	}
	id := s.merges[len(s.merges)-1-random.IntN(min(len(s.merges), 5))] // a late one, which can often be undone
	s.mu.Unlock()
	_, kept, err := s.w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: id})
	for _, k := range kept {
		if slices.Contains([]string{"email", "phoneNumber", "identifier"}, k.Field) && string(k.KeptValue) == string(k.MergedValue) {
			s.fail("undoing %s kept %+v", id, k)
		}
	}
	return err
}

// mayfly makes a contact of the writer's own, takes addresses away from it and deletes it; each step must do what it says.
func (s *identityWriters) mayfly(_ context.Context, random *rand.Rand) error {
	ctx := crmtest.As(s.w.Home.Administrator)
	email := fmt.Sprintf("m%d@example.com", random.Uint64())
	find := func() *models.Contact { return made(s.w.CRM.FindContact(ctx, models.ContactBy{Email: &email})) }
	c, err := s.w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: &email})
	if err != nil {
		return err
	}
	if found := find(); found == nil || found.ID != c.ID {
		s.fail("%s finds %v, not %s", email, found, c.ID)
	}
	if _, err := s.w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Email: graphql.OmittableOf[*string](nil)}); err != nil {
		return err
	}
	if found := find(); found != nil {
		s.fail("%s finds %s, which has lost it", email, found.ID)
	}
	again, created, err := s.w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchEmail,
		Contact: models.ContactCreateInput{Email: &email}})
	if err != nil {
		return err
	}
	if !created || again.ID == c.ID {
		s.fail("%s was found after it was taken away", email)
	}
	for _, id := range []models.ContactID{c.ID, again.ID} {
		if err := s.w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: id}); err != nil {
			return err
		}
	}
	if found := find(); found != nil {
		s.fail("%s finds %s, which was deleted", email, found.ID)
	}
	return nil
}

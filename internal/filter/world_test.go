package filter_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/internal/filter"
	"kith/models"
	"kith/models/typeid"
)

// The instant of the tests, and those around which everything happens.
var (
	now      = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	instants = []time.Time{
		now, now.Add(time.Microsecond), now.Add(-time.Microsecond), now.Add(-89 * time.Second), now.Add(-90 * time.Second), now.Add(-time.Hour),
		now.AddDate(0, 0, -1), time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC), now.AddDate(0, 0, -30), now.AddDate(-1, 0, 0),
		now.AddDate(0, 0, 7), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
	}
)

const wellFormedDates = 15

var (
	names = []string{"", "José Núñez", "jose nunez", "ANNA_100%", "anna 100", `O'Brien "Bob" \ back`, `o\brien`, "a_b", "a%b", "axb", "张伟",
		"张伟明", "محمد علي", "مُحَمَّد", "🦊 Fox", "Straße", "STRASSE", "İstanbul", "Ångström", "Иван Петров", "हिन्दी", "が", "か",
		strings.Repeat("长", 80) + "A", strings.Repeat("长", 80) + "B", "; DROP TABLE contacts --", "?", "$1", "null", "{}", "Ünïcode  Space"}
	words = []string{"", "free", "Pro", "PRO", "pro", "50%", "5_0", `quo"te`, `back\slash`, "it's", "🦊", "ÉTÉ", "été", "中文", "مرحبا", "null",
		"true", "5", "?", "a,b", "{x}"}
	// The first wellFormedDates are dates.
	dates = []string{"2026-03-31", "2024-02-29", "2026-02-28T12:00:00Z", "2026-03-31T14:00:00+02:00", "2026-03-30T23:00:00.5-13:00",
		"2026-03-31T12:00:00.000001999Z", "2026-03-01T12:00:00.123456Z", "2026-03-30", "2026-04-01", "2026-03-31T22:00:00Z",
		"2026-03-30T22:00:00Z", "2026-03-31T21:59:59.999999Z", "2026-03-29T01:30:00Z",
		"0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999999-14:00",
		"2026-02-30", "2023-02-29", "1900-02-29", "0000-02-29", "0000-01-01", "2026-13-01", "2026-00-10", "2026-04-31", "yesterday", "now",
		"infinity", "2026-03-31T24:00:00Z", "2026-03-31 12:00:00Z",
		"2026-03-31T12:00:00", "2026-03-31T12:00Z", "2026-3-1", " 2026-03-31", "2026-03-31\n", "20260331", "2026-03-31T12:00:00,5Z",
		"2026-03-31T12:00:00+15:00", "2026-03-31T12:00:60Z", "２０２６-03-31"}
	numbers = []float64{0, 1, 2, 5, -1, 0.1, 4.333333, 2.5, 1e21, -1e-7, 1e300, 100}
	keys    = []string{"plan", "seats", "vip", "since", "tags", `we"ird\ key.%_$`, "clé 🦊"}
	labels  = []string{"vip", "früh", "a_b", "neu", "中文", "zz-top"}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// maybe returns a pointer to one of the values, or nil once in three times.
func maybe[T any](r *rand.Rand, from []T) *T {
	if r.IntN(3) == 0 {
		return nil
	}
	v := pick(r, from)
	return &v
}

func some[T any](r *rand.Rand, from []T, most int) []T {
	all := make([]T, r.IntN(most+1))
	for i := range all {
		all[i] = pick(r, from)
	}
	return all
}

func when(r *rand.Rand) models.DateTime { return models.At(pick(r, instants)) }

// world is what one account has.
type world struct {
	account   int64
	records   []filter.Record
	companies map[models.CompanyID]string
	labels    map[string]models.LabelID
	inboxes   []models.InboxID
	users     []models.UserID
	teams     []models.TeamID
}

// newWorld makes the contacts of an account. Two worlds share their contacts' and conversations' ids, so that a statement that
// looks into the other account finds something wrong there.
func newWorld(r *rand.Rand, a crmtest.Account, ids []models.ContactID, conversations []models.ConversationID,
	inboxes []models.InboxID) *world {
	w := &world{account: a.Key, inboxes: inboxes, companies: map[models.CompanyID]string{}, labels: map[string]models.LabelID{},
		users: []models.UserID{*a.Administrator.UserID, *a.Agent.UserID},
		teams: []models.TeamID{typeid.New[models.TeamID](), typeid.New[models.TeamID]()}}
	for _, title := range labels {
		w.labels[title] = typeid.New[models.LabelID]()
	}
	var companies []models.CompanyID
	for _, name := range []string{"Acme 100%", "Müller & Söhne"} {
		id := typeid.New[models.CompanyID]()
		w.companies[id], companies = name, append(companies, id)
	}
	for i, id := range ids {
		record := w.record(r, id, i, companies)
		for range r.IntN(4) {
			talk := w.conversation(r, conversations[0])
			talk.CompanyID = record.Contact.CompanyID
			record.Conversations = append(record.Conversations, talk)
			conversations = conversations[1:]
		}
		for _, c := range record.Conversations {
			record.InboxIDs = append(record.InboxIDs, c.InboxID)
		}
		if r.IntN(3) == 0 {
			record.InboxIDs = append(record.InboxIDs, pick(r, w.inboxes))
		}
		w.records = append(w.records, record)
	}
	return w
}

// companyIDs are the public ids of the companies.
func (w *world) companyIDs() []string {
	ids := publicIDs(slices.Collect(maps.Keys(w.companies)))
	slices.Sort(ids)
	return ids
}

func (w *world) record(r *rand.Rand, id models.ContactID, i int, companies []models.CompanyID) filter.Record {
	c := &models.Contact{
		ID: id, Version: 1, ContactType: pick(r, []models.ContactType{models.Visitor, models.Lead, models.Customer}),
		Name: pick(r, names), MiddleName: pick(r, append(names, "", "", "")), LastName: pick(r, names),
		CountryCode: maybe(r, []string{"DE", "US"}), CompanyID: maybe(r, companies), Blocked: r.IntN(3) == 0,
		AdditionalAttributes: models.AdditionalAttributes{
			Referer:  maybe(r, []string{"https://x.example/Blog?a=1", "https://x.example/blog?a=1", "null"}),
			JobTitle: maybe(r, []string{"Engineer", "ENGINEER", "Ingénieur", "INGÉNIEUR", `100% \boss_`, "null"}),
			City:     maybe(r, names[1:]), Country: maybe(r, names[1:]), CompanyName: maybe(r, names[1:]),
		},
		CustomAttributes: attributes(r),
		CreatedAt:        when(r), UpdatedAt: when(r),
		CsatCounts: pick(r, []models.CsatCounts{{}, {}, {Ones: 1, Fives: 2}, {Fours: 2, Fives: 1}, {Twos: 1, Threes: 1},
			{Ones: 3, Twos: 3, Fives: 1}}),
	}
	if r.IntN(2) == 0 {
		c.Email = new(strings.ToLower(pick(r, []string{"Anna", "jö_rg", "o'neil+50%", `b\s`})) + fmt.Sprintf("%d@example.com", i))
	}
	if r.IntN(2) == 0 {
		c.PhoneNumber = new(fmt.Sprintf("+1212555%04d", 1000+i))
	}
	if r.IntN(3) == 0 {
		c.Identifier = new(pick(r, []string{"ID_", "id_", "Id%", `i\`}) + fmt.Sprint(i))
	}
	addAddresses(r, c, i)
	if c.Blocked {
		c.BlockedAt = new(when(r))
	}
	if r.IntN(3) > 0 {
		c.LastActivityAt = new(when(r))
	}
	record := filter.Record{Contact: c, Labels: distinct(some(r, labels, 3))}
	if c.CompanyID != nil {
		record.Company = w.companies[*c.CompanyID]
	}
	if r.IntN(3) == 0 {
		record.MergedIDs = []models.ContactID{typeid.New[models.ContactID]()}
	}
	if r.IntN(3) > 0 {
		record.Presence = &models.Presence{ContactID: id, SeenAt: when(r),
			Availability: pick(r, []models.Availability{models.Online, models.Busy, models.Offline})}
	}
	return record
}

// addAddresses gives some contacts more than one address of a kind, also shared ones and such with other forms.
func addAddresses(r *rand.Rand, c *models.Contact, i int) {
	var in models.ContactUpdateInput
	if r.IntN(3) == 0 {
		in.Emails = graphql.OmittableOf([]models.ContactPointInput{{Value: fmt.Sprintf("second%d@bücher.example", i)},
			{Value: pick(r, []string{"family@example.com", "jö_rg@example.com"}), Shared: new(true)}})
	}
	if r.IntN(3) == 0 {
		in.PhoneNumbers = graphql.OmittableOf([]models.ContactPointInput{{Value: "+12125559999", Shared: new(true)}})
	}
	if r.IntN(3) == 0 {
		in.Identifiers = graphql.OmittableOf([]models.ContactPointInput{
			{Value: pick(r, []string{"ID_", "cus%"}) + fmt.Sprint(i), System: new("crm")}})
	}
	if err := c.Apply(in.Adding(), ""); err != nil {
		panic(err) // the addresses are valid
	}
	c.StampPoints(models.PointFromAPI, c.CreatedAt)
}

// someAddress returns one of the contact's addresses of a kind, in either form; blank if there is none.
func someAddress(r *rand.Rand, c *models.Contact, kind models.PointKind) string {
	points := c.PointsOf(kind)
	if len(points) == 0 {
		return ""
	}
	p := pick(r, points)
	return pick(r, []string{p.Value, p.Key})
}

func (w *world) conversation(r *rand.Rand, id models.ConversationID) filter.Conversation {
	return filter.Conversation{
		Conversation: &models.Conversation{
			ID: id, InboxID: pick(r, w.inboxes), AssigneeID: maybe(r, w.users), TeamID: maybe(r, w.teams),
			Status:    pick(r, []models.ConversationStatus{models.Open, models.Pending, models.Snoozed, models.Resolved}),
			Urgency:   pick(r, []models.ConversationPriority{models.NoPriority, models.Low, models.Medium, models.High, models.Urgent}),
			CreatedAt: when(r), LastActivityAt: when(r), WaitingSince: waiting(r),
		},
		Labels: distinct(some(r, labels, 2)),
	}
}

// waiting is when a contact began to wait, or nil.
func waiting(r *rand.Rand) *models.DateTime {
	if r.IntN(2) == 0 {
		return nil
	}
	at := when(r)
	return &at
}

func distinct[T comparable](in []T) (out []T) {
	seen := map[T]bool{}
	for _, v := range in {
		if !seen[v] {
			seen[v], out = true, append(out, v)
		}
	}
	return out
}

// attributes returns custom attributes of any type under any key.
func attributes(r *rand.Rand) models.JSON {
	all := map[string]any{}
	for _, key := range keys {
		switch r.IntN(10) {
		case 0, 1:
			all[key] = pick(r, words)
		case 2:
			all[key] = json.Number(
				pick(r, []string{"0", "5", "5.0", "5e0", "-1", "0.1", "0.10000000000000000001", "1e21", "1e-320", "2.50", "100", "1e300"}))
		case 3:
			all[key] = r.IntN(2) == 0
		case 4, 5:
			all[key] = pick(r, dates)
		case 6:
			all[key] = some(r, words, 3)
		case 7:
			all[key] = pick(r, []any{nil, []any{5, "pro", nil, true}, []any{[]any{"pro"}}, map[string]any{"plan": "pro"},
				[]any{map[string]any{"a": "pro"}}, map[string]any{}})
		}
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err) // only for what is no JSON
	}
	return b
}

// store writes the world to the database.
func (w *world) store(t *testing.T, db *crmtest.World) {
	t.Helper()
	for id, name := range w.companies {
		db.Exec(t, `INSERT INTO companies (account_id, id, name, name_key, created_at, updated_at) VALUES ($1, $2, $3, $4, now(), now())`,
			w.account, id, name, models.FoldKey(name))
	}
	for _, id := range w.teams {
		db.Exec(t, "INSERT INTO teams (account_id, id, name, created_at, updated_at) VALUES ($1, $2, $3, now(), now())",
			w.account, id, id.String())
	}
	for _, id := range w.inboxes {
		db.Exec(t, `INSERT INTO inboxes (account_id, id, name, channel_type, hmac_token, created_at, updated_at)
			VALUES ($1, $2, 'x', 'API', '', now(), now())`, w.account, id)
	}
	for title, id := range w.labels {
		db.Exec(t, `INSERT INTO labels (account_id, id, title, color, created_at, updated_at) VALUES ($1, $2, $3, '', now(), now())`, w.account,
			id, title)
	}
	display := 0
	for _, r := range w.records {
		c := *r.Contact
		c.Derive(r.Company)
		db.Exec(t, `
			INSERT INTO contacts (account_id, id, version, contact_type, name, email, phone_number, identifier, country_code, additional_attributes,
				custom_attributes, company_id, blocked, blocked_at, last_activity_at, csat1, csat2, csat3, csat4, csat5,
				name_key, company_key, city_key, country_key, search, created_at, updated_at,
				middle_name, last_name, middle_name_key, last_name_key)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
				$27, $28, $29, $30)`,
			w.account, c.ID, c.ContactType, c.Name, c.Email, c.PhoneNumber, c.Identifier, c.CountryCode, c.AdditionalAttributes,
			c.CustomAttributes, c.CompanyID, c.Blocked, c.BlockedAt, c.LastActivityAt,
			c.CsatCounts.Ones, c.CsatCounts.Twos, c.CsatCounts.Threes, c.CsatCounts.Fours, c.CsatCounts.Fives,
			c.Keys.NameKey, c.Keys.CompanyKey, c.Keys.CityKey, c.Keys.CountryKey, c.Keys.Search, c.CreatedAt, c.UpdatedAt,
			c.MiddleName, c.LastName, c.Keys.MiddleNameKey, c.Keys.LastNameKey)
		for _, p := range c.Points {
			db.Exec(t, `
				INSERT INTO contact_points (account_id, contact_id, id, kind, system, value, key, preferred, shared, source, created_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
				w.account, c.ID, p.ID, p.Kind, p.System, p.Value, p.Key, p.Preferred, p.Shared, p.Source, p.CreatedAt)
		}
		for _, id := range r.MergedIDs {
			db.Exec(t, "INSERT INTO contact_aliases (account_id, id, contact_id, created_at) VALUES ($1, $2, $3, now())", w.account, id, c.ID)
		}
		db.Exec(t, `
			INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT account_id, $2, id FROM labels WHERE account_id = $1 AND title = ANY($3)`, w.account, c.ID, r.Labels)
		if r.Presence != nil {
			db.Exec(t, `INSERT INTO contact_presence (account_id, contact_id, availability, seen_at) VALUES ($1, $2, $3, $4)`,
				w.account, c.ID, r.Presence.Availability, r.Presence.SeenAt)
		}
		for _, inbox := range distinct(r.InboxIDs) {
			db.Exec(t, `INSERT INTO contact_inboxes (account_id, id, contact_id, inbox_id, source_id, created_at)
				VALUES ($1, gen_random_uuid(), $2, $3, $4, now())`,
				w.account, c.ID, inbox, c.ID.String())
		}
		for _, v := range r.Conversations {
			display++
			v.ContactID, v.DisplayID = c.ID, int(display)
			db.Exec(t, `
				INSERT INTO conversations (account_id, id, version, display_id, contact_id, inbox_id, contact_inbox_id, assignee_id, status, priority,
					team_id, last_activity_at, created_at, updated_at, waiting_since)
				SELECT account_id, $2, 1, $3, contact_id, inbox_id, id, $6, $7, $8, $11, $9, $10, $10, $12
				FROM contact_inboxes
				WHERE account_id = $1 AND contact_id = $4 AND inbox_id = $5`,
				w.account, v.ID, display, c.ID, v.InboxID, v.AssigneeID, v.Status, v.Urgency, v.LastActivityAt, v.CreatedAt,
				v.TeamID, v.WaitingSince)
			db.Exec(t, `
				INSERT INTO conversation_labels (account_id, conversation_id, label_id)
				SELECT account_id, $2, id FROM labels WHERE account_id = $1 AND title = ANY($3)`, w.account, v.ID, v.Labels)
		}
	}
	db.Exec(t, `ANALYZE`)
}

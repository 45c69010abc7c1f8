package crm

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// Origin says in which system the rows of a Seed come from which kind of records. Without a system nothing of it is remembered: rows that
// the account has are then left as they are.
type Origin struct {
	System string
	Noun   models.LegacyNoun
	// LegacyID returns the id of a record there, out of the one that is computed from it.
	LegacyID func(uuid.UUID) string `json:"-"`
}

// changedHere is the reason for leaving a record as it is although it has changed in the other system.
const changedHere = "It was changed here since, so the change there was not taken."

// fingerprint tells records apart as they are in the other system.
func fingerprint(row any, labels ...string) int64 {
	text, err := json.Marshal(row)
	if err != nil {
		panic(err) // rows are plain structs
	}
	h := sha256.New()
	h.Write(text)
	for _, l := range labels {
		h.Write([]byte("\x00" + l))
	}
	return int64(binary.BigEndian.Uint64(h.Sum(nil)))
}

// fingerprints remembers what the rows are like before they are fitted into the account. What changes by itself, such as the time of the
// last change, makes no difference.
func (a *adoption) fingerprints(rows Seed) {
	none := models.DateTime{}
	for _, r := range rows.Users {
		a.print(r.ID.UUID, []any{r.Name, r.Email, r.Role, r.DeactivatedAt != nil})
	}
	for _, r := range rows.Bots {
		r.UpdatedAt, r.CreatedAt = none, none
		a.print(r.ID.UUID, r)
	}
	members := map[models.TeamID][]string{}
	for _, m := range rows.TeamMembers {
		members[m.TeamID] = append(members[m.TeamID], m.UserID.String())
	}
	for _, r := range rows.Teams {
		r.UpdatedAt, r.CreatedAt = none, none
		a.print(r.ID.UUID, r, sorted(members[r.ID])...)
	}
	for _, r := range rows.Labels {
		r.UpdatedAt, r.CreatedAt = none, none
		a.print(r.ID.UUID, r)
	}
	for _, r := range rows.Definitions {
		r.UpdatedAt = none
		a.print(r.ID.UUID, r)
	}
	for _, r := range rows.Companies {
		r.UpdatedAt = none
		a.print(r.ID.UUID, r)
	}
	for _, r := range rows.Inboxes {
		a.print(r.ID.UUID, []any{r.Name, r.ChannelType, r.CsatSurveyEnabled})
	}
	contactLabels := map[models.ContactID][]string{}
	for _, l := range rows.ContactLabels {
		contactLabels[l.ContactID] = append(contactLabels[l.ContactID], l.LabelID.String())
	}
	for _, r := range rows.Contacts {
		r.UpdatedAt, r.LastActivityAt, r.BlockedAt = none, nil, nil
		a.print(r.ID.UUID, r, sorted(contactLabels[r.ID])...)
	}
	for _, r := range rows.ContactInboxes {
		a.print(r.ID.UUID, r)
	}
	conversationLabels := map[models.ConversationID][]string{}
	for _, l := range rows.ConversationLabels {
		conversationLabels[l.ConversationID] = append(conversationLabels[l.ConversationID], l.LabelID.String())
	}
	for _, r := range rows.Conversations {
		r.UpdatedAt, r.LastActivityAt = none, none
		a.print(r.ID.UUID, r, sorted(conversationLabels[r.ID])...)
	}
	for _, r := range rows.Messages {
		if r.UpdatedAt = nil; r.DeletedAt != nil {
			r.DeletedAt = &none
		}
		a.print(r.ID.UUID, r)
	}
	for _, r := range rows.Attachments {
		a.print(r.ID.UUID, r)
	}
	for _, r := range rows.Notes {
		r.UpdatedAt = none
		a.print(r.ID.UUID, r)
	}
	for _, r := range rows.CsatResponses {
		a.print(r.ID.UUID, r)
	}
	for _, r := range rows.Segments {
		r.UpdatedAt = none
		a.print(r.ID.UUID, r)
	}
}

func (a *adoption) print(id uuid.UUID, row any, labels ...string) {
	a.prints[id] = fingerprint(row, labels...)
}

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}

// learnLegacy reads what became of the rows when they were brought over before.
func (a *adoption) learnLegacy() error {
	ids := make(store.IDs[uuid.UUID], 0, len(a.prints))
	for id := range a.prints {
		ids = append(ids, id)
	}
	found, err := legacyRecords.List(a, "lr.account_id = ? AND lr.origin = ANY (ARRAY (SELECT unnest(?::uuid[])))", a.Account, ids)
	for _, r := range found {
		a.before[r.Origin] = r
	}
	return err
}

// remember keeps what became of a row, and in which version.
func (a *adoption) remember(origin, record uuid.UUID, version int) {
	if a.origin.System == "" {
		return
	}
	print := a.prints[origin]
	if was := a.before[origin]; was != nil && was.RecordID == record && was.Fingerprint == print && was.Version == version {
		return
	}
	a.after[origin] = &LegacyRecord{Origin: origin, LegacyID: a.origin.LegacyID(origin), RecordID: record, Fingerprint: print,
		Version: version}
}

// storeLegacy stores what was remembered.
func (a *adoption) storeLegacy() error {
	n := len(a.after)
	if n == 0 {
		return nil
	}
	origins, records := make(store.IDs[uuid.UUID], n), make(store.IDs[uuid.UUID], n)
	ids, prints, versions := make([]string, n), make([]int64, n), make([]int, n)
	i := 0
	for _, r := range a.after {
		origins[i], records[i], ids[i], prints[i], versions[i] = r.Origin, r.RecordID, r.LegacyID, r.Fingerprint, r.Version
		i++
	}
	return a.Exec(`
		INSERT INTO legacy_records (account_id, system, noun, origin, record_id, legacy_id, fingerprint, version)
		SELECT ?::bigint, ?::text, ?::text, n.origin, n.record_id, n.legacy_id, n.fingerprint, n.version
		FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::integer[])
			AS n (origin, record_id, legacy_id, fingerprint, version)
		ON CONFLICT (account_id, origin) DO UPDATE
		SET record_id = EXCLUDED.record_id, fingerprint = EXCLUDED.fingerprint, version = EXCLUDED.version`,
		a.Account, a.origin.System, string(a.origin.Noun), origins, records, ids, prints, versions)
}

// due reports whether a row has changed in the other system since it was brought over, and not here, where it has a version. That it has
// changed in both is reported.
func (a *adoption) due(origin uuid.UUID, version int) bool {
	was := a.before[origin]
	switch {
	case was == nil: // brought over before anything was remembered
		a.remember(origin, origin, version)
		return false
	case was.Fingerprint == a.prints[origin]:
		return false
	case was.Version != version:
		a.reject(origin, "", "", changedHere)
		return false
	}
	return true
}

// settle stores the rows that are new, and changes those that have changed in the other system and not here: into puts the values of
// a row into the stored one, or returns a reason for which it can't be.
func settle[T any, K typeid.Key](
	a *adoption, t store.Table[T], rows []T, id func(*T) (K, uuid.UUID), into func(stored *T, row T) (string, error),
) (fresh []T, err error) {
	if a.origin.System == "" {
		return missing(a, t, rows)
	}
	ids := make(store.IDs[uuid.UUID], len(rows))
	for i := range rows {
		_, ids[i] = id(&rows[i])
	}
	alias := t.Alias()
	found, err := t.List(a, alias+".account_id = ? AND "+alias+".id = ANY (ARRAY (SELECT unnest(?::uuid[]))) FOR UPDATE", a.Account, ids)
	if err != nil {
		return nil, err
	}
	stored := make(map[uuid.UUID]*T, len(found))
	for _, row := range found {
		_, u := id(row)
		stored[u] = row
	}
	for i, u := range ids {
		switch own := stored[u]; {
		case own == nil && a.before[u] == nil:
			fresh = append(fresh, rows[i])
			a.remember(u, u, 1)
		case own != nil && a.due(u, versionOf(own)):
			if err := changeRow(a, own, rows[i], u, into, func() error { k, _ := id(own); return store.Save(a, own, k) }); err != nil {
				return nil, err
			}
		}
	}
	return fresh, nil
}

// versionOf returns the version of a record, 1 for one that has none.
func versionOf(row any) int {
	if v, ok := row.(models.Versioned); ok {
		return *v.Revision()
	}
	return 1
}

// changeRow changes a stored row.
func changeRow[T any](a *adoption, own *T, row T, origin uuid.UUID, into func(*T, T) (string, error), save func() error) error {
	reason, err := into(own, row)
	if err != nil {
		return err
	}
	if reason != "" {
		a.reject(origin, "", "", reason)
		return nil
	}
	if v, ok := any(own).(models.Versioned); ok {
		*v.Revision()++
	}
	if err := save(); err != nil {
		if store.IsUnique(err) || store.IsForeignKey(err) {
			return store.ErrMoved
		}
		return err
	}
	a.Changed++
	a.remember(origin, origin, versionOf(own))
	return nil
}

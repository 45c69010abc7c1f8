// Package chatwoot brings accounts over from the database of a Chatwoot 3.16 to 4.15.
//
// It reads every table in one snapshot, in chunks by id, turns each row into one of ours and has crm adopt the chunk in one
// transaction. Columns are asked for, since every release has others. Ids are computed from Chatwoot's, so a run that was interrupted is
// simply begun again: each row is stored once, and the report is whole every time. A later run changes what has changed in Chatwoot and
// not here. What does not fit is reported, never dropped in silence: a value that breaks a rule is left out of
// its row, a row whose parent is missing is left out whole.
package chatwoot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// Options say what is brought over, and how.
type Options struct {
	// From is the address of Chatwoot's PostgreSQL, which is only read.
	From string
	// Only are the ids of Chatwoot's accounts, all of them if empty.
	Only []int64
	// Into is the account that the one account goes to; without it each goes to one of its own, which is made.
	Into models.AccountID
	// Region is where phone numbers without + are read in accounts that are made, ISO 3166-1 alpha-2.
	Region string
	// Report gets, as CSV, what did not fit. Nothing is written to it before Chatwoot's database has answered.
	Report io.Writer
	// Progress is called when a table is begun, with its number of rows, and returns the function that is called as rows are done.
	Progress func(table string, rows int64) (done func(rows int))
	// FollowDeletes is whether records that were deleted in Chatwoot since they were brought over are deleted here too, unless they have
	// changed here. Without it they are reported.
	FollowDeletes bool
	// CRMv2 is whether the accounts use Chatwoot's feature crm_v2, with which segments hold leads instead of everybody who has an address.
	CRMv2 bool
}

// Import brings accounts over and returns what became of them, also with an error. It can be called again after an error.
func Import(ctx context.Context, c *crm.Service, o Options) ([]*Result, error) {
	s, err := open(ctx, o.From)
	if err != nil {
		return nil, err
	}
	defer s.close()
	accounts, err := s.accounts(ctx, o.Only)
	if err != nil {
		return nil, err
	}
	if !o.Into.IsZero() && len(accounts) != 1 {
		return nil, fmt.Errorf("%d accounts can't go into one; choose one of Chatwoot's accounts", len(accounts))
	}
	report, err := newReport(o.Report)
	if err != nil {
		return nil, err
	}
	defer report.discard()
	var results []*Result
	for _, a := range accounts {
		im, err := begin(ctx, c, s, a, o, report)
		if err != nil {
			return results, err
		}
		results = append(results, &im.Result)
		if err := im.run(ctx); err != nil {
			return results, errors.Join(fmt.Errorf("account %d: %w", a.ID, err), report.write())
		}
	}
	return results, report.write()
}

// Result is what became of one account.
type Result struct {
	// Chatwoot is the id of Chatwoot's account, Account that of ours.
	Chatwoot int64
	Account  models.AccountID
	Name     string
	Tables   []*Table
	// Lost is what was not brought over, and how many rows have something there.
	Lost []Lost
}

// Table is what became of one table of an account.
type Table struct {
	Name string
	// Read are the rows that Chatwoot has, Stored those of them, or made for them, that are new here.
	Read, Stored int
	// Changed are those of the rows that had changed in Chatwoot since they were brought over, Joined those that the account had before.
	Changed, Joined int
	// Gone is whether the table is that of an earlier run: Read are then the rows that Chatwoot has no more, Changed those deleted here too.
	Gone bool
	// Rejected counts the values and rows that were not stored, by reason.
	Rejected map[string]int
}

// importer brings one account over.
type importer struct {
	Result
	crm      *crm.Service
	source   *source
	ids      namespace
	report   *report
	progress func(string, int64) func(int)

	viewer *models.Viewer
	now    models.DateTime
	// What the account has, by Chatwoot's ids and, for labels, by title.
	users map[int64]models.UserID
	// former are the users who left Chatwoot's account, bots the programs by Chatwoot's type.
	former map[int64]bool
	teams  map[int64]models.TeamID
	bots   map[string]map[int64]models.BotID
	labels map[string]models.LabelID
	// named are the labels that the account has.
	named map[models.LabelID]bool
	// defined are the types of the custom attributes of contacts, by Chatwoot's keys, and what their keys are here.
	defined map[string]attribute
	// types are those of all custom attributes.
	types map[models.AttributeModel]map[string]models.AttributeType
	// options are what was asked for.
	options Options
	// again is whether something was brought over to the account before.
	again bool
}

func begin(ctx context.Context, c *crm.Service, s *source, a account, o Options, r *report) (*importer, error) {
	im := &importer{crm: c, source: s, ids: a.namespace(), report: r, progress: o.Progress,
		users: map[int64]models.UserID{}, labels: map[string]models.LabelID{}, defined: map[string]attribute{},
		former: map[int64]bool{}, teams: map[int64]models.TeamID{}, bots: map[string]map[int64]models.BotID{},
		options: o, named: map[models.LabelID]bool{},
		types: map[models.AttributeModel]map[string]models.AttributeType{}}
	im.Chatwoot, im.Name, im.Account, im.now = a.ID, a.name(), o.Into, models.At(a.Now)
	if im.Account.IsZero() {
		im.Account = typeid.Of[models.AccountID](im.ids.of("accounts", a.ID))
		if err := c.CreateAccount(ctx, im.Account, im.Name, o.Region); err != nil {
			return nil, err
		}
	}
	var err error
	im.viewer, err = c.Operator(ctx, im.Account)
	return im, err
}

// run brings the tables over, those first that others refer to.
func (im *importer) run(ctx context.Context) error {
	ctx = models.WithViewer(ctx, im.viewer)
	var err error
	if im.again, err = im.crm.KnowsLegacy(ctx, System); err != nil {
		return err
	}
	for _, bring := range []func(context.Context) error{
		im.bringUsers, im.bringFormerUsers, im.bringTeams, im.bringBots, im.bringLabels, im.bringTags, im.bringDefinitions, im.bringCompanies,
		im.bringInboxes, im.bringContacts, im.bringContactInboxes, im.bringConversations, im.bringMessages, im.bringAttachments, im.bringNotes,
		im.bringCsatResponses, im.bringSegments, im.reportStrays, im.reportLost, im.followDeletes,
	} {
		if err := bring(ctx); err != nil {
			return err
		}
	}
	return nil
}

// table is the one that is brought over at the moment.
func (im *importer) table() *Table { return im.Tables[len(im.Tables)-1] }

// bring reads a table of the account and stores what convert makes of each chunk of its rows.
func bring[T keyed](ctx context.Context, im *importer, t query, convert func([]T) (crm.Seed, error), stored ...func(crm.Adoption)) error {
	if !im.source.readable(t) {
		return nil
	}
	n, err := im.source.count(ctx, t, im.Chatwoot)
	if err != nil {
		return fmt.Errorf("%s: %w", t.table, err)
	}
	im.Tables = append(im.Tables, &Table{Name: t.table, Rejected: map[string]int{}})
	done := im.progress(t.table, n)
	err = stream(ctx, im.source, t, im.Chatwoot, func(chunk []T) error {
		rows, err := convert(chunk)
		if err != nil {
			return err
		}
		rows.Origin = im.origin(t)
		adoption, err := im.crm.Adopt(ctx, rows)
		if err != nil {
			return err
		}
		im.table().Read += len(chunk)
		im.table().Stored += adoption.Stored
		im.table().Changed += adoption.Changed
		im.table().Joined += adoption.Joined
		for _, m := range adoption.Rejected {
			im.misfit(t.table, foreign(m.ID), m.Field, m.Value, m.Reason)
		}
		for _, then := range stored {
			then(adoption)
		}
		done(len(chunk))
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", t.table, err)
	}
	return nil
}

// System is the name under which records keep the ids that they had in Chatwoot.
const System = "chatwoot"

// nouns are the kinds of records whose ids people know. Others have the name of their table.
var nouns = map[string]models.LegacyNoun{"account_users": models.LegacyUser, "users": models.LegacyUser, "agent_bots": models.LegacyBot,
	"labels": models.LegacyLabel, "companies": models.LegacyCompany, "inboxes": models.LegacyInbox, "contacts": models.LegacyContact,
	"conversations": models.LegacyConversation, "messages": models.LegacyMessage, "notes": models.LegacyNote}

func (im *importer) origin(t query) crm.Origin {
	noun, known := nouns[t.table]
	if !known {
		noun = models.LegacyNoun(t.table)
	}
	return crm.Origin{System: System, Noun: noun, LegacyID: func(u uuid.UUID) string { return strconv.FormatInt(foreign(u), 10) }}
}

// misfit reports what did not fit of a row, or of one that belongs to it.
func (im *importer) misfit(table string, id int64, field, value, reason string) {
	im.table().Rejected[reason]++
	im.report.add(im.Chatwoot, table, id, field, value, reason)
}

// Reasons returns why something did not fit, the most frequent first.
func (t *Table) Reasons() []string {
	reasons := make([]string, 0, len(t.Rejected))
	for reason := range t.Rejected {
		reasons = append(reasons, reason)
	}
	slices.SortFunc(reasons, func(a, b string) int {
		return cmp.Or(cmp.Compare(t.Rejected[b], t.Rejected[a]), cmp.Compare(a, b))
	})
	return reasons
}

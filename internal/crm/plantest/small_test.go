package plantest

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/dataset"
	"kith/models"
	"kith/models/page"
)

// TestSmallAccountBesideALargeOne lists, filters and searches an account of 60 contacts in a database where another one has 30,000, for
// which the statistics stand. PostgreSQL must read the small account alone: a walk through an index of values that both accounts have
// would read the other's rows.
func TestSmallAccountBesideALargeOne(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	conn, err := pgx.Connect(ctx, w.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	const contacts = 60
	if err := dataset.Build(ctx, conn, dataset.Account{Key: w.Home.Key, Contacts: contacts, Details: true},
		dataset.Account{Key: w.Foreign.Key, Contacts: 30_000, Details: true}); err != nil {
		t.Fatal(err)
	}
	largest := 0.0 // the rows of the account's largest table
	for _, table := range []string{"contacts", "contact_points", "conversations", "messages", "contact_labels", "notes", "csat_responses"} {
		w.Exec(t, "VACUUM ANALYZE "+table)
		largest = max(largest, float64(w.Count(t, "SELECT count(*) FROM "+table+" WHERE account_id = $1", w.Home.Key)))
	}
	allowed := largest

	list := func(name string, q crm.ContactQuery) walked {
		return walk(name, allowed, func(ctx context.Context, a page.Args) (*models.ContactConnection, error) {
			p, err := w.CRM.ListContacts(ctx, a, q)
			if err == nil {
				_, err = p.Count(ctx, 1000)
			}
			return p, err
		})
	}
	eq := func(s string) *models.StringFilter { return &models.StringFilter{Eq: &s} }
	var lists []walked
	for _, field := range orderFields {
		lists = append(lists, list(fmt.Sprint("by ", field), crm.ContactQuery{OrderBy: []*models.ContactOrder{
			{By: models.ContactOrderKey{Field: &field}, Direction: models.Desc, Nulls: models.NullsLast}}}))
	}
	for name, filter := range map[string]*models.ContactFilter{
		"label":     {Labels: &models.LabelsFilter{Any: []string{"label-7"}}},
		"no label":  {Labels: &models.LabelsFilter{None: []string{"label-7"}}},
		"country":   {CountryCode: eq("DE")},
		"city":      {City: eq("city 77")},
		"attribute": {CustomAttributes: []models.CustomAttributeFilter{{Key: "plan", Text: eq("pro")}}},
		"name":      {Name: &models.StringFilter{Contains: ptr("person")}},
		"email":     {Email: &models.StringFilter{Contains: ptr("example")}},
		"online":    {Availability: ptr(models.Online)},
		"company":   {CompanyName: eq("company 7")},
	} {
		lists = append(lists, list(name, crm.ContactQuery{Filter: filter}))
	}
	for _, text := range []string{"person", "clan1", "pe", "mail1", "+1 212", "persom"} {
		lists = append(lists, list("search "+text, crm.ContactQuery{Search: &text}))
	}
	lists = append(lists,
		walk("conversations", allowed, func(ctx context.Context, a page.Args) (*models.ConversationConnection, error) {
			return w.CRM.ListConversations(ctx, a, crm.ConversationQuery{})
		}),
		walk("messages", allowed, func(ctx context.Context, a page.Args) (*models.MessageConnection, error) {
			return w.CRM.ListMessages(ctx, a, crm.MessageQuery{Search: "conversation"})
		}),
		walk("ratings", allowed, func(ctx context.Context, a page.Args) (*models.CsatResponseConnection, error) {
			return w.CRM.ListCsatResponses(ctx, a, nil, &models.CsatOrder{Field: models.CsatByRating, Direction: models.Desc})
		}),
		walk("companies", allowed, func(ctx context.Context, a page.Args) (*models.CompanyConnection, error) {
			return w.CRM.ListCompanies(ctx, a, nil, &models.CompanyOrder{Field: models.CompanyByContacts, Direction: models.Desc})
		}))
	first := 25
	for _, l := range lists {
		t.Run(l.name, func(t *testing.T) {
			w.Statements.Reset()
			if _, err := l.read(ctx, page.Args{First: &first}); err != nil {
				t.Fatal(err)
			}
			within(t, w, l.rows, 1e9)
		})
	}
}

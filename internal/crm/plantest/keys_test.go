package plantest

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/dataset"
	"kith/models"
	"kith/models/page"
)

// TestFewKeysArePlannedOnce changes one contact and reads its records repeatedly: PostgreSQL must use a generic plan, for any
// number of contacts, instead of planning each time. It makes five custom plans first.
func TestFewKeysArePlannedOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	conn, err := pgx.Connect(ctx, w.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if err := dataset.Build(ctx, conn, dataset.Account{Key: w.Home.Key, Contacts: 3000, Details: true}); err != nil {
		t.Fatal(err)
	}
	config := w.Pool.Config()
	config.MaxConns = 1 // prepared statements and their plans belong to a connection
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	service, err := crm.New(pool)
	if err != nil {
		t.Fatal(err)
	}
	first, three := 1, 3
	newest, err := service.ListContacts(ctx, page.Args{First: &first}, crm.ContactQuery{})
	if err != nil {
		t.Fatal(err)
	}
	ids := []models.ContactID{newest.Nodes()[0].ID}
	for i := range 7 {
		if _, err := service.UpdateContact(ctx, models.ContactUpdateInput{ID: ids[0],
			LastName: graphql.OmittableOf(ptr(fmt.Sprint("name ", i)))}); err != nil {
			t.Fatal(err)
		}
		b, err := service.Batch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		b.ContactsByID(ids, crm.AllColumns)
		b.LabelsByContact(ids, crm.AllColumns)
		b.InboxesByContact(ids, crm.AllColumns)
		b.PresenceByContact(ids, crm.AllColumns)
		conversations := b.ConversationsByContact(ids, crm.ConversationQuery{})
		conversations.Pages(page.Args{First: &three}, crm.AllColumns)
		conversations.Counts(100)
		if err := b.Send(); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := pool.Query(crmtest.Unrecorded(ctx),
		"SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements WHERE strpos(statement, $1) > 0", "uuid[]")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	statements := 0
	for ; rows.Next(); statements++ {
		var text string
		var kept, anew int
		if err := rows.Scan(&text, &kept, &anew); err != nil {
			t.Fatal(err)
		}
		if anew > 5 {
			t.Errorf("planned %d times, and %d times by the kept plan: %s", anew, kept, text)
		}
	}
	if err := rows.Err(); err != nil || statements != 9 {
		t.Errorf("%d statements take keys: %v", statements, err)
	}
}

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

// walked is a list in one order, which is read page by page.
type walked struct {
	name string
	read func(context.Context, page.Args) (page.Info, error)
	// rows is how many rows a page may read, a deep one too.
	rows float64
}

func walk[T any](name string, rows float64, list func(context.Context, page.Args) (*page.Connection[T], error)) walked {
	return walked{name, func(ctx context.Context, a page.Args) (page.Info, error) {
		p, err := list(ctx, a)
		if err != nil {
			return page.Info{}, err
		}
		return p.PageInfo, nil
	}, rows}
}

// TestTalksReadOnlyTheirPage reads companies, conversations, ratings and found messages in their orders, on the first page and deep in the
// list, and checks what PostgreSQL reads.
func TestTalksReadOnlyTheirPage(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	conn, err := pgx.Connect(ctx, w.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	const contacts, companies = 9000, 5000
	if err := dataset.Build(ctx, conn, dataset.Account{Key: w.Home.Key, Contacts: contacts, Details: true}); err != nil {
		t.Fatal(err)
	}
	w.Exec(t, `UPDATE conversations SET waiting_since = created_at WHERE account_id = $1 AND display_id % 3 > 0`, w.Home.Key)
	w.Exec(t, `UPDATE companies SET last_activity_at = created_at WHERE account_id = $1`, w.Home.Key)
	for _, table := range []string{"conversations", "companies", "csat_responses", "messages", "contacts", "notes"} {
		w.Exec(t, "VACUUM ANALYZE "+table) // tests of other packages do not see this database
	}
	const onePage = 120
	var lists []walked
	for _, direction := range []models.Direction{models.Asc, models.Desc} {
		for field, rows := range map[models.CompanyOrderField]float64{models.CompanyByName: onePage, models.CompanyByCreation: onePage,
			// Each company and its contacts are counted once for the order, and perhaps once more for the position.
			models.CompanyByActivity: onePage, models.CompanyByContacts: 2*(contacts+companies) + onePage} {
			lists = append(lists, walk(fmt.Sprint("companies ", field, direction), rows,
				func(ctx context.Context, a page.Args) (*models.CompanyConnection, error) {
					return w.CRM.ListCompanies(ctx, a, nil, &models.CompanyOrder{Field: field, Direction: direction})
				}))
		}
		for _, field := range []models.ConversationOrderField{models.ConversationByActivity, models.ConversationByWaiting} {
			lists = append(lists, walk(fmt.Sprint("conversations ", field, direction), onePage,
				func(ctx context.Context, a page.Args) (*models.ConversationConnection, error) {
					return w.CRM.ListConversations(ctx, a, crm.ConversationQuery{
						OrderBy: models.ConversationOrder{Field: field, Direction: direction}})
				}))
		}
		for _, field := range []models.CsatOrderField{models.CsatByCreation, models.CsatByRating} {
			lists = append(lists, walk(fmt.Sprint("ratings ", field, direction), onePage,
				func(ctx context.Context, a page.Args) (*models.CsatResponseConnection, error) {
					return w.CRM.ListCsatResponses(ctx, a, nil, &models.CsatOrder{Field: field, Direction: direction})
				}))
		}
	}
	lists = append(lists, walk("messages found by a rare text", onePage,
		func(ctx context.Context, a page.Args) (*models.MessageConnection, error) {
			return w.CRM.ListMessages(ctx, a, crm.MessageQuery{Search: "conversation 4321, about"})
		}))
	for _, list := range lists {
		t.Run(list.name, func(t *testing.T) {
			few, many := 25, 100
			w.Statements.Reset()
			info, err := list.read(ctx, page.Args{First: &few})
			if err != nil {
				t.Fatal(err)
			}
			within(t, w, list.rows, 1e9)
			for range 5 {
				if !info.HasNextPage {
					return
				}
				if info, err = list.read(ctx, page.Args{First: &many, After: info.EndCursor()}); err != nil {
					t.Fatal(err)
				}
			}
			deep := info.EndCursor()
			for _, a := range []page.Args{{First: &few, After: deep}, {Last: &few, Before: deep}} {
				w.Statements.Reset()
				if _, err := list.read(ctx, a); err != nil {
					t.Fatal(err)
				}
				within(t, w, list.rows, 1e9)
			}
		})
	}
	t.Run("of the contacts of companies", func(t *testing.T) {
		few, three := 25, 3
		p, err := w.CRM.ListCompanies(ctx, page.Args{First: &few}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		ids := make([]models.CompanyID, 0, few)
		for _, c := range p.Nodes() {
			ids = append(ids, c.ID)
		}
		b, err := w.CRM.Batch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range []models.ConversationOrderField{models.ConversationByActivity, models.ConversationByWaiting} {
			q := crm.ConversationQuery{OrderBy: models.ConversationOrder{Field: field, Direction: models.Desc}}
			b.ConversationsByCompany(ids, q).Pages(page.Args{First: &three}, crm.AllColumns)
		}
		b.NotesByCompany(ids).Pages(page.Args{First: &three}, crm.AllColumns)
		w.Statements.Reset()
		if err := b.Send(); err != nil {
			t.Fatal(err)
		}
		within(t, w, onePage, 1e9)
	})
}

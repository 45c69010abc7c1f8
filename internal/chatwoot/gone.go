package chatwoot

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kith/models"
)

// deletable are the kinds of records that are looked for in Chatwoot, those first with which others go.
var deletable = []string{"conversations", "contacts", "contact_inboxes", "messages", "attachments", "notes", "csat_survey_responses",
	"custom_filters", "companies", "labels", "custom_attribute_definitions", "inboxes", "teams",
	"account_users"}

// followDeletes looks for records that were brought over in an earlier run and that Chatwoot has no more. They are reported, or deleted
// here too if that was asked for and they have not changed here.
func (im *importer) followDeletes(ctx context.Context) error {
	if !im.again {
		return nil
	}
	for _, table := range deletable {
		if !im.source.has(table, "") {
			continue
		}
		im.Tables = append(im.Tables, &Table{Name: table, Rejected: map[string]int{}, Gone: true})
		if err := im.followTable(ctx, table); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}

func (im *importer) followTable(ctx context.Context, table string) error {
	ids := table
	if table == "account_users" {
		ids = "users"
	}
	after, last := im.ids.of(ids, 0), im.ids.of(ids, serialBits)
	for {
		stored, err := im.crm.StoredLegacy(ctx, im.origin(query{table: table}), after, last)
		if err != nil || len(stored) == 0 {
			return err
		}
		there := make([]int64, len(stored))
		for i, s := range stored {
			there[i] = foreign(s.Origin)
		}
		gone, err := im.source.gone(ctx, table, im.Chatwoot, there)
		if err != nil {
			return err
		}
		for _, s := range stored {
			id := foreign(s.Origin)
			if !gone[id] || table == "account_users" && im.former[id] {
				continue
			}
			if err := im.follow(ctx, table, id, s.RecordID, s.Changed); err != nil {
				return err
			}
		}
		after = stored[len(stored)-1].Origin
	}
}

// follow deletes a record that was deleted in Chatwoot, or reports that it stays.
func (im *importer) follow(ctx context.Context, table string, id int64, record uuid.UUID, changed bool) error {
	im.table().Read++
	switch {
	case !im.options.FollowDeletes:
		im.misfit(table, id, "", "", "This was deleted in Chatwoot since; it stays here.")
		return nil
	case changed:
		im.misfit(table, id, "", "", "This was deleted in Chatwoot since and changed here; it stays here.")
		return nil
	}
	err := im.crm.DeleteLegacy(ctx, im.origin(query{table: table}).Noun, record)
	var refused *models.Error
	if errors.As(err, &refused) {
		im.misfit(table, id, "", "", "This was deleted in Chatwoot since; it stays here: "+refused.Message)
		return nil
	}
	if err == nil {
		im.table().Changed++
	}
	return err
}

// gone returns which of the ids a table of an account does not have.
func (s *source) gone(ctx context.Context, table string, account int64, ids []int64) (map[int64]bool, error) {
	there := "t.id = x.id"
	switch {
	case table == "account_users":
		there = "t.user_id = x.id AND t.account_id = " + strconv.FormatInt(account, 10)
	case s.has(table, "account_id"):
		there += " AND t.account_id = " + strconv.FormatInt(account, 10)
	}
	rows, err := s.tx.Query(ctx, "SELECT x.id FROM unnest($1::bigint[]) AS x (id) WHERE NOT EXISTS (SELECT FROM "+table+" t WHERE "+there+")",
		ids)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	gone := make(map[int64]bool, len(found))
	for _, id := range found {
		gone[id] = true
	}
	return gone, err
}

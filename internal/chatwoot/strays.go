package chatwoot

import (
	"context"

	"kith/internal/crm"
)

// strays are rows that belong to none of the accounts that Chatwoot has: what they belonged to was deleted. They are reported with the
// account whose rows come first, since they have to be reported once.
var strays = []struct {
	query
	reason string
}{
	{query{table: "contact_inboxes", columns: []column{text("source_id").as("value")}, from: `contact_inboxes ci
		WHERE NOT EXISTS (SELECT FROM contacts c WHERE c.id = ci.contact_id) AND NOT EXISTS (SELECT FROM inboxes i WHERE i.id = ci.inbox_id)
			AND $1 = (SELECT min(a.id) FROM accounts a)`}, "Neither the contact nor the inbox exists."},
	{query{table: "taggings", more: []string{"coalesce(g.name, '') AS value"}, from: `taggings t LEFT JOIN tags g ON g.id = t.tag_id
		WHERE t.context = 'labels' AND t.taggable_type IN ('Contact', 'Conversation')
			AND NOT EXISTS (SELECT FROM contacts c WHERE t.taggable_type = 'Contact' AND c.id = t.taggable_id)
			AND NOT EXISTS (SELECT FROM conversations v WHERE t.taggable_type = 'Conversation' AND v.id = t.taggable_id)
			AND $1 = (SELECT min(a.id) FROM accounts a)`}, "What had this label does not exist."},
}

type stray struct {
	record
	Value string
}

func (im *importer) reportStrays(ctx context.Context) error {
	for _, s := range strays {
		err := bring(ctx, im, s.query, func(chunk []stray) (crm.Seed, error) {
			for _, row := range chunk {
				im.row(row.ID).misfit("", row.Value, s.reason)
			}
			return crm.Seed{}, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

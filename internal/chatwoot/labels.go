package chatwoot

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var labels = query{table: "labels", id: "l.id",
	columns: "coalesce(l.title, '') AS title, coalesce(l.description, '') AS description, l.color, l.show_on_sidebar, l.created_at, " +
		"l.updated_at",
	from: "labels l WHERE l.account_id = $1"}

type label struct {
	record
	Title, Description, Color string
	ShowOnSidebar             *bool
	CreatedAt, UpdatedAt      time.Time
}

func (im *importer) bringLabels(ctx context.Context) error {
	return bring(ctx, im, labels, func(chunk []label) (rows crm.Seed, err error) {
		for _, l := range chunk {
			r := im.row(l.ID)
			own := models.Label{ID: typeid.Of[models.LabelID](im.ids.of("labels", l.ID)), CreatedAt: models.At(l.CreatedAt),
				UpdatedAt: models.At(l.UpdatedAt)}
			shown := l.ShowOnSidebar == nil || *l.ShowOnSidebar
			description := r.text("description", l.Description, models.MaxDescription)
			in := models.LabelCreateInput{Title: l.Title, Color: &l.Color, Description: &description, ShowOnSidebar: &shown}.Patch()
			if own.Apply(models.LabelUpdateInput{Color: graphql.OmittableOf(&l.Color)}) != nil {
				r.misfit("color", l.Color, "This is no colour; the label has the usual one.")
				in.Color = graphql.OmittableOf(ptr(models.DefaultLabelColor))
			}
			if err := own.Apply(in); err != nil {
				r.refuse(err)
				continue
			}
			rows.Labels = append(rows.Labels, own)
			im.labels[own.Title] = own.ID
		}
		return rows, nil
	}, im.nameLabels)
}

// nameLabels puts the account's own labels in the place of those that came over.
func (im *importer) nameLabels(a crm.Adoption) {
	for title, id := range im.labels {
		if own, ok := a.Labels[id]; ok {
			im.labels[title] = own
		}
	}
}

// tags are the names that something of the account is labelled with. Chatwoot does not ask whether such a label is defined.
var tags = query{table: "tags", id: "g.id", columns: "g.name",
	from: `tags g
		WHERE EXISTS (
			SELECT FROM taggings t
			LEFT JOIN contacts c ON t.taggable_type = 'Contact' AND c.id = t.taggable_id
			LEFT JOIN conversations v ON t.taggable_type = 'Conversation' AND v.id = t.taggable_id
			WHERE t.tag_id = g.id AND t.context = 'labels' AND coalesce(c.account_id, v.account_id) = $1)`}

type tag struct {
	record
	Name string
}

// bringTags defines labels for the names that have no definition.
func (im *importer) bringTags(ctx context.Context) error {
	return bring(ctx, im, tags, func(chunk []tag) (rows crm.Seed, err error) {
		for _, t := range chunk {
			r := im.row(t.ID)
			own := models.Label{ID: typeid.Of[models.LabelID](im.ids.of("tags", t.ID)), Color: models.DefaultLabelColor, CreatedAt: im.now,
				UpdatedAt: im.now}
			if err := own.Apply(models.LabelUpdateInput{Title: graphql.OmittableOf(&t.Name)}); err != nil {
				r.misfit("name", t.Name, "This can't be the title of a label; what has it goes without.")
				continue
			}
			if _, defined := im.labels[own.Title]; defined {
				continue
			}
			r.misfit("name", t.Name, "There was no label with this title; one was made.")
			rows.Labels = append(rows.Labels, own)
			im.labels[own.Title] = own.ID
		}
		return rows, nil
	}, im.nameLabels)
}

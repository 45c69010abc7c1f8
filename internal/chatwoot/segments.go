package chatwoot

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// segments are the stored filters of contacts; those of conversations and reports have no counterpart here.
var segments = query{table: "custom_filters", columns: []column{text("name"), text("query"), ref("user_id"), ref("filter_type").as("kind"),
	moment("created_at"), moment("updated_at")},
	from: "custom_filters f WHERE f.account_id = $1"}

type segment struct {
	record
	Name, Query          string
	UserID, Kind         int64
	CreatedAt, UpdatedAt time.Time
}

const contactSegment = 1

func (im *importer) bringSegments(ctx context.Context) error {
	return bring(ctx, im, segments, func(chunk []segment) (rows crm.Seed, err error) {
		for _, s := range chunk {
			if own, ok := im.segment(s); ok {
				rows.Segments = append(rows.Segments, own)
			}
		}
		return rows, nil
	})
}

func (im *importer) segment(s segment) (models.Segment, bool) {
	r := im.row(s.ID)
	own := models.Segment{ID: typeid.Of[models.SegmentID](im.ids.of("custom_filters", s.ID)), CreatedAt: models.At(s.CreatedAt),
		UpdatedAt: models.At(s.UpdatedAt)}
	if s.Kind != contactSegment {
		r.misfit("", s.Name, "Only filters of contacts can be stored.")
		return own, false
	}
	owner, known := im.users[s.UserID]
	if !known || im.former[s.UserID] {
		r.misfit("", s.Name, "The filter was private to somebody who is no user of the account.")
		return own, false
	}
	own.OwnerID = &owner
	t, err := im.translate(s.Query)
	if err != nil {
		r.misfit("", s.Query, "The filter can't be stored: "+err.Error()+".")
		return own, false
	}
	for _, note := range t.notes {
		r.misfit("filter", s.Name, note)
	}
	name := r.text("name", s.Name, models.MaxName)
	if err := own.Apply(models.SegmentUpdateInput{Name: graphql.OmittableOf(&name), Filter: graphql.OmittableOf(t.filter)}); err != nil {
		r.refuse(err)
		return own, false
	}
	return own, true
}

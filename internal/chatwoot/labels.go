package chatwoot

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var labels = query{table: "labels", columns: []column{text("title"), text("description"), text("color"), perhaps("show_on_sidebar"),
	moment("created_at"), moment("updated_at")},
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
			in := models.LabelCreateInput{Title: r.title(l.Title), Color: &l.Color, Description: &description, ShowOnSidebar: &shown}.Patch()
			if own.Apply(models.LabelUpdateInput{Color: graphql.OmittableOf(&l.Color)}) != nil {
				r.misfit("color", l.Color, "This is no colour; the label has the usual one.")
				in.Color = graphql.OmittableOf(ptr(models.DefaultLabelColor))
			}
			if err := own.Apply(in); err != nil {
				r.refuse(err)
				continue
			}
			if _, defined := im.labels[own.Title]; defined {
				r.misfit("title", l.Title, "Another label has become this one; they are one label now.")
				continue
			}
			rows.Labels = append(rows.Labels, own)
			im.labels[own.Title] = own.ID
		}
		return rows, nil
	}, im.nameLabels)
}

// nameLabels puts the account's own labels in the place of those that came over. A label that was deleted here is nobody's.
func (im *importer) nameLabels(a crm.Adoption) {
	for title, id := range im.labels {
		if _, asked := im.named[id]; asked {
			continue
		}
		own := a.Labels[id]
		im.labels[title], im.named[own] = own, true
	}
}

// title returns the title of the label for a name. What no title may have in it is replaced, and that is reported.
func (r row) title(name string) string {
	title, refused := models.CleanLabelTitle(name)
	if refused == nil {
		return title
	}
	title, mapped := mappedTitle(name)
	if mapped {
		r.misfit("title", name, "This can't be the title of a label; it has become "+title+".")
	}
	return title
}

// mappedTitle turns a name into a title: what is no letter, digit, hyphen or underscore becomes one, and what is too short or begins
// wrongly is put behind `label`.
func mappedTitle(name string) (title string, ok bool) {
	title = strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) || c == '-' || c == '_' {
			return c
		}
		return '_'
	}, models.LabelKey(name))
	title = cut(title, models.MaxLabelTitle-len("label_"))
	for _, one := range []string{title, "label_" + strings.Trim(title, "_-")} {
		if clean, refused := models.CleanLabelTitle(one); refused == nil {
			return clean, true
		}
	}
	return name, false
}

// tags are the names that something of the account is labelled with. Chatwoot does not ask whether such a label is defined.
var tags = query{table: "tags", columns: []column{text("name")},
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
			title := r.title(t.Name)
			if err := own.Apply(models.LabelUpdateInput{Title: graphql.OmittableOf(&title)}); err != nil {
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

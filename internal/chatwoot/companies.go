package chatwoot

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var companies = query{table: "companies", columns: []column{text("name"), text("domain"), text("description"),
	object("custom_attributes"), object("additional_attributes"), instant("last_activity_at"), moment("created_at"), moment("updated_at")},
	from: "companies o WHERE o.account_id = $1"}

type company struct {
	record
	Name, Domain, Description              string
	CustomAttributes, AdditionalAttributes string
	LastActivityAt                         *time.Time
	CreatedAt, UpdatedAt                   time.Time
}

func (im *importer) bringCompanies(ctx context.Context) error {
	return bring(ctx, im, companies, func(chunk []company) (rows crm.Seed, err error) {
		for _, c := range chunk {
			r := im.row(c.ID)
			own := models.Company{ID: typeid.Of[models.CompanyID](im.ids.of("companies", c.ID)), CreatedAt: models.At(c.CreatedAt),
				UpdatedAt:        models.At(c.UpdatedAt),
				CustomAttributes: r.custom(models.CompanyAttribute, c.CustomAttributes),
				MoreAttributes:   orEmpty(r.object("additionalAttributes", c.AdditionalAttributes)), LastActivityAt: since(c.LastActivityAt)}
			in := models.CompanyUpdateInput{
				Name:        graphql.OmittableOf(ptr(r.text("name", c.Name, models.MaxName))),
				Description: graphql.OmittableOf(ptr(r.text("description", c.Description, models.MaxDescription))),
			}
			domain := models.CompanyUpdateInput{Domain: graphql.OmittableOf(&c.Domain)}
			if own.Apply(domain) != nil {
				r.misfit("domain", c.Domain, "This is no host name.")
				own.Domain = nil
			}
			if err := own.Apply(in); err != nil {
				r.refuse(err)
				continue
			}
			rows.Companies = append(rows.Companies, own)
		}
		return rows, nil
	})
}

func ptr[T any](v T) *T { return &v }

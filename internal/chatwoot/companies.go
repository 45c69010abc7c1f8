package chatwoot

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var companies = query{table: "companies", id: "o.id",
	columns: `coalesce(o.name, '') AS name, coalesce(o.domain, '') AS domain, coalesce(o.description, '') AS description,
		coalesce(o.custom_attributes, '{}')::text AS custom_attributes, o.created_at, o.updated_at`,
	from: "companies o WHERE o.account_id = $1"}

type company struct {
	record
	Name, Domain, Description, CustomAttributes string
	CreatedAt, UpdatedAt                        time.Time
}

func (im *importer) bringCompanies(ctx context.Context) error {
	if !im.source.companies {
		return nil
	}
	return bring(ctx, im, companies, func(chunk []company) (rows crm.Seed, err error) {
		for _, c := range chunk {
			r := im.row(c.ID)
			own := models.Company{ID: typeid.Of[models.CompanyID](im.ids.of("companies", c.ID)), CreatedAt: models.At(c.CreatedAt),
				UpdatedAt:        models.At(c.UpdatedAt),
				CustomAttributes: r.attributes("customAttributes", r.object("customAttributes", c.CustomAttributes), patchCustom)}
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

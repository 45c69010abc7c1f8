package demo

import (
	"time"

	"kith/models"
	"kith/models/typeid"
)

// definitions say what the custom attributes of contacts and companies are.
var definitions = []models.CustomAttributeDefinitionCreateInput{
	{Model: models.ContactAttribute, Key: "plan", DisplayName: "Plan", Type: models.ListAttribute, Values: planNames()},
	{Model: models.ContactAttribute, Key: "seats", DisplayName: "Seats", Type: models.NumberAttribute},
	{Model: models.ContactAttribute, Key: "mrr", DisplayName: "Monthly revenue", Type: models.CurrencyAttribute},
	{Model: models.ContactAttribute, Key: "lifetime_value", DisplayName: "Lifetime value", Type: models.CurrencyAttribute},
	{Model: models.ContactAttribute, Key: "renewal_date", DisplayName: "Renewal", Type: models.DateAttribute},
	{Model: models.ContactAttribute, Key: "newsletter", DisplayName: "Newsletter", Type: models.CheckboxAttribute},
	{Model: models.ContactAttribute, Key: "lead_source", DisplayName: "Source", Type: models.ListAttribute, Values: sources},
	{Model: models.ContactAttribute, Key: "lead_score", DisplayName: "Score", Type: models.NumberAttribute},
	{Model: models.CompanyAttribute, Key: "employees", DisplayName: "Employees", Type: models.NumberAttribute},
	{Model: models.CompanyAttribute, Key: "industry", DisplayName: "Industry", Type: models.TextAttribute},
	{Model: models.CompanyAttribute, Key: "shops", DisplayName: "Shops", Type: models.NumberAttribute},
}

func planNames() []string {
	names := make([]string, len(plans))
	for i, p := range plans {
		names[i] = p.name
	}
	return names
}

func (b *builder) addDefinitions() {
	begin := b.ago(years + 4*day)
	for i, in := range definitions {
		at := after(begin, time.Duration(i)*time.Minute)
		d := models.CustomAttributeDefinition{AccountID: b.AccountID, ID: typeid.Of[models.CustomAttributeDefinitionID](b.id(at)),
			CreatedAt: at, UpdatedAt: at}
		if refused := d.Name(in); refused != nil {
			check(refused)
		}
		check(d.Apply(in.Patch()))
		b.world.Definitions = append(b.world.Definitions, d)
	}
}

// customAttributes are what the account's own systems know of the contact.
func (b *builder) customAttributes(kind models.ContactType, age time.Duration) models.JSON {
	if kind == models.Lead {
		return object(map[string]any{"lead_source": pick(b.dice, sources), "lead_score": b.between(1, 100), "newsletter": b.chance(40)})
	}
	n := b.weighted(30, 40, 20, 10)
	seats := b.between(1, 4<<(2*n))
	monthly := plans[n].price * (1 + seats/5)
	return object(map[string]any{"plan": plans[n].name, "seats": seats, "mrr": monthly, "lifetime_value": monthly * int(1+age/(30*day)),
		"renewal_date": b.now.Add(b.lasting(day, 365*day)).Format(time.DateOnly), "newsletter": b.chance(55)})
}

package demo

import (
	"strings"

	"kith/models"
	"kith/models/typeid"
)

// employer is a company with the country that most of its people live in.
type employer struct {
	*models.Company
	country country
}

// contactsPerCompany is how many contacts there are for each company, working there or not.
const contactsPerCompany = 15

// addCompanies makes companies in the first months, those of the names there are.
func (b *builder) addCompanies() {
	stems, kinds := strings.Fields(companyStems), strings.Split(companyKinds, ", ")
	names := newWalk(b.Seed, len(stems)*len(kinds))
	for range b.Contacts/contactsPerCompany + 1 {
		n, ok := names.next()
		if !ok {
			break
		}
		stem, kind := stems[n%len(stems)], kinds[n/len(stems)]
		at := b.ago(years - b.lasting(0, 120*day))
		domain := latin(stem) + "-" + latin(kind) + ".example"
		c := models.Company{AccountID: b.AccountID, ID: typeid.Of[models.CompanyID](b.id(at)), CreatedAt: at, UpdatedAt: at,
			CustomAttributes: models.JSON("{}")}
		seats := []int{b.between(2, 9), b.between(10, 60), b.between(60, 400), b.between(400, 6000)}[b.weighted(40, 38, 17, 5)]
		check(c.Apply(models.CompanyCreateInput{Name: stem + " " + kind, Domain: &domain,
			Description: ptr(pick(b.dice, companyDescriptions)),
			CustomAttributes: object(map[string]any{"employees": seats, "industry": industries[kind],
				"shops": 1 + seats/b.between(8, 40)})}.Patch()))
		b.world.Companies = append(b.world.Companies, c)
		b.companies = append(b.companies, employer{&c, b.country()})
	}
}

func (b *builder) country() country { return countries[b.weighted(countryWeights()...)] }

// employer returns one of the companies; a few have many more people than the others.
func (b *builder) employer() employer {
	return b.companies[min(b.IntN(len(b.companies)), b.IntN(len(b.companies)))]
}

// Words that no company is called by, and what companies do.
const (
	companyStems = `Quillmere Tarnbrook Velmora Osterlund Pellandra Wrenholt Karsavie Lumbrook Myrtelle Fennwick Zephora Cindervale
		Ardenmoor Bryndale Solvanta Hollowmere Nordelle Taverlow Juniforth Rookhaven Maribeck Eldonway Saffrane Copperlea
		Thistlow Vandorra Peregold Ashmarrow Lindquay Orrinvale Calvessa Dunmarsh Embervale Galenholm Hartwynn Islebrook
		Jorvane Kestrelow Larkenfield Mossendale Nettlebay Oakhurstle Pinemarrow Quenby Ravenlow Silvermead Torvanna
		Umberleigh Violetta Westermoor Yarrowby Zinnmar Brackenfold Cloverdean Driftmoor Elmsworth Foxmere Gorsefield
		Heathmarl Ivoryn`
	companyKinds = "Bakery, Books, Ceramics, Coffee, Cycles, Florists, Foods, Furniture, Garden, Hotels, Instruments, Kitchens, Lighting, " +
		"Logistics, Optics, Outdoor, Pharmacy, Pottery, Print, Records, Studio, Tea, Textiles, Toys"
)

var industries = map[string]string{
	"Bakery": "food", "Books": "retail", "Ceramics": "crafts", "Coffee": "food", "Cycles": "sports", "Florists": "retail", "Foods": "food",
	"Furniture": "home", "Garden": "home", "Hotels": "hospitality", "Instruments": "music", "Kitchens": "home", "Lighting": "home",
	"Logistics": "transport", "Optics": "health", "Outdoor": "sports", "Pharmacy": "health", "Pottery": "crafts", "Print": "media",
	"Records": "music", "Studio": "media", "Tea": "food", "Textiles": "crafts", "Toys": "retail",
}

var companyDescriptions = []string{
	"Family business that moved its shop online two years ago.", "Sells through its own shop and on two marketplaces.",
	"Runs several shops in town and one for the whole country.", "Wholesale mostly; the shop is for regular customers.",
	"Came from another shop system last winter.", "Ships to all neighbouring countries.",
	"Seasonal business with a peak before the holidays.", "",
}

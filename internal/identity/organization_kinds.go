package identity

// Organization is a company as it is compared with others.
type Organization struct{ Name, Domain string }

// OrganizationField is what two companies are compared by.
type OrganizationField string

// OrganizationKind is how two values of companies are alike.
type OrganizationKind string

// The fields and kinds, with their names in the API.
const (
	OrganizationName   OrganizationField = "NAME"
	OrganizationDomain OrganizationField = "DOMAIN"

	// OrganizationExact: the same name apart from case, accents, script, punctuation and legal form; the same registered domain.
	OrganizationExact OrganizationKind = "EXACT"
	// SameWords: the words of the name in another order.
	SameWords OrganizationKind = "SAME_WORDS"
	// SimilarName: a Jaro–Winkler similarity of 0.92 or more, or one letter.
	SimilarName OrganizationKind = "SIMILAR"
	// Contained: all words of one name are among those of the other.
	Contained OrganizationKind = "CONTAINED"
	// Acronym: one name is made of the other's first letters.
	Acronym OrganizationKind = "ACRONYM"
	// SameLabel: the same domain but for what follows the last dot of the name, as example.com and example.de.
	SameLabel OrganizationKind = "SAME_LABEL"
	// Named: the domain of one company is the name of the other, which has none.
	Named OrganizationKind = "NAMED"
	// OrganizationDifferent: nothing in common.
	OrganizationDifferent OrganizationKind = "DIFFERENT"
)

// OrganizationReason speaks for two companies being one if its Bits are positive, against it otherwise.
type OrganizationReason struct {
	Field OrganizationField
	Kind  OrganizationKind
	Bits  float64
}

// organizationBits are the weights, binary logarithms of likelihood ratios among companies that have a block in common, whose odds before
// are 1 to 16. They are set by judgement: there is no labelled set of customers' companies that they could be learned from.
var organizationBits = map[OrganizationField]map[OrganizationKind]float64{
	OrganizationName: {OrganizationExact: 8, SameWords: 6.5, SimilarName: 5, Contained: 2.5, Acronym: 3, OrganizationDifferent: -5},
	// Companies have several domains: different ones say little.
	OrganizationDomain: {OrganizationExact: 8, SameLabel: 6, Named: 3, OrganizationDifferent: -2.5},
}

const (
	organizationPrior = -4
	// maxOrganizations is how many companies may have a block in common: more make it no hint.
	maxOrganizations = 50
	// tellingName is the minimum length of a name whose letters are compared one by one.
	tellingName = 5
)

package identity

// Field is what two contacts are compared by.
type Field uint8

// The fields. Those from Attributes on are the account's custom attributes, in the order of their keys.
const (
	GivenName Field = iota
	FamilyName
	MiddleName
	NameOrder
	Generation
	Email
	PhoneNumber
	Identifier
	Company
	City
	Country
	Attributes
)

// Kind is how two values of a field are alike.
type Kind uint8

// The kinds. Which of them a field has is said in its priors.
const (
	Different Kind = iota
	Exact
	Similar
	Alike
	Nickname
	Initial
	Swapped
	Typo
	SameLocal
	NamedLocal
	SameNational
	SameYear
	Numbered
	kinds
)

var fieldNames = [...]string{"GIVEN_NAME", "FAMILY_NAME", "MIDDLE_NAME", "NAME_ORDER", "GENERATION", "EMAIL", "PHONE_NUMBER", "IDENTIFIER",
	"COMPANY", "CITY", "COUNTRY", "ATTRIBUTE"}

var kindNames = [...]string{"DIFFERENT", "EXACT", "SIMILAR", "ALIKE", "NICKNAME", "INITIAL", "SWAPPED", "TYPO", "SAME_LOCAL", "NAMED_LOCAL",
	"SAME_NATIONAL", "SAME_YEAR", "NUMBERED"}

// String returns the field's name in the API.
func (f Field) String() string { return fieldNames[min(f, Attributes)] }

// String returns the kind's name in the API.
func (k Kind) String() string { return kindNames[k] }

// Weight is how often a kind is found in pairs of one person and in pairs of two.
type Weight struct {
	Match    float64 `json:"m"`
	Mismatch float64 `json:"u"`
}

// Weights are those of the kinds of one field. A kind with a Match of 0 is not one of the field's.
type Weights [kinds]Weight

// priors are the weights of an account that has said nothing yet. Those of Exact are for values of average frequency; where the frequency
// of the value is known, it takes the place of Mismatch.
//
// How often a person's records agree and differ is what published evaluations of record linkage report for customers and patients: seven
// or eight in ten names agree, about one in ten is misspelt, and a tenth has changed. Email addresses and phone numbers of one person
// differ more often, since an address that is equal leads to the contact that has it and makes no second one.
var priors = [Attributes]Weights{
	GivenName: {Exact: {.74, .004}, Similar: {.09, .003}, Alike: {.04, .005}, Nickname: {.03, .002}, Initial: {.03, .0026},
		Different: {.07, .98}},
	FamilyName: {Exact: {.82, .001}, Similar: {.08, .002}, Alike: {.03, .003}, Initial: {.01, .001}, Nickname: {.002, .001},
		Different: {.05, .99}},
	MiddleName: {Exact: {.75, .01}, Similar: {.08, .005}, Alike: {.04, .005}, Nickname: {.01, .002}, Initial: {.08, .04},
		Different: {.01, .95}},
	NameOrder:  {Swapped: {.06, .5}},
	Generation: {Different: {.005, .5}},
	Email: {Exact: {.48, 1e-5}, Typo: {.12, 1e-4}, SameLocal: {.05, 1e-4}, NamedLocal: {.06, .06}, Numbered: {.002, .06},
		Similar: {.05, .002},
		Alike:   {.02, .004}, Different: {.22, .97}},
	PhoneNumber: {Exact: {.63, 2e-5}, SameNational: {.02, 1e-5}, Typo: {.05, 2e-4}, Different: {.30, .999}},
	Identifier:  {Exact: {.85, 1e-5}, Different: {.15, .999}},
	Company:     {Exact: {.75, .005}, Similar: {.08, .003}, Alike: {.03, .004}, Different: {.10, .98}},
	City:        {Exact: {.75, .02}, Similar: {.08, .003}, Alike: {.04, .004}, Different: {.13, .96}},
	Country:     {Exact: {.95, .4}, Different: {.05, .6}},
}

// The priors of custom attributes, by their type.
var (
	datePriors = Weights{Exact: {.84, 1. / 15000}, Typo: {.06, .002}, Swapped: {.01, 1e-4}, SameYear: {.02, .014}, Different: {.07, .98}}
	textPriors = Weights{Exact: {.65, .0005}, Similar: {.13, .002}, Alike: {.07, .004}, Swapped: {.02, 1e-4}, Different: {.13, .99}}
)

// household says how often a value that one person's records share is also shared by another person of the same household or office.
var household = [Attributes + 1]float64{FamilyName: .5, Email: .3, PhoneNumber: .4, Company: .7, City: .9, Country: 1, Attributes: .5}

package models

// Probabilities of pairs.
const (
	// LikelyDuplicate is the probability from which on two contacts are listed by default.
	LikelyDuplicate = 0.5
	// LeastDuplicate is the lowest probability that is stored.
	LeastDuplicate = 0.1
)

// DuplicatePair is a pair of contacts that may be the same person.
type DuplicatePair struct {
	First, Second ContactID
	Probability   float64
	Reasons       []DuplicateReason
}

// DuplicateReasons are reasons, stored as jsonb.
type DuplicateReasons []DuplicateReason

// Scan reads the stored jsonb.
func (r *DuplicateReasons) Scan(src any) error { return scanJSON(src, r) }

// DuplicateReason is one thing that speaks for or against two contacts being one person.
type DuplicateReason struct {
	Field DuplicateReasonField `json:"field"`
	Kind  DuplicateReasonKind  `json:"kind"`
	// AttributeKey is the key of the custom attribute that was compared, nil for other fields.
	AttributeKey *string `json:"attribute,omitempty"`
	// Bits is the weight: each bit doubles the odds, a negative one halves them.
	Bits float64 `json:"bits"`
}

// DuplicateReasonField is what two contacts are compared by.
type DuplicateReasonField string

// DuplicateReasonKind is how two values are similar.
type DuplicateReasonKind string

// DuplicateDismissInput names two contacts that are different people.
type DuplicateDismissInput struct{ ContactIDs []ContactID }

// DuplicateDismissPayload answers duplicateDismiss.
type DuplicateDismissPayload struct {
	Dismissed bool
	Failures
}

// DuplicateDraft are the values of a contact that does not exist yet.
type DuplicateDraft struct {
	Name, MiddleName, LastName *string
	Emails, PhoneNumbers       []string
	Identifier                 *string
	CompanyName, City          *string
	CountryCode                *string
	CustomAttributes           JSON
}

// DuplicateMatch is a contact that may be the person of a draft.
type DuplicateMatch struct {
	ContactID   ContactID
	Probability float64
	Reasons     []DuplicateReason
}

// DuplicateCluster is a group of contacts that are connected by likely pairs.
type DuplicateCluster struct {
	ContactIDs []ContactID
	// Probability is that of the least likely pair without which the group would fall apart.
	Probability float64
}

package models

// CompanyDuplicatePair is a pair of companies that may be one.
type CompanyDuplicatePair struct {
	First, Second CompanyID
	Probability   float64
	Reasons       []CompanyDuplicateReason
}

// CompanyDuplicateReasons are reasons, stored as jsonb.
type CompanyDuplicateReasons []CompanyDuplicateReason

// Scan reads the stored jsonb.
func (r *CompanyDuplicateReasons) Scan(src any) error { return scanJSON(src, r) }

// CompanyDuplicateReason is one thing that speaks for or against two companies being one.
type CompanyDuplicateReason struct {
	Field CompanyDuplicateField `json:"field"`
	Kind  CompanyDuplicateKind  `json:"kind"`
	// Bits is the weight: each bit doubles the odds, a negative one halves them.
	Bits float64 `json:"bits"`
}

// CompanyDuplicateField is what two companies are compared by.
type CompanyDuplicateField string

// CompanyDuplicateKind is how two values of companies are alike.
type CompanyDuplicateKind string

// CompanyDuplicateDismissInput names two companies that are not one.
type CompanyDuplicateDismissInput struct{ CompanyIDs []CompanyID }

// CompanyDuplicateDismissPayload answers companyDuplicateDismiss.
type CompanyDuplicateDismissPayload struct {
	Dismissed bool
	Failures
}

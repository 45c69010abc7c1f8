package main

import "slices"

// Directories of the breaks.
const (
	crm       = "internal/crm"
	models    = "models"
	page      = "models/page"
	phone     = "models/phone"
	resolvers = "resolvers"
	store     = "internal/store"
	typeid    = "models/typeid"
)

// breaks is the list of the guarantees, by the part of the program that gives them. Whoever adds a guarantee adds its break:
// docs/CONTRIBUTING.md says how.
func breaks() []Break {
	return slices.Concat(mergeBreaks, unmergeBreaks, deleteBreaks, contactBreaks, upsertBreaks, companyBreaks, storeBreaks, idempotencyBreaks,
		modelsBreaks, ruleBreaks, pageBreaks)
}

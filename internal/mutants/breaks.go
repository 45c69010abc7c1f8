package main

import "slices"

// Directories of the breaks.
const (
	auth       = "internal/auth"
	crm        = "internal/crm"
	egress     = "internal/egress"
	events     = "internal/events"
	files      = "internal/files"
	filter     = "internal/filter"
	identity   = "internal/identity"
	migrations = "migrations"
	models     = "models"
	page       = "models/page"
	phone      = "models/phone"
	ratelimit  = "internal/ratelimit"
	reads      = "internal/reads"
	resolvers  = "resolvers"
	sheet      = "internal/sheet"
	store      = "internal/store"
	transfer   = "internal/transfer"
	transport  = "internal/transport"
	typeid     = "models/typeid"
	webhook    = "internal/webhook"
)

// breaks is the list of the guarantees, by the part of the program that gives them. Whoever adds a guarantee adds its break:
// docs/CONTRIBUTING.md says how.
func breaks() []Break {
	return slices.Concat(mergeBreaks, unmergeBreaks, deleteBreaks, contactBreaks, upsertBreaks, identityBreaks, consentBreaks, companyBreaks,
		storeBreaks, idempotencyBreaks, accessBreaks, segmentBreaks, jobBreaks, eraseBreaks, retentionBreaks, webhookBreaks, transportBreaks,
		socketBreaks, authBreaks, eventBreaks, watchBreaks, talkBreaks, duplicateBreaks, partBreaks, modelsBreaks, viewerCanBreaks,
		ruleBreaks, pageBreaks, roleBreaks, fileBreaks)
}

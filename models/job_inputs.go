package models

import "github.com/99designs/gqlgen/graphql"

// MaxTargets bounds the ids of a ContactTarget.
const MaxTargets = 5000

// ContactTarget selects the contacts of a job, in exactly one way.
type ContactTarget struct {
	IDs     []ContactID    `json:"ids,omitzero"`
	Filter  *ContactFilter `json:"filter,omitzero"`
	Segment *SegmentID     `json:"segment,omitzero"`
}

// ContactsBulkUpdateInput changes many contacts.
type ContactsBulkUpdateInput struct {
	Target ContactTarget
	Set    ContactBulkSet
	DryRun bool
}

// ContactBulkSet is the change applied to each contact: fields that are not set stay, fields set to nil are cleared.
type ContactBulkSet struct {
	ContactType      graphql.Omittable[*ContactType] `json:"contactType,omitzero"`
	CompanyID        graphql.Omittable[*CompanyID]   `json:"companyId,omitzero"`
	Blocked          graphql.Omittable[*bool]        `json:"blocked,omitzero"`
	LabelsAdd        []string                        `json:"labelsAdd,omitzero"`
	LabelsRemove     []string                        `json:"labelsRemove,omitzero"`
	CustomAttributes graphql.Omittable[JSON]         `json:"customAttributes,omitzero"`
	// ReplaceCustomAttributes removes the custom attributes that CustomAttributes does not have.
	ReplaceCustomAttributes bool `json:"replaceCustomAttributes,omitzero"`
}

// ContactsBulkDeleteInput deletes many contacts.
type ContactsBulkDeleteInput struct {
	Target ContactTarget
	// ConfirmCount is how many contacts the caller has seen that it would delete; required unless DryRun.
	ConfirmCount *int
	DryRun       bool
}

// ContactsCleanupStaleInput deletes contacts without an identity and without conversations.
type ContactsCleanupStaleInput struct {
	OlderThan string
	// ConfirmCount is how many contacts the caller has seen; needed unless it is a dry run.
	ConfirmCount *int
	DryRun       bool
}

// Check rejects a list of ids that is empty or too long.
func (t ContactTarget) Check() *Error {
	switch {
	case t.IDs != nil && len(t.IDs) == 0:
		return Errorf(Required, "Name at least one contact.").At("target", "ids")
	case len(t.IDs) > MaxTargets:
		return Errorf(Limit, "At most %d contacts can be named; use a filter for more.", MaxTargets).At("target", "ids")
	}
	return nil
}

// Clean cleans the titles of labels. It rejects a set that changes nothing.
func (s *ContactBulkSet) Clean() (e *Error) {
	if !s.ContactType.IsSet() && !s.CompanyID.IsSet() && !s.Blocked.IsSet() && !s.CustomAttributes.IsSet() &&
		len(s.LabelsAdd)+len(s.LabelsRemove) == 0 {
		return Errorf(Required, "Say what to change.")
	}
	if s.LabelsAdd, e = CleanLabelTitles(s.LabelsAdd, "labelsAdd"); e != nil {
		return e
	}
	s.LabelsRemove, e = CleanLabelTitles(s.LabelsRemove, "labelsRemove")
	return e
}

// Patch returns the changes to each contact besides those of its labels.
func (s ContactBulkSet) Patch() ContactUpdateInput {
	return ContactUpdateInput{ContactType: s.ContactType, CompanyID: s.CompanyID, Blocked: s.Blocked,
		CustomAttributes: s.CustomAttributes, ReplaceCustomAttributes: s.ReplaceCustomAttributes}
}

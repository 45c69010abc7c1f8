package models

import "slices"

// ErasedPlace is a place where an erasure looks for a person.
type ErasedPlace string

// The places.
const (
	ErasedContacts           ErasedPlace = "CONTACTS"
	ErasedMergedContacts     ErasedPlace = "MERGED_CONTACTS"
	ErasedAddresses          ErasedPlace = "ADDRESSES"
	ErasedConsents           ErasedPlace = "CONSENTS"
	ErasedSuppressions       ErasedPlace = "SUPPRESSIONS"
	ErasedInboxLinks         ErasedPlace = "INBOX_LINKS"
	ErasedLinksElsewhere     ErasedPlace = "INBOX_LINKS_ELSEWHERE"
	ErasedConversations      ErasedPlace = "CONVERSATIONS"
	ErasedMessages           ErasedPlace = "MESSAGES"
	ErasedMessagesElsewhere  ErasedPlace = "MESSAGES_ELSEWHERE"
	ErasedNotes              ErasedPlace = "NOTES"
	ErasedRatings            ErasedPlace = "RATINGS"
	ErasedLabels             ErasedPlace = "LABELS"
	ErasedPresence           ErasedPlace = "PRESENCE"
	ErasedDuplicates         ErasedPlace = "DUPLICATES"
	ErasedMerges             ErasedPlace = "MERGES"
	ErasedEvents             ErasedPlace = "EVENTS"
	ErasedEventsElsewhere    ErasedPlace = "EVENTS_ELSEWHERE"
	ErasedWebhookDeliveries  ErasedPlace = "WEBHOOK_DELIVERIES"
	ErasedIdempotencyAnswers ErasedPlace = "IDEMPOTENCY_ANSWERS"
	ErasedJobTasks           ErasedPlace = "JOB_TASKS"
	ErasedJobRecords         ErasedPlace = "JOB_RECORDS"
	ErasedFiles              ErasedPlace = "FILES"
	ErasedSegments           ErasedPlace = "SEGMENTS"
	ErasedRoles              ErasedPlace = "ROLES"
	ErasedPictures           ErasedPlace = "PICTURES"
	ErasedQueuedWork         ErasedPlace = "QUEUED_WORK"
)

// erasedPlaces are all places, in the order of receipts.
var erasedPlaces = []ErasedPlace{ErasedContacts, ErasedMergedContacts, ErasedAddresses, ErasedConsents, ErasedSuppressions,
	ErasedInboxLinks, ErasedLinksElsewhere, ErasedConversations, ErasedMessages, ErasedMessagesElsewhere, ErasedNotes, ErasedRatings,
	ErasedLabels, ErasedPresence, ErasedDuplicates, ErasedMerges, ErasedEvents, ErasedEventsElsewhere, ErasedWebhookDeliveries,
	ErasedIdempotencyAnswers, ErasedJobTasks, ErasedJobRecords, ErasedFiles, ErasedSegments, ErasedRoles, ErasedPictures, ErasedQueuedWork}

// ContactEraseInput names a contact to erase.
type ContactEraseInput struct {
	ID              ContactID
	ExpectedVersion *int
	DryRun          bool
}

// ContactErasure is the receipt of an erasure.
type ContactErasure struct {
	ContactID       ContactID
	Version         int
	DryRun          bool
	Removed         []*ErasedRecords
	SegmentsDeleted []SegmentID
	SegmentsChanged []SegmentID
}

// ErasedRecords is how much was removed in one place.
type ErasedRecords struct {
	Place ErasedPlace `json:"place"`
	Count int         `json:"count"`
}

// ErasedCounts lists how much was removed in each place, also where there was nothing.
func ErasedCounts(counts map[ErasedPlace]int) []*ErasedRecords {
	all := make([]*ErasedRecords, len(erasedPlaces))
	for i, place := range erasedPlaces {
		all[i] = &ErasedRecords{place, counts[place]}
	}
	return all
}

// Valid reports whether p is one of the places.
func (p ErasedPlace) Valid() bool { return slices.Contains(erasedPlaces, p) }

// ContactErasePayload answers contactErase.
type ContactErasePayload struct {
	Erasure *ContactErasure
	Failures
}

// ContactsBulkEraseInput erases many contacts.
type ContactsBulkEraseInput struct {
	Target       ContactTarget
	ConfirmCount *int
	DryRun       bool
}

// ContactDataExportInput names a contact whose data is to be handed over.
type ContactDataExportInput struct{ ID ContactID }

// AddressInput is an address that is looked up: exactly one of the three.
type AddressInput struct {
	Email       *string
	PhoneNumber *string
	Identifier  *string
	System      *string
}

// Key returns what identifies the address; phone numbers without a country code are read in the region. Invalid if it is no address.
func (in AddressInput) Key(region string) (PointKey, error) {
	by := ContactBy{Email: in.Email, PhoneNumber: in.PhoneNumber, Identifier: in.Identifier, System: in.System}
	if refused := by.Check(); refused != nil {
		return PointKey{}, Errorf(Invalid,
			"Give exactly one of email, phoneNumber and identifier; system may only be given with an identifier.").At("address")
	}
	key, ok := by.PointKey(region)
	if !ok {
		return key, Errorf(Invalid, "This is no address that a contact could have.").At("address")
	}
	return key, nil
}

// Suppression is an address that must not be stored; of the address itself only a hash is known.
type Suppression struct {
	Kind         PointKind
	SuppressedAt DateTime
}

// SuppressionLiftInput names an address to allow again.
type SuppressionLiftInput struct{ Address AddressInput }

// SuppressionLiftPayload answers suppressionLift.
type SuppressionLiftPayload struct {
	Lifted *bool
	Failures
}

// Tombstone is what remains of an erased contact in the event log.
func (c *Contact) Tombstone() JSON { return mustJSON(map[string]any{"id": c.ID, "erased": true}) }

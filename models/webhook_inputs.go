package models

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// WebhookEndpointCreateInput is a new endpoint.
type WebhookEndpointCreateInput struct {
	URL    string
	Events []ContactEventType
	// Format is STANDARD if nil.
	Format *WebhookFormat
}

// WebhookEndpointUpdateInput changes an endpoint: what is not set stays; none of the fields can be cleared.
type WebhookEndpointUpdateInput struct {
	ID              WebhookEndpointID
	ExpectedVersion *int
	URL             graphql.Omittable[*string]
	Events          graphql.Omittable[[]ContactEventType]
	Format          graphql.Omittable[*WebhookFormat]
	Enabled         graphql.Omittable[*bool]
}

// Patch returns the creation as changes to an empty endpoint.
func (in WebhookEndpointCreateInput) Patch() WebhookEndpointUpdateInput {
	patch := WebhookEndpointUpdateInput{URL: given(&in.URL), Format: given(in.Format)}
	if in.Events != nil {
		patch.Events = graphql.OmittableOf(in.Events)
	}
	return patch
}

// WebhookEndpointDeleteInput names an endpoint to delete.
type WebhookEndpointDeleteInput struct{ ID WebhookEndpointID }

// WebhookSecretRotateInput requests a new secret; the old one keeps signing for some hours.
type WebhookSecretRotateInput struct {
	EndpointID   WebhookEndpointID
	OverlapHours int
}

// WebhookTestInput names the endpoint to test.
type WebhookTestInput struct{ EndpointID WebhookEndpointID }

// WebhookDeliveriesReplayInput selects the settled deliveries to send again.
type WebhookDeliveriesReplayInput struct {
	EndpointID WebhookEndpointID
	// Deliveries are all that are kept if nil.
	Deliveries *WebhookDeliveriesTarget
	States     []WebhookDeliveryState
}

// WebhookDeliveriesTarget selects deliveries by their ids, or all since an instant.
type WebhookDeliveriesTarget struct {
	IDs   []WebhookDeliveryID
	Since *DateTime
}

// Clean fills in the default states, and rejects deliveries that cannot be sent again.
func (in *WebhookDeliveriesReplayInput) Clean() error {
	var errs Errors
	if in.States == nil {
		in.States = []WebhookDeliveryState{WebhookDead}
	}
	if len(in.States) == 0 || slices.ContainsFunc(in.States, func(s WebhookDeliveryState) bool { return !s.Settled() }) {
		errs.Add(Errorf(Invalid, "Only deliveries that are DEAD or DELIVERED are sent again; the others are on their way.").At("states"))
	}
	switch chosen := in.Deliveries; {
	case chosen == nil:
	case chosen.IDs != nil && len(chosen.IDs) == 0:
		errs.Add(Errorf(Required, "Name at least one delivery.").At("deliveries", "ids"))
	case len(chosen.IDs) > MaxReplayIDs:
		errs.Add(Errorf(Limit, "At most %d deliveries can be named; use since for more.", MaxReplayIDs).At("deliveries", "ids"))
	}
	return errs.OrNil()
}

// WebhookEndpointPayload answers the mutations of an endpoint; Secret is given only when it is new.
type WebhookEndpointPayload struct {
	WebhookEndpoint *WebhookEndpoint
	Secret          *string
	Failures
}

// WebhookEndpointDeletePayload answers webhookEndpointDelete.
type WebhookEndpointDeletePayload struct {
	DeletedID *WebhookEndpointID
	Failures
}

// WebhookDeliveryPayload answers webhookTest.
type WebhookDeliveryPayload struct {
	Delivery *WebhookDelivery
	Failures
}

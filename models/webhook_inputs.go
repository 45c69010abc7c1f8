package models

import "slices"

// WebhookEndpointCreateInput is a new endpoint.
type WebhookEndpointCreateInput struct {
	URL    string
	Events []ContactEventType
}

// WebhookEndpointUpdateInput changes an endpoint; nil fields are left unchanged.
type WebhookEndpointUpdateInput struct {
	ID      WebhookEndpointID
	URL     *string
	Events  []ContactEventType
	Enabled *bool
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

// WebhookDeliveriesReplayInput selects the settled deliveries to send again: by id, or all since an instant.
type WebhookDeliveriesReplayInput struct {
	EndpointID WebhookEndpointID      `json:"endpointId"`
	IDs        []WebhookDeliveryID    `json:"ids,omitzero"`
	Since      *DateTime              `json:"since,omitzero"`
	States     []WebhookDeliveryState `json:"states"`
}

// Clean fills in the default states, and rejects contradictions and deliveries that cannot be sent again.
func (in *WebhookDeliveriesReplayInput) Clean() error {
	var errs Errors
	if in.States == nil {
		in.States = []WebhookDeliveryState{WebhookDead}
	}
	if len(in.States) == 0 || slices.ContainsFunc(in.States, func(s WebhookDeliveryState) bool { return !s.Settled() }) {
		errs.Add(Errorf(Invalid, "Only deliveries that are DEAD or DELIVERED are sent again; the others are on their way.").At("states"))
	}
	switch {
	case in.IDs != nil && in.Since != nil:
		errs.Add(Errorf(Invalid, "Name deliveries by ids or by since, not by both.").At("since"))
	case in.IDs != nil && len(in.IDs) == 0:
		errs.Add(Errorf(Required, "Name at least one delivery.").At("ids"))
	case len(in.IDs) > MaxReplayIDs:
		errs.Add(Errorf(Limit, "At most %d deliveries can be named; use since for more.", MaxReplayIDs).At("ids"))
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

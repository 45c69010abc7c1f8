package models

// WebhookEndpointCreateInput is a new endpoint.
type WebhookEndpointCreateInput struct {
	URL    string
	Events []ContactEventType
}

// WebhookEndpointUpdateInput changes an endpoint: nil leaves alone.
type WebhookEndpointUpdateInput struct {
	ID      WebhookEndpointID
	URL     *string
	Events  []ContactEventType
	Enabled *bool
}

// WebhookEndpointDeleteInput names an endpoint to delete.
type WebhookEndpointDeleteInput struct{ ID WebhookEndpointID }

// WebhookSecretRotateInput asks for a new secret; the old one goes on signing for some hours.
type WebhookSecretRotateInput struct {
	EndpointID   WebhookEndpointID
	OverlapHours int
}

// WebhookTestInput names the endpoint to be tried.
type WebhookTestInput struct{ EndpointID WebhookEndpointID }

// WebhookDeliveriesReplayInput says which settled deliveries are sent again: those of the ids, or those since an instant.
type WebhookDeliveriesReplayInput struct {
	EndpointID WebhookEndpointID
	IDs        []WebhookDeliveryID
	Since      *DateTime
	States     []WebhookDeliveryState
}

// WebhookEndpointPayload answers the mutations of an endpoint; Secret is given only when it is new.
type WebhookEndpointPayload struct {
	WebhookEndpoint *WebhookEndpoint
	Secret          *string
	UserErrors      []UserError
}

// WebhookEndpointDeletePayload answers webhookEndpointDelete.
type WebhookEndpointDeletePayload struct {
	DeletedID  *WebhookEndpointID
	UserErrors []UserError
}

// WebhookDeliveryPayload answers webhookTest.
type WebhookDeliveryPayload struct {
	Delivery   *WebhookDelivery
	UserErrors []UserError
}

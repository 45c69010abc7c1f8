package crm

import (
	"context"
	"encoding/base64"
	"net/url"
	"time"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

var webhookEndpoints = store.NewTable[models.WebhookEndpoint]("webhook_endpoints e")

// ListWebhookEndpoints returns the account's endpoints, oldest first; none for viewers without the permission to manage them.
func (s *Service) ListWebhookEndpoints(ctx context.Context) ([]*models.WebhookEndpoint, error) {
	r, err := s.read(ctx)
	if err != nil || !r.Viewer.Can(models.PermWebhook) {
		return []*models.WebhookEndpoint{}, err
	}
	return webhookEndpoints.List(r, "e.account_id = ? ORDER BY e.id LIMIT ?", r.Account, models.MaxWebhookEndpoints)
}

// WebhookEndpointsByID returns the endpoints that the viewer sees, by id.
func (b *Batch) WebhookEndpointsByID(ids []models.WebhookEndpointID, set Columns) map[models.WebhookEndpointID]*models.WebhookEndpoint {
	if !b.Viewer.Can(models.PermWebhook) {
		return nil
	}
	return store.ByID(b.Batch, webhookEndpoints, ids, set)
}

// newWebhookSecret returns a signing secret in the format of Standard Webhooks.
func newWebhookSecret() string {
	return "whsec_" + base64.StdEncoding.EncodeToString(randomKey())
}

// CreateWebhookEndpoint creates an endpoint that receives events from now on, and returns it with its secret.
func (s *Service) CreateWebhookEndpoint(
	ctx context.Context, in models.WebhookEndpointCreateInput,
) (*models.WebhookEndpoint, string, error) {
	var endpoint *models.WebhookEndpoint
	secret := newWebhookSecret()
	err := s.writeVerified(ctx, models.PermWebhook, func(tx *Tx) error {
		endpoint = &models.WebhookEndpoint{AccountID: tx.Account, ID: typeid.New[models.WebhookEndpointID](), Version: 1, Enabled: true,
			Format: models.WebhookStandard, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		var err error
		if endpoint.Secret, err = s.secrets.seal([]byte(secret), endpoint.ID.String()); err != nil {
			return err
		}
		if err := s.applyToEndpoint(endpoint, in.Patch()); err != nil {
			return err
		}
		n, err := webhookEndpoints.Count(tx, models.MaxWebhookEndpoints, "e.account_id = ?", tx.Account)
		if err != nil {
			return err
		}
		if n >= models.MaxWebhookEndpoints {
			return models.Errorf(models.Limit, "An account has at most %d webhook endpoints.", models.MaxWebhookEndpoints)
		}
		if endpoint.AfterSeq, err = startWebhooks(tx); err != nil {
			return err
		}
		tx.Audit(models.AuditWebhookCreated, endpoint.ID)
		return store.Create(tx, endpoint)
	})
	return endpoint, secret, err
}

// startWebhooks starts dispatching the account's events from now on, unless that has already started, and returns the number of the
// last event.
func startWebhooks(tx *Tx) (last int64, err error) {
	last, err = store.One[int64](tx, "SELECT coalesce((SELECT last_seq FROM account_seq WHERE account_id = ?), 0)", tx.Account)
	if err != nil {
		return 0, err
	}
	return last, tx.Exec("INSERT INTO webhook_cursors (account_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING", tx.Account, last)
}

// UpdateWebhookEndpoint changes an endpoint.
func (s *Service) UpdateWebhookEndpoint(ctx context.Context, in models.WebhookEndpointUpdateInput) (*models.WebhookEndpoint, error) {
	return s.changeWebhookEndpoint(ctx, in.ID, "id", func(tx *Tx, e *models.WebhookEndpoint) error {
		tx.Audit(models.AuditWebhookUpdated, in.ID, models.GivenFields(in)...)
		if err := models.Advance(e, in.ExpectedVersion); err != nil {
			return err
		}
		return s.applyToEndpoint(e, in)
	})
}

// applyToEndpoint changes an endpoint; besides the rules of models, its URL must be one that requests are sent to.
func (s *Service) applyToEndpoint(e *models.WebhookEndpoint, in models.WebhookEndpointUpdateInput) error {
	if err := e.Apply(in); err != nil || s.reachable == nil || in.URL.Value() == nil {
		return err
	}
	if to, err := url.Parse(e.URL); err != nil || !s.reachable(to) {
		return models.Errorf(models.Invalid, "Webhooks are sent to public hosts, at port 80, 443 or above 1023.").At("url")
	}
	return nil
}

// RotateWebhookSecret gives an endpoint a new secret and returns it; the old one also signs for the requested hours.
func (s *Service) RotateWebhookSecret(ctx context.Context, in models.WebhookSecretRotateInput) (*models.WebhookEndpoint, string, error) {
	secret := newWebhookSecret()
	endpoint, err := s.changeWebhookEndpoint(ctx, in.EndpointID, "endpointId", func(tx *Tx, e *models.WebhookEndpoint) error {
		tx.Audit(models.AuditWebhookSecretRotated, in.EndpointID)
		sealed, err := s.secrets.seal([]byte(secret), e.ID.String())
		if err != nil {
			return err
		}
		return e.Rotate(sealed, in.OverlapHours, tx.Now.Time)
	})
	return endpoint, secret, err
}

func (s *Service) changeWebhookEndpoint(
	ctx context.Context, id models.WebhookEndpointID, field string, change func(*Tx, *models.WebhookEndpoint) error,
) (*models.WebhookEndpoint, error) {
	var endpoint *models.WebhookEndpoint
	err := s.writeVerified(ctx, models.PermWebhook, func(tx *Tx) error {
		var err error
		if endpoint, err = lock[models.WebhookEndpoint](tx, id, "webhook endpoint"); err != nil {
			return renameField(err, "id", field)
		}
		if err := change(tx, endpoint); err != nil {
			return err
		}
		endpoint.UpdatedAt = tx.Now
		return store.Save(tx, endpoint, id)
	})
	return endpoint, err
}

// DeleteWebhookEndpoint deletes an endpoint with its deliveries. The result of an attempt in progress is not stored.
func (s *Service) DeleteWebhookEndpoint(ctx context.Context, id models.WebhookEndpointID) error {
	return s.writeVerified(ctx, models.PermWebhook, func(tx *Tx) error {
		if _, err := lock[models.WebhookEndpoint](tx, id, "webhook endpoint"); err != nil {
			return err
		}
		tx.Audit(models.AuditWebhookDeleted, id)
		if err := tx.Exec("DELETE FROM webhook_deliveries WHERE account_id = ? AND endpoint_id = ?", tx.Account, id); err != nil {
			return err
		}
		return store.Delete[models.WebhookEndpoint](tx, id)
	})
}

// secretsOf returns the secrets that sign the endpoint's deliveries now, newest first.
func (s *Service) secretsOf(e *models.WebhookEndpoint, now time.Time) ([]string, error) {
	sealed := [][]byte{e.Secret}
	if e.OldSecretUntil != nil && now.Before(e.OldSecretUntil.Time) {
		sealed = append(sealed, e.OldSecret)
	}
	secrets := make([]string, len(sealed))
	for i, secret := range sealed {
		opened, err := s.secrets.open(secret, e.ID.String())
		if err != nil {
			return nil, err
		}
		secrets[i] = string(opened)
	}
	return secrets, nil
}

package crm

import (
	"context"
	"encoding/json"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// replayTask is the stored input of a replay.
type replayTask struct {
	EndpointID models.WebhookEndpointID      `json:"endpointId"`
	IDs        []models.WebhookDeliveryID    `json:"ids,omitzero"`
	Since      *models.DateTime              `json:"since,omitzero"`
	States     []models.WebhookDeliveryState `json:"states"`
}

// ReplayWebhooks starts a job that sends settled deliveries of an endpoint again. BlockedByRule if the endpoint is disabled.
func (s *Service) ReplayWebhooks(ctx context.Context, in models.WebhookDeliveriesReplayInput) (*models.Job, error) {
	var job *models.Job
	err := s.writeVerified(ctx, models.PermWebhook, func(tx *Tx) error {
		if err := in.Clean(); err != nil {
			return err
		}
		endpoint, err := lock[models.WebhookEndpoint](tx, in.EndpointID, "webhook endpoint")
		if err != nil {
			return renameField(err, "id", "endpointId")
		}
		if !endpoint.Enabled {
			return models.Errorf(models.BlockedByRule, "The endpoint is disabled; enable it first.").At("endpointId")
		}
		task := replayTask{EndpointID: in.EndpointID, States: in.States}
		if in.Deliveries != nil {
			task.IDs, task.Since = in.Deliveries.IDs, in.Deliveries.Since
		}
		job, err = startJob(tx, models.JobWebhookReplay, false, task)
		return err
	})
	return job, err
}

// replayed is the condition for the deliveries of a replay that it has not processed yet. Those that it has sent again were queued
// after the job was created.
func replayed(tx *Tx, job *models.Job) (string, []any, error) {
	var in replayTask
	if err := json.Unmarshal(job.Task, &in); err != nil {
		return "", nil, err
	}
	states := make([]string, len(in.States))
	for i, state := range in.States {
		states[i] = string(state)
	}
	where := "d.account_id = ? AND d.endpoint_id = ? AND d.state = ANY(?) AND d.queued_at <= ? AND d.id > ?"
	args := []any{tx.Account, in.EndpointID, states, job.CreatedAt, typeid.Read[models.WebhookDeliveryID](job.Place)}
	if in.IDs != nil {
		return where + " AND d.id = ANY(?)", append(args, store.IDs[models.WebhookDeliveryID](in.IDs)), nil
	}
	if in.Since != nil {
		return where + " AND d.created_at >= ?", append(args, *in.Since), nil
	}
	return where, args, nil
}

func prepareReplay(_ *Service, tx *Tx, job *models.Job) (total int, err error) {
	where, args, err := replayed(tx, job)
	if err != nil {
		return 0, err
	}
	return store.One[int](tx, "SELECT count(*) FROM webhook_deliveries d WHERE "+where, args...)
}

// replayChunk makes the next deliveries due with their full number of attempts, and enqueues them.
func replayChunk(_ *Service, tx *Tx, job *models.Job, n int) (chunk, error) {
	where, args, err := replayed(tx, job)
	if err != nil {
		return chunk{}, err
	}
	due, err := webhookDeliveries.List(tx, where+" ORDER BY d.id LIMIT ? FOR UPDATE", append(args, n)...)
	if err != nil || len(due) == 0 {
		return chunk{last: true}, err
	}
	ids, to := make(store.IDs[models.WebhookDeliveryID], len(due)), make(store.IDs[models.WebhookEndpointID], len(due))
	for i, d := range due {
		ids[i], to[i] = d.ID, d.EndpointID
	}
	err = tx.Exec(`
		UPDATE webhook_deliveries
		SET state = ?, attempts = 0, next_attempt_at = ?, queued_at = ?, delivered_at = NULL
		WHERE account_id = ? AND id = ANY(?)`, models.WebhookPending, tx.Now, tx.Now, tx.Account, ids)
	if err != nil {
		return chunk{}, err
	}
	job.Place = ids[len(ids)-1].String()
	return chunk{processed: len(ids), succeeded: len(ids), last: len(ids) < n}, enqueueDeliveries(tx, ids, to)
}

// skipDelivery passes over the next delivery of a replay, which failed for a reason.
func skipDelivery(tx *Tx, job *models.Job, why models.BrokenRules) (chunk, error) {
	where, args, err := replayed(tx, job)
	if err != nil {
		return chunk{}, err
	}
	next, err := webhookDeliveries.List(tx, where+" ORDER BY d.id LIMIT 1", args...)
	if err != nil || len(next) == 0 {
		return chunk{last: true}, err
	}
	job.Place = next[0].ID.String()
	return chunk{processed: 1, failures: []*models.JobFailure{{Rules: why}}}, nil
}

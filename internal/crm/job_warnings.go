package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

var jobWarnings = store.NewView("job_warnings w",
	store.Column[models.JobWarning]{SQL: "w.row_number", Field: func(w *models.JobWarning) any { return &w.Row }},
	store.Column[models.JobWarning]{SQL: "w.contact_id", Field: func(w *models.JobWarning) any { return &w.ContactID }},
	store.Column[models.JobWarning]{SQL: "w.column_name", Field: func(w *models.JobWarning) any { return &w.Column }},
	store.Column[models.JobWarning]{SQL: "w.message", Field: func(w *models.JobWarning) any { return &w.Message }},
)

// WarningsByJob returns the first warnings of each job in the order in which they occurred.
func (s *Service) WarningsByJob(ctx context.Context, keys []JobFailuresKey) (map[JobFailuresKey][]*models.JobWarning, error) {
	return firstByJob(ctx, s, jobWarnings, keys)
}

// storeWarnings counts warnings of a job, and stores the first MaxImportWarnings of them.
func storeWarnings(tx *Tx, job *models.Job, warnings []*models.JobWarning) error {
	before := job.Warnings
	job.Warnings += len(warnings)
	warnings = warnings[:max(0, min(len(warnings), models.MaxImportWarnings-before))]
	if len(warnings) == 0 {
		return nil
	}
	rows, ids := make([]*int, len(warnings)), make([]*models.ContactID, len(warnings))
	columns, messages := make([]string, len(warnings)), make([]string, len(warnings))
	for i, w := range warnings {
		rows[i], ids[i], columns[i], messages[i] = w.Row, w.ContactID, w.Column, w.Message
	}
	return tx.Exec(`
		INSERT INTO job_warnings (account_id, job_id, n, row_number, contact_id, column_name, message)
		SELECT ?::bigint, ?::uuid, ?::bigint + w.n, w.row_number, w.contact_id, w.column_name, w.message
		FROM unnest(?::int[], ?::uuid[], ?::text[], ?::text[]) WITH ORDINALITY AS w (row_number, contact_id, column_name, message, n)`,
		tx.Account, job.ID, before, rows, ids, columns, messages)
}

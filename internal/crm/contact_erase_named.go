package crm

import (
	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
)

// RemoveFiles are the arguments of the job that deletes files which an erasure has taken from their jobs.
type RemoveFiles struct{ Names []string }

// Kind names the work in the queue.
func (RemoveFiles) Kind() string { return "remove_files" }

// InsertOpts has the work tried for days: nobody refers to the files any more.
func (RemoveFiles) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: river.MaxAttemptsDefault}
}

// namesThem is the condition that a JSON column holds a string that names the contacts, whatever its capitals; phone numbers may be
// written in any way. Its parameters are the values and the digits.
func namesThem(column string) string {
	return `EXISTS (
		SELECT FROM jsonb_path_query(` + column + `, 'strict $.**') v
		WHERE jsonb_typeof(v) = 'string' AND (lower(v #>> '{}') = ANY (?::text[])
			OR v #>> '{}' ~ '^[-+(). 0-9]+$' AND regexp_replace(v #>> '{}', '\D', '', 'g') = ANY (?::text[])))`
}

// erasedText replaces messages that may quote a person.
const erasedText = "Removed when a contact was erased."

// fromJobs removes the contacts from what jobs keep. BlockedByRule while one runs whose task names them.
func (e *erasure) fromJobs() error {
	tx := e.tx
	var own models.JobID
	if e.job != nil {
		own = e.job.ID
	}
	running, err := store.Rows[models.JobID](tx, "SELECT j.id FROM jobs j WHERE j.account_id = ? AND j.finished_at IS NULL AND j.id <> ? AND "+
		namesThem("j.task")+" ORDER BY j.id LIMIT 1", tx.Account, own, e.values, e.digits)
	if err != nil {
		return err
	}
	if len(running) > 0 {
		return ofJob{models.Errorf(models.BlockedByRule, "%s has not ended, and what it is to do names the contact; wait for it, or cancel it.",
			running[0]).At("id")}
	}
	if err := e.count(models.ErasedJobTasks, `
		UPDATE jobs j
		SET task = jsonb_strip_nulls(jsonb_set('{}', '{file}', coalesce(j.task -> 'file', 'null')))
		WHERE j.account_id = ? AND j.finished_at IS NOT NULL AND `+namesThem("j.task"), tx.Account, e.values, e.digits); err != nil {
		return err
	}
	const theirs = "r.account_id = ? AND (r.contact_id IS NULL OR r.contact_id = ANY(?))"
	if err := e.count(models.ErasedJobRecords, `
		UPDATE job_failures r
		SET cells = '[]', errors = (
			SELECT coalesce(jsonb_agg(x || jsonb_build_object('message', ?::text)), '[]') FROM jsonb_array_elements(r.errors) x)
		WHERE `+theirs+` AND r.row_number IS NOT NULL AND (r.cells <> '[]' OR r.errors::text NOT LIKE ?)`,
		erasedText, tx.Account, e.gone, "%"+erasedText+"%"); err != nil {
		return err
	}
	if err := e.count(models.ErasedJobRecords,
		"UPDATE job_warnings r SET message = ? WHERE "+theirs+" AND r.row_number IS NOT NULL AND r.message <> ?",
		erasedText, tx.Account, e.gone, erasedText); err != nil {
		return err
	}
	return e.fromFiles()
}

// fromFiles takes from jobs the files that may hold the contacts, and has them deleted: exports since they became known, and all files of
// failed rows.
func (e *erasure) fromFiles() error {
	tx := e.tx
	names, err := store.Rows[string](tx, `
		WITH had AS (
			SELECT j.id, v.result, v.failures
			FROM jobs j
			CROSS JOIN LATERAL (SELECT CASE WHEN j.created_at >= ? THEN j.result END AS result, j.failures_file AS failures) v
			WHERE j.account_id = ? AND j.finished_at IS NOT NULL AND (v.result IS NOT NULL OR v.failures IS NOT NULL)
			FOR UPDATE OF j
		), taken AS (
			UPDATE jobs j
			SET result = CASE WHEN had.result IS NULL THEN j.result END, failures_file = NULL
			FROM had
			WHERE j.account_id = ? AND j.id = had.id
		)
		SELECT f.name
		FROM had
		CROSS JOIN LATERAL (VALUES (had.result), (had.failures)) f (name)
		WHERE f.name IS NOT NULL`, e.since, tx.Account, tx.Account)
	e.counts[models.ErasedFiles] += len(names)
	if err != nil || len(names) == 0 {
		return err
	}
	return tx.Enqueue(RemoveFiles{Names: names}, nil)
}

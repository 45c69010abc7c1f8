-- +goose Up

-- References, statuses and priorities in stored filters became conditions: "companyId": "…" is now "companyId": {"eq": "…"}, and
-- "status": […] is "status": {"in": […]}. Filters are stored in segments and in the tasks of jobs that have not ended.
-- +goose StatementBegin
CREATE FUNCTION conditions_of(f jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE jsonb_typeof(f)
		WHEN 'array' THEN (SELECT coalesce(jsonb_agg(conditions_of(e) ORDER BY n), '[]') FROM jsonb_array_elements(f) WITH ORDINALITY x (e, n))
		WHEN 'object' THEN (
			SELECT coalesce(jsonb_object_agg(k, CASE
				WHEN k IN ('companyId', 'inboxId', 'assigneeId') AND jsonb_typeof(v) = 'string' THEN jsonb_build_object('eq', v)
				WHEN k IN ('status', 'priority') AND jsonb_typeof(v) = 'array' THEN jsonb_build_object('in', v)
				ELSE conditions_of(v)
			END), '{}')
			FROM jsonb_each(f) x (k, v))
		ELSE f
	END
$$;
-- +goose StatementEnd
UPDATE segments SET filter = conditions_of(filter) WHERE filter <> conditions_of(filter);
UPDATE jobs SET task = jsonb_set(task, '{target,filter}', conditions_of(task #> '{target,filter}'))
WHERE finished_at IS NULL AND task #> '{target,filter}' IS NOT NULL;
UPDATE jobs SET task = jsonb_set(task, '{filter}', conditions_of(task -> 'filter'))
WHERE finished_at IS NULL AND jsonb_typeof(task -> 'filter') = 'object';
DROP FUNCTION conditions_of(jsonb);

-- Reasons of duplicates name the fields as the API does.
UPDATE contact_duplicates SET reasons = (
	SELECT coalesce(jsonb_agg(jsonb_set(r, '{field}', CASE r ->> 'field' WHEN 'phoneNumber' THEN '"PHONE_NUMBER"'
		ELSE to_jsonb(upper(r ->> 'field')) END) ORDER BY n), '[]')
	FROM jsonb_array_elements(reasons) WITH ORDINALITY x (r, n));

-- +goose Down
UPDATE contact_duplicates SET reasons = (
	SELECT coalesce(jsonb_agg(jsonb_set(r, '{field}', CASE r ->> 'field' WHEN 'PHONE_NUMBER' THEN '"phoneNumber"'
		ELSE to_jsonb(lower(r ->> 'field')) END) ORDER BY n), '[]')
	FROM jsonb_array_elements(reasons) WITH ORDINALITY x (r, n));

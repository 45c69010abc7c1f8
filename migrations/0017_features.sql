-- +goose Up

-- The feature crm_v2 did nothing.
UPDATE accounts SET features = array_remove(features, 'crm_v2') WHERE 'crm_v2' = ANY(features);

-- +goose Down
SELECT 1;

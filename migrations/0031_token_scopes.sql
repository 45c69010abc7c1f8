-- +goose Up

-- What a token may be used for besides what its role allows: a JSON array of scopes, NULL for everything.
ALTER TABLE api_tokens ADD COLUMN scopes jsonb;

-- +goose Down
ALTER TABLE api_tokens DROP COLUMN scopes;

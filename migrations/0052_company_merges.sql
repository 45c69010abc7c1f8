-- +goose Up

-- What was merged, so that it can be undone. The companies of a merge may have been deleted since, so nothing here refers to them.
CREATE TABLE company_merges (
	account_id     bigint NOT NULL REFERENCES accounts (id),
	id             uuid NOT NULL,
	into_id        uuid NOT NULL,
	from_id        uuid NOT NULL,
	-- the survivor's row as it was, and what the merge gave it; the row of the company that ended
	before         jsonb NOT NULL,
	after          jsonb NOT NULL,
	stored         jsonb NOT NULL,
	-- the contacts that moved, and the ids that led to the company that ended
	contacts       uuid[] NOT NULL,
	aliases        uuid[] NOT NULL,
	-- the companies that it was said not to be one with, and those among them of which that holds for the survivor only since
	dismissed      uuid[] NOT NULL,
	inherited      uuid[] NOT NULL,
	actor_user_id  uuid,
	actor_token_id uuid,
	merged_at      timestamptz NOT NULL,
	undone_at      timestamptz,
	PRIMARY KEY (account_id, id),
	CONSTRAINT company_merges_user_fkey FOREIGN KEY (account_id, actor_user_id)
		REFERENCES users (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT company_merges_token_fkey FOREIGN KEY (account_id, actor_token_id)
		REFERENCES api_tokens (account_id, id) ON DELETE RESTRICT
);
CREATE INDEX company_merges_by_survivor ON company_merges (account_id, into_id, id);
CREATE INDEX company_merges_by_user ON company_merges (account_id, actor_user_id) WHERE actor_user_id IS NOT NULL;
CREATE INDEX company_merges_by_token ON company_merges (account_id, actor_token_id) WHERE actor_token_id IS NOT NULL;
CREATE INDEX company_merges_by_avatar_before ON company_merges (account_id, (before->>'avatar')) WHERE before->>'avatar' IS NOT NULL;
CREATE INDEX company_merges_by_avatar_after ON company_merges (account_id, (after->>'avatar')) WHERE after->>'avatar' IS NOT NULL;
CREATE INDEX company_merges_by_avatar_stored ON company_merges (account_id, (stored->>'avatar')) WHERE stored->>'avatar' IS NOT NULL;

-- The ids of merged companies lead to the survivor in one step, also through chains of merges.
CREATE TABLE company_aliases (
	account_id bigint NOT NULL,
	id         uuid NOT NULL,
	company_id uuid NOT NULL,
	created_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT company_aliases_company_fkey FOREIGN KEY (account_id, company_id) REFERENCES companies (account_id, id) ON DELETE CASCADE
);
CREATE INDEX company_aliases_by_company ON company_aliases (account_id, company_id);

-- A merge of companies decides whom a filter finds that names one of them.
CREATE TRIGGER company_aliases_touched AFTER INSERT OR UPDATE OR DELETE ON company_aliases FOR EACH ROW
	WHEN (current_setting('kith.touches', true) IS DISTINCT FROM 'off') EXECUTE FUNCTION live.touch_account('account_id');

-- +goose Down
DROP TABLE company_aliases, company_merges;

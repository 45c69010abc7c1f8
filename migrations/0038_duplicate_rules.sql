-- Duplicates that are merged by a rule of their account, and duplicates of companies.

-- +goose Up
-- When pairs are merged by themselves (models.DuplicateMergeRule); NULL if never.
ALTER TABLE accounts ADD COLUMN duplicate_merge_rule jsonb;
ALTER TABLE contact_merges ADD COLUMN by_rule boolean NOT NULL DEFAULT false;
-- Whether the rule allowed the merge when the pair was compared, and nothing has refused it since.
ALTER TABLE contact_duplicates ADD COLUMN mergeable boolean NOT NULL DEFAULT false;
CREATE INDEX contact_duplicates_mergeable ON contact_duplicates (account_id, probability DESC, first_id, second_id) WHERE mergeable;

-- A row for each write of a company since the account's companies were compared.
CREATE TABLE company_duplicate_queue (
	account_id bigint NOT NULL REFERENCES accounts (id),
	id         bigint GENERATED ALWAYS AS IDENTITY,
	PRIMARY KEY (account_id, id)
);

CREATE TABLE company_duplicates (
	account_id  bigint NOT NULL,
	first_id    uuid NOT NULL,
	second_id   uuid NOT NULL,
	probability numeric(4, 3) NOT NULL CHECK (probability BETWEEN 0 AND 1),
	reasons     jsonb NOT NULL,
	PRIMARY KEY (account_id, first_id, second_id),
	CONSTRAINT company_duplicates_first_fkey FOREIGN KEY (account_id, first_id) REFERENCES companies (account_id, id) ON DELETE CASCADE,
	CONSTRAINT company_duplicates_second_fkey FOREIGN KEY (account_id, second_id) REFERENCES companies (account_id, id) ON DELETE CASCADE,
	CHECK (first_id < second_id)
);
CREATE INDEX company_duplicates_by_second ON company_duplicates (account_id, second_id);
CREATE INDEX company_duplicates_by_probability ON company_duplicates (account_id, probability, first_id, second_id);

-- Pairs that people have said are two companies.
CREATE TABLE company_dismissals (
	account_id   bigint NOT NULL,
	first_id     uuid NOT NULL,
	second_id    uuid NOT NULL,
	dismissed_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, first_id, second_id),
	CONSTRAINT company_dismissals_first_fkey FOREIGN KEY (account_id, first_id) REFERENCES companies (account_id, id) ON DELETE CASCADE,
	CONSTRAINT company_dismissals_second_fkey FOREIGN KEY (account_id, second_id) REFERENCES companies (account_id, id) ON DELETE CASCADE,
	CHECK (first_id < second_id)
);
CREATE INDEX company_dismissals_by_second ON company_dismissals (account_id, second_id);

-- Keys by sound are others: all contacts are compared again.
UPDATE duplicate_models
SET rescan_after = '00000000-0000-0000-0000-000000000000', rescan_until = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

INSERT INTO company_duplicate_queue (account_id)
SELECT DISTINCT account_id FROM companies;

-- +goose Down
DROP TABLE company_dismissals, company_duplicates, company_duplicate_queue;
DROP INDEX contact_duplicates_mergeable;
ALTER TABLE contact_duplicates DROP COLUMN mergeable;
ALTER TABLE contact_merges DROP COLUMN by_rule;
ALTER TABLE accounts DROP COLUMN duplicate_merge_rule;

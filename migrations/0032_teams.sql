-- +goose Up

CREATE TABLE teams (
	account_id  bigint NOT NULL REFERENCES accounts (id),
	id          uuid NOT NULL,
	version     integer NOT NULL DEFAULT 1,
	name        text NOT NULL,
	description text NOT NULL DEFAULT '',
	created_at  timestamptz NOT NULL,
	updated_at  timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT teams_name_key UNIQUE (account_id, name)
);

CREATE TABLE team_members (
	account_id bigint NOT NULL,
	team_id    uuid NOT NULL,
	user_id    uuid NOT NULL,
	PRIMARY KEY (account_id, team_id, user_id),
	CONSTRAINT team_members_team_fkey FOREIGN KEY (account_id, team_id) REFERENCES teams (account_id, id) ON DELETE CASCADE,
	CONSTRAINT team_members_user_fkey FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE INDEX team_members_by_user ON team_members (account_id, user_id);

ALTER TABLE conversations
	ADD COLUMN team_id uuid,
	ADD CONSTRAINT conversations_team_fkey FOREIGN KEY (account_id, team_id) REFERENCES teams (account_id, id)
		ON DELETE SET NULL (team_id);
CREATE INDEX conversations_by_team ON conversations (account_id, team_id) WHERE team_id IS NOT NULL;

-- +goose Down
ALTER TABLE conversations DROP COLUMN team_id;
DROP TABLE team_members;
DROP TABLE teams;

-- +goose Up

-- Whoever removes a user, a token, a team or a bot writes out what becomes of the rows that refer to it: a key of which one column alone is
-- set to NULL is not possible in tables that are distributed over several machines.
ALTER TABLE contacts
	DROP CONSTRAINT contacts_blocked_by_user_fkey,
	DROP CONSTRAINT contacts_blocked_by_token_fkey,
	ADD CONSTRAINT contacts_blocked_by_user_fkey FOREIGN KEY (account_id, blocked_by_user_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT,
	ADD CONSTRAINT contacts_blocked_by_token_fkey FOREIGN KEY (account_id, blocked_by_token_id) REFERENCES api_tokens (account_id, id)
		ON DELETE RESTRICT;
ALTER TABLE conversations
	DROP CONSTRAINT conversations_assignee_fkey,
	DROP CONSTRAINT conversations_team_fkey,
	DROP CONSTRAINT conversations_assignee_bot_fkey,
	ADD CONSTRAINT conversations_assignee_fkey FOREIGN KEY (account_id, assignee_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT,
	ADD CONSTRAINT conversations_team_fkey FOREIGN KEY (account_id, team_id) REFERENCES teams (account_id, id)
		ON DELETE RESTRICT,
	ADD CONSTRAINT conversations_assignee_bot_fkey FOREIGN KEY (account_id, assignee_bot_id) REFERENCES bots (account_id, id)
		ON DELETE RESTRICT;
ALTER TABLE messages
	DROP CONSTRAINT messages_sender_user_fkey,
	DROP CONSTRAINT messages_sender_bot_fkey,
	ADD CONSTRAINT messages_sender_user_fkey FOREIGN KEY (account_id, sender_user_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT,
	ADD CONSTRAINT messages_sender_bot_fkey FOREIGN KEY (account_id, sender_bot_id) REFERENCES bots (account_id, id)
		ON DELETE RESTRICT;
ALTER TABLE notes
	DROP CONSTRAINT notes_author_fkey,
	ADD CONSTRAINT notes_author_fkey FOREIGN KEY (account_id, author_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT;
ALTER TABLE csat_responses
	DROP CONSTRAINT csat_responses_agent_fkey,
	DROP CONSTRAINT csat_responses_reviewer_fkey,
	ADD CONSTRAINT csat_responses_agent_fkey FOREIGN KEY (account_id, assigned_agent_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT,
	ADD CONSTRAINT csat_responses_reviewer_fkey FOREIGN KEY (account_id, reviewed_by_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT;
ALTER TABLE contact_merges
	DROP CONSTRAINT contact_merges_user_fkey,
	DROP CONSTRAINT contact_merges_token_fkey,
	ADD CONSTRAINT contact_merges_user_fkey FOREIGN KEY (account_id, actor_user_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT,
	ADD CONSTRAINT contact_merges_token_fkey FOREIGN KEY (account_id, actor_token_id) REFERENCES api_tokens (account_id, id)
		ON DELETE RESTRICT;
ALTER TABLE api_tokens
	DROP CONSTRAINT api_tokens_created_by_user_fkey,
	DROP CONSTRAINT api_tokens_created_by_token_fkey,
	ADD CONSTRAINT api_tokens_created_by_user_fkey FOREIGN KEY (account_id, created_by_user_id) REFERENCES users (account_id, id)
		ON DELETE RESTRICT,
	ADD CONSTRAINT api_tokens_created_by_token_fkey FOREIGN KEY (account_id, created_by_token_id) REFERENCES api_tokens (account_id, id)
		ON DELETE RESTRICT;

-- +goose Down
ALTER TABLE contacts
	DROP CONSTRAINT contacts_blocked_by_user_fkey,
	DROP CONSTRAINT contacts_blocked_by_token_fkey,
	ADD CONSTRAINT contacts_blocked_by_user_fkey FOREIGN KEY (account_id, blocked_by_user_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (blocked_by_user_id),
	ADD CONSTRAINT contacts_blocked_by_token_fkey FOREIGN KEY (account_id, blocked_by_token_id) REFERENCES api_tokens (account_id, id)
		ON DELETE SET NULL (blocked_by_token_id);
ALTER TABLE conversations
	DROP CONSTRAINT conversations_assignee_fkey,
	DROP CONSTRAINT conversations_team_fkey,
	DROP CONSTRAINT conversations_assignee_bot_fkey,
	ADD CONSTRAINT conversations_assignee_fkey FOREIGN KEY (account_id, assignee_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (assignee_id),
	ADD CONSTRAINT conversations_team_fkey FOREIGN KEY (account_id, team_id) REFERENCES teams (account_id, id)
		ON DELETE SET NULL (team_id),
	ADD CONSTRAINT conversations_assignee_bot_fkey FOREIGN KEY (account_id, assignee_bot_id) REFERENCES bots (account_id, id)
		ON DELETE SET NULL (assignee_bot_id);
ALTER TABLE messages
	DROP CONSTRAINT messages_sender_user_fkey,
	DROP CONSTRAINT messages_sender_bot_fkey,
	ADD CONSTRAINT messages_sender_user_fkey FOREIGN KEY (account_id, sender_user_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (sender_user_id),
	ADD CONSTRAINT messages_sender_bot_fkey FOREIGN KEY (account_id, sender_bot_id) REFERENCES bots (account_id, id)
		ON DELETE SET NULL (sender_bot_id);
ALTER TABLE notes
	DROP CONSTRAINT notes_author_fkey,
	ADD CONSTRAINT notes_author_fkey FOREIGN KEY (account_id, author_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (author_id);
ALTER TABLE csat_responses
	DROP CONSTRAINT csat_responses_agent_fkey,
	DROP CONSTRAINT csat_responses_reviewer_fkey,
	ADD CONSTRAINT csat_responses_agent_fkey FOREIGN KEY (account_id, assigned_agent_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (assigned_agent_id),
	ADD CONSTRAINT csat_responses_reviewer_fkey FOREIGN KEY (account_id, reviewed_by_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (reviewed_by_id);
ALTER TABLE contact_merges
	DROP CONSTRAINT contact_merges_user_fkey,
	DROP CONSTRAINT contact_merges_token_fkey,
	ADD CONSTRAINT contact_merges_user_fkey FOREIGN KEY (account_id, actor_user_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (actor_user_id),
	ADD CONSTRAINT contact_merges_token_fkey FOREIGN KEY (account_id, actor_token_id) REFERENCES api_tokens (account_id, id)
		ON DELETE SET NULL (actor_token_id);
ALTER TABLE api_tokens
	DROP CONSTRAINT api_tokens_created_by_user_fkey,
	DROP CONSTRAINT api_tokens_created_by_token_fkey,
	ADD CONSTRAINT api_tokens_created_by_user_fkey FOREIGN KEY (account_id, created_by_user_id) REFERENCES users (account_id, id)
		ON DELETE SET NULL (created_by_user_id),
	ADD CONSTRAINT api_tokens_created_by_token_fkey FOREIGN KEY (account_id, created_by_token_id) REFERENCES api_tokens (account_id, id)
		ON DELETE SET NULL (created_by_token_id);

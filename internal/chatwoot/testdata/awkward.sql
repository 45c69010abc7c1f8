-- Two accounts with what can be found in databases that have grown.
INSERT INTO accounts VALUES (1, 'Acme', '2023-12-01 08:00:00.5'), (2, '', '2023-12-02');

INSERT INTO users VALUES (1, 'Ada Lovelace', 'Ada', 'ADA@acme.example'), (2, 'Grace Hopper', NULL, 'grace@acme.example'), (3, 'Gone', NULL, 'gone@acme.example'),
	(4, '', '', 'blank@acme.example'), (5, 'No address', NULL, 'none');
INSERT INTO account_users (account_id, user_id, role) VALUES (1, 1, 1), (1, 2, 0), (1, 4, 9), (1, 5, 0), (1, 6, 0), (2, 1, 0);

INSERT INTO labels (id, title, description, color, show_on_sidebar, account_id) VALUES (1, 'vip', 'Pays', '#FF0000', true, 1), (2, 'größe', NULL, 'red', NULL, 1),
	(3, 'x', NULL, '#fff', false, 1), (4, 'vip', NULL, '#00ff00', true, 2);
INSERT INTO tags (id, name) VALUES (1, 'vip'), (2, 'undefined'), (3, 'two words'), (4, 'unused'), (5, 'Größe');
INSERT INTO taggings (id, tag_id, taggable_type, taggable_id, context) VALUES (1, 1, 'Contact', 1, 'labels'), (2, 2, 'Contact', 1, 'labels'), (3, 3, 'Contact', 2, 'labels'),
	(4, 1, 'Conversation', 1, 'labels'), (5, 5, 'Conversation', 1, 'labels'), (6, 1, 'Contact', 999, 'labels'), (7, 4, 'Contact', 1, 'skills');

INSERT INTO custom_attribute_definitions (id, attribute_key, attribute_display_name, attribute_display_type, attribute_model, account_id, attribute_values, regex_pattern, regex_cue) VALUES
	(1, 'order_no', 'Order', 0, 1, 1, '[]', '/^[A-Z]+\d$/i', 'Letters and a digit'), (2, 'ahead', 'Look ahead', 0, 1, 1, '[]', '/^(?=a)b$/', NULL),
	(3, 'plan', 'Plan', 6, 1, 1, '["free", "pro", "free", ""]', NULL, NULL), (4, 'nothing', 'No values', 6, 1, 1, '[]', NULL, NULL),
	(5, 'city', 'City of the conversation', 0, 0, 1, '[]', NULL, NULL), (6, 'seats', '', 1, 1, 1, '[]', NULL, NULL), (7, 'odd', 'Odd', 42, 1, 1, '[]', NULL, NULL),
	(8, 'two words', 'Key with a space', 0, 1, 1, '[]', NULL, NULL), (9, 'renewal', 'Renewal', 5, 1, 1, '[]', NULL, NULL), (10, 'beta', 'Beta', 7, 1, 1, '[]', NULL, NULL),
	(11, 'order_no', 'Once more', 0, 1, 1, '[]', NULL, NULL);

INSERT INTO companies (id, name, domain, account_id, custom_attributes) VALUES (1, 'Analytical Engines', 'engines.example', 1, '{"size": 3}'),
	(2, 'Same domain', 'ENGINES.example', 1, '{}'), (3, ' ', 'blank.example', 1, '{}'), (4, 'No domain', 'not a domain', 1, NULL);

INSERT INTO inboxes (id, account_id, name, channel_type, csat_survey_enabled) VALUES (1, 1, 'Site', 'Channel::WebWidget', true), (2, 1, 'Mail', 'Channel::Email', NULL),
	(3, 1, 'Pigeons', 'Channel::Pigeon', false), (4, 2, 'Phone', 'Channel::TwilioSms', false);

INSERT INTO contacts (id, account_id, name, email, phone_number, identifier, contact_type, company_id, country_code, additional_attributes, custom_attributes, last_activity_at, blocked) VALUES
	(1, 1, 'Ada King', 'ada@engines.example', '+12125550123', 'ext-1', 2, 1, 'GB',
		'{"city": "London", "country": "United Kingdom", "company_name": "Engines", "social_profiles": {"github": "ada", "twitter": ""}, "browser": {"browser_name": "Firefox"}, "referer": "https://a.example"}',
		'{"order_no": "A1", "seats": 5, "gone": null}', '2024-03-05 12:00:00', false),
	(2, 1, 'Same phone', NULL, '+12125550123', '', 0, NULL, '', '{}', '{}', NULL, false),
	(3, 1, '', '', '', NULL, 0, NULL, '', NULL, NULL, NULL, true),
	(4, 1, 'National number', 'not an email', '(212) 555-0199', NULL, 0, 99, 'Atlantis', '[]', '{"email": "kept@acme.example", "id": 1, "custom_id": 2}', NULL, false),
	(5, 1, 'Bad number', 'BAD@acme.example', '12', repeat('i', 300), 7, 3, 'de', '"text"', '{"deep": {"a": [1]}}', NULL, false),
	(6, 1, repeat('n', 300), 'bad@Acme.example ', NULL, NULL, 1, NULL, '', '{"company_name": 7}', '{}', NULL, false),
	(7, 2, 'Other account', 'ada@engines.example', '+12125550123', 'ext-1', 1, NULL, '', '{}', '{}', NULL, false);

INSERT INTO contact_inboxes (id, contact_id, inbox_id, source_id, hmac_verified) VALUES (1, 1, 1, 'widget-1', true), (2, 2, 2, 'Same@acme.example', false),
	(3, 3, 2, 'same@acme.example', NULL), (4, 999, 1, 'nobody', false), (5, 1, 999, 'nowhere', false), (6, 999, 999, 'neither', false), (7, 2, 1, '  ', false), (8, 7, 4, '+12125550123', false);

INSERT INTO conversations (id, account_id, display_id, inbox_id, contact_id, contact_inbox_id, assignee_id, status, priority, snoozed_until, custom_attributes) VALUES
	(1, 1, 1, 1, 1, 1, 2, 0, 3, NULL, '{"city": "Rome"}'), (2, 1, 2, 2, 3, 3, 3, 1, NULL, NULL, '{}'), (3, 1, 3, 1, 1, NULL, NULL, 3, 0, '2030-01-01', NULL),
	(4, 1, 4, 1, 1, 1, NULL, 3, 9, NULL, '{}'), (5, 1, 5, 1, 999, NULL, NULL, 0, NULL, NULL, '{}'), (6, 1, 6, 999, 1, 1, NULL, 0, NULL, NULL, '{}'),
	(7, 1, 17, 1, 1, 1, NULL, 9, 1, '2030-01-01', '{}'), (8, 2, 1, 4, 7, 8, 1, 2, NULL, NULL, '{}');

INSERT INTO messages (id, account_id, conversation_id, message_type, content, private, sender_type, sender_id, source_id, created_at) VALUES
	(1, 1, 1, 0, 'Hello', false, 'Contact', 1, 'wamid.1', '2024-03-06 12:00:00'), (2, 1, 1, 1, 'A note', true, 'User', 1, NULL, '2024-03-06 12:01:00'),
	(3, 1, 1, 2, 'Ada resolved this', false, NULL, NULL, NULL, '2024-03-06 12:02:00'), (4, 1, 1, 3, 'Rate us', false, 'AgentBot', 1, '', '2024-03-06 12:03:00'),
	(5, 1, 1, 0, NULL, false, 'Contact', 999, NULL, '2024-03-06 12:04:00'), (6, 1, 1, 1, ' ', false, 'User', 3, NULL, '2024-03-06 12:05:00'),
	(7, 1, 5, 0, 'Orphan', false, 'Contact', 1, NULL, '2024-03-06'), (8, 1, 999, 0, 'Lost', false, 'Contact', 1, NULL, '2024-03-06'),
	(9, 1, 2, 0, 'Private', true, 'Contact', 3, repeat('s', 300), '2024-03-07'), (10, 1, 2, 9, repeat('é', 150001), NULL, 'User', 3, NULL, '2024-03-08'),
	(11, 2, 8, 0, 'Ring', false, 'Contact', 7, NULL, '2024-03-09');
INSERT INTO attachments VALUES (1, 0, 'https://files.example/a.png', 5, 1), (2, 99, NULL, 5, 1);

INSERT INTO notes (id, account_id, contact_id, user_id, content) VALUES (1, 1, 1, 1, 'Knows everything'), (2, 1, 1, 3, 'By somebody who left'), (3, 1, 999, 1, 'Of nobody'),
	(4, 1, 2, NULL, ' '), (5, 1, 2, NULL, repeat('n', 20001));

INSERT INTO csat_survey_responses (id, account_id, conversation_id, message_id, contact_id, rating, feedback_message, assigned_agent_id) VALUES (1, 1, 1, 4, 1, 5, 'Great', 2),
	(2, 1, 1, 5, 1, 1, 'Changed my mind', 2), (3, 1, 2, 6, 3, 6, NULL, NULL), (4, 1, 5, 7, 999, 3, NULL, NULL), (5, 1, 3, 8, 1, 4, NULL, 3), (6, 1, 999, 9, 1, 4, NULL, NULL),
	(7, 1, 4, 10, 2, 2, NULL, NULL);

INSERT INTO custom_filters (id, account_id, user_id, name, filter_type, query) VALUES
	(1, 1, 1, 'Londoners', 1, '{"payload": [{"attribute_key": "city", "filter_operator": "equal_to", "values": ["London"], "query_operator": "and"},
		{"attribute_key": "labels", "filter_operator": "equal_to", "values": ["vip"], "query_operator": "or"},
		{"attribute_key": "order_no", "filter_operator": "contains", "values": ["A"], "attribute_model": "custom_attributes", "query_operator": null}]}'),
	(2, 1, 1, 'Empty', 1, '"{}"'), (3, 1, 1, 'Conversations', 0, '{"payload": []}'), (4, 1, 3, 'Of somebody who left', 1, '{"payload": [{"attribute_key": "blocked", "filter_operator": "equal_to", "values": [true]}]}'),
	(5, 1, 2, 'Referred', 1, '{"payload": [{"attribute_key": "referer", "filter_operator": "contains", "values": ["a.example"]}]}');

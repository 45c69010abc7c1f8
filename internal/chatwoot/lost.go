package chatwoot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// elsewhere are the columns that are read besides those of queries, or say nothing of their own: what they mean is kept all the same.
var elsewhere = map[string]string{
	"accounts":                     "id name created_at",
	"account_users":                "account_id id user_id",
	"users":                        "id name display_name",
	"agent_bots":                   "account_id id",
	"captain_assistants":           "account_id id",
	"labels":                       "account_id id",
	"teams":                        "account_id id",
	"team_members":                 "id team_id user_id created_at updated_at",
	"tags":                         "id taggings_count",
	"taggings":                     "id tag_id taggable_type taggable_id context created_at",
	"custom_attribute_definitions": "account_id id",
	"companies":                    "account_id id contacts_count",
	"inboxes":                      "account_id id",
	"contacts":                     "account_id id",
	"contact_inboxes":              "id updated_at",
	"conversations":                "account_id id cached_label_list",
	"messages":                     "account_id id inbox_id processed_message_content",
	"attachments":                  "account_id id updated_at",
	"notes":                        "account_id id",
	"csat_survey_responses":        "account_id id message_id updated_at",
	"custom_filters":               "account_id id",
	"active_storage_attachments":   "id name record_type record_id blob_id created_at",
	"active_storage_blobs":         "id filename content_type byte_size created_at",
}

// lostTables are the tables of which nothing is brought over, and why.
var lostTables = map[string]string{
	"access_tokens":             "Tokens are secrets of Chatwoot; make new ones here.",
	"agent_bot_inboxes":         "Which bot answers in which inbox is for the bots to say; connect them anew.",
	"canned_responses":          "There are no stored answers here.",
	"captain_inboxes":           "Which assistant answers in which inbox is for the assistants to say; connect them anew.",
	"channel_api":               channelReason,
	"channel_email":             channelReason,
	"channel_facebook_pages":    channelReason,
	"channel_instagram":         channelReason,
	"channel_line":              channelReason,
	"channel_sms":               channelReason,
	"channel_telegram":          channelReason,
	"channel_tiktok":            channelReason,
	"channel_twilio_sms":        channelReason,
	"channel_twitter_profiles":  channelReason,
	"channel_voice":             channelReason,
	"channel_web_widgets":       channelReason,
	"channel_whatsapp":          channelReason,
	"conversation_participants": "Conversations have an assignee and no other participants here.",
	"inbox_members":             "Every user sees every inbox here.",
	"mentions":                  "Who was mentioned stands in the messages themselves.",
	"webhooks":                  "Webhooks have other events and signatures here; make new ones.",
}

const (
	channelReason  = "How a channel is connected is set up anew, since its secrets are Chatwoot's."
	signInReason   = "How somebody signs in to Chatwoot says nothing here; set passwords or connect an identity provider."
	noPlace        = "There is no place for this here."
	presenceReason = "It tells who is there at the moment, which is out of date."
	readReason     = "Who has read what is not kept here."
	storageReason  = "Files stay where Chatwoot keeps them."
	settingReason  = "This setting of Chatwoot has no counterpart here."
	secretReason   = "This is a secret of Chatwoot."
)

// lostColumns are the columns that are not brought over, and why. How many rows have a value in them is reported.
var lostColumns = map[string]map[string]string{
	"accounts": {"auto_resolve_duration": settingReason, "custom_attributes": noPlace, "domain": settingReason, "feature_flags": settingReason,
		"internal_attributes": settingReason, "limits": settingReason, "locale": settingReason, "settings": settingReason,
		"status": settingReason, "support_email": settingReason, "updated_at": ""},
	"account_users": {"active_at": presenceReason, "agent_capacity_policy_id": settingReason, "auto_offline": settingReason,
		"availability": presenceReason, "custom_role_id": "Custom roles have become agents.", "inviter_id": noPlace},
	"users": {"availability": presenceReason, "confirmation_sent_at": signInReason, "confirmation_token": signInReason,
		"confirmed_at": signInReason, "consumed_timestep": signInReason, "current_sign_in_at": signInReason, "current_sign_in_ip": signInReason,
		"custom_attributes": noPlace, "encrypted_password": signInReason, "last_sign_in_at": signInReason, "last_sign_in_ip": signInReason,
		"message_signature": noPlace, "otp_backup_codes": signInReason, "otp_required_for_login": signInReason, "otp_secret": signInReason,
		"provider": signInReason, "pubsub_token": secretReason, "remember_created_at": signInReason, "reset_password_sent_at": signInReason,
		"reset_password_token": signInReason, "sign_in_count": signInReason, "tokens": signInReason, "type": signInReason,
		"ui_settings": settingReason, "uid": signInReason, "unconfirmed_email": signInReason},
	"agent_bots": {"bot_config": settingReason, "bot_type": settingReason, "outgoing_url": "Bots are told by webhooks; make one here.",
		"secret": secretReason},
	"captain_assistants":           {"config": settingReason, "guardrails": settingReason, "response_guidelines": settingReason},
	"taggings":                     {"tagger_id": noPlace, "tagger_type": noPlace},
	"custom_attribute_definitions": {"default_value": "Chatwoot never used it."},
	"inboxes": {"allow_messages_after_resolved": settingReason, "auto_assignment_config": settingReason, "business_name": settingReason,
		"channel_id": "", "csat_config": settingReason, "email_address": settingReason, "enable_auto_assignment": settingReason,
		"enable_email_collect": settingReason, "greeting_enabled": settingReason, "greeting_message": settingReason,
		"lock_to_single_conversation": settingReason, "out_of_office_message": settingReason, "portal_id": settingReason,
		"sender_name_type": settingReason, "timezone": settingReason, "working_hours_enabled": settingReason},
	"contact_inboxes": {"pubsub_token": secretReason},
	"conversations": {"agent_last_seen_at": readReason, "assignee_last_seen_at": readReason, "contact_last_seen_at": readReason,
		"campaign_id": "Campaigns are not brought over.", "identifier": noPlace, "sla_policy_id": "Service levels are not brought over.",
		"uuid": "It was part of links to surveys of Chatwoot's."},
	"teams":                {"allow_auto_assign": settingReason},
	"messages":             {"sentiment": "Chatwoot never showed it."},
	"active_storage_blobs": {"checksum": storageReason, "key": storageReason, "metadata": storageReason, "service_name": storageReason},
}

// scopes are how rows of tables belong to an account where they have no account_id; the table is t, $1 the account's id.
var scopes = map[string]string{
	"accounts":        "t.id = $1",
	"users":           "t.id IN (SELECT user_id FROM account_users WHERE account_id = $1)",
	"contact_inboxes": "t.inbox_id IN (SELECT id FROM inboxes WHERE account_id = $1)",
	"inbox_members":   "t.inbox_id IN (SELECT id FROM inboxes WHERE account_id = $1)",
	"team_members":    "t.team_id IN (SELECT id FROM teams WHERE account_id = $1)",
	"taggings": `t.context = 'labels' AND (t.taggable_type = 'Contact' AND t.taggable_id IN (SELECT id FROM contacts WHERE account_id = $1)
		OR t.taggable_type = 'Conversation' AND t.taggable_id IN (SELECT id FROM conversations WHERE account_id = $1))`,
	"access_tokens": `t.owner_type = 'User' AND t.owner_id IN (SELECT user_id FROM account_users WHERE account_id = $1)`,
}

// silent are the tables of which rows are not counted: Active Storage has the files of everything.
var silent = map[string]bool{"active_storage_attachments": true, "active_storage_blobs": true}

// reportLost reports how many rows have what is not brought over: whole tables, and columns that have another value than their default.
// Columns that no release known to this program has are among them.
func (im *importer) reportLost(ctx context.Context) error {
	for _, table := range slices.Sorted(maps.Keys(im.source.columns)) {
		reason, whole := lostTables[table]
		lost := maps.Clone(lostColumns[table])
		if _, known := elsewhere[table]; !known && !whole || silent[table] {
			continue
		}
		if lost == nil {
			lost = map[string]string{}
		}
		if !whole {
			maps.Copy(lost, im.source.unknown(table))
		}
		if err := im.countLost(ctx, table, reason, lost); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return im.countPictures(ctx)
}

// countPictures reports how many contacts and companies have a picture, of which this database knows nothing but its name.
func (im *importer) countPictures(ctx context.Context) error {
	if !im.source.has("active_storage_attachments", "record_type") {
		return nil
	}
	for _, of := range []struct{ table, record string }{{"companies", "Company"}, {"contacts", "Contact"}} {
		if !im.source.has(of.table, "account_id") {
			continue
		}
		var n int
		err := im.source.tx.QueryRow(ctx, `
			SELECT count(*)
			FROM active_storage_attachments a
			JOIN `+of.table+` t ON t.id = a.record_id
			WHERE a.record_type = $2 AND a.name = 'avatar' AND t.account_id = $1`, im.Chatwoot, of.record).Scan(&n)
		if err != nil {
			return fmt.Errorf("pictures of %s: %w", of.table, err)
		}
		if n > 0 {
			im.lose(of.table, "avatar", n, "Pictures are files, which stay where Chatwoot keeps them; set them here by URL.")
		}
	}
	return nil
}

// unknown are the columns of a table about which this program knows nothing.
func (s *source) unknown(table string) map[string]string {
	found := map[string]string{}
	for column := range s.columns[table] {
		_, lost := lostColumns[table][column]
		if !lost && !brought(s)[table][column] && !slices.Contains(strings.Fields(elsewhere[table]), column) {
			found[column] = "This release of Chatwoot has a column that this release of Kith does not know."
		}
	}
	return found
}

// brought are the columns that the queries read, by table.
func brought(s *source) map[string]map[string]bool {
	all := map[string]map[string]bool{"users": {"email": true, "created_at": true, "updated_at": true}}
	for _, q := range []query{users, teams, s.bots("AgentBot", "agent_bots"), s.bots("Captain::Assistant", "captain_assistants"), labels, tags,
		definitions, companies, inboxes, contacts, contactInboxes, conversations, messages, s.attachments(), notes, csatResponses, segments} {
		if all[q.table] == nil {
			all[q.table] = map[string]bool{}
		}
		for _, c := range q.columns {
			all[q.table][c.source] = true
		}
	}
	return all
}

// countLost counts the rows of a table, or those that have something in columns.
func (im *importer) countLost(ctx context.Context, table, reason string, lost map[string]string) error {
	var names, counts []string
	for _, column := range slices.Sorted(maps.Keys(lost)) {
		if preset, has := im.source.columns[table][column]; has && lost[column] != "" {
			names = append(names, column)
			counts = append(counts, fmt.Sprintf("count(*) FILTER (WHERE %s)", filled(column, preset)))
		}
	}
	if reason == "" && len(names) == 0 {
		return nil
	}
	scope, has := scopes[table]
	if !has {
		scope = "t.account_id = $1"
		if !im.source.has(table, "account_id") {
			return nil
		}
	}
	numbers := make([]int, len(counts)+1)
	to := make([]any, len(numbers))
	for i := range numbers {
		to[i] = &numbers[i]
	}
	err := im.source.tx.QueryRow(ctx, "SELECT "+strings.Join(append([]string{"count(*)"}, counts...), ", ")+" FROM "+table+" t WHERE "+scope,
		im.Chatwoot).Scan(to...)
	if err != nil {
		return err
	}
	if reason != "" && numbers[0] > 0 {
		im.lose(table, "", numbers[0], reason)
		return nil
	}
	for i, name := range names {
		if numbers[i+1] > 0 {
			im.lose(table, name, numbers[i+1], lost[name])
		}
	}
	return nil
}

func (im *importer) lose(table, column string, rows int, reason string) {
	im.report.sum(im.Chatwoot, table, column, rows, reason)
	im.Lost = append(im.Lost, Lost{table, column, rows, reason})
}

// Lost is a table, or a column of one, that was not brought over, and how many rows have something there.
type Lost struct {
	Table, Column string
	Rows          int
	Reason        string
}

// filled is the condition under which a column has a value that says something: another than none, an empty one, or the default.
func filled(column, preset string) string {
	condition := fmt.Sprintf("t.%s IS NOT NULL AND t.%s::text NOT IN ('', '{}', '[]', 'false', '0')", quote(column), quote(column))
	if preset != "" && !strings.Contains(preset, "(") { // an expression such as nextval would have effects
		condition += fmt.Sprintf(" AND t.%s::text IS DISTINCT FROM (%s)::text", quote(column), preset)
	}
	return condition
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

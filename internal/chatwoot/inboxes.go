package chatwoot

import (
	"context"
	"strings"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var inboxes = query{table: "inboxes", columns: []column{text("name"), text("channel_type"), flag("csat_survey_enabled"),
	moment("created_at"), moment("updated_at")}, from: "inboxes i WHERE i.account_id = $1"}

type inbox struct {
	record
	Name, ChannelType    string
	CsatSurveyEnabled    bool
	CreatedAt, UpdatedAt time.Time
}

var channels = map[string]models.ChannelType{
	"Channel::Api": models.ChannelAPI, "Channel::Email": models.ChannelEmail, "Channel::WebWidget": models.ChannelWebWidget,
	"Channel::Whatsapp": models.ChannelWhatsApp, "Channel::Sms": models.ChannelSMS, "Channel::TwilioSms": models.ChannelSMS,
	"Channel::FacebookPage": "FACEBOOK", "Channel::Instagram": "INSTAGRAM", "Channel::Telegram": "TELEGRAM", "Channel::Line": "LINE",
	"Channel::Tiktok": "TIKTOK", "Channel::TwitterProfile": "TWITTER", "Channel::Voice": "VOICE",
}

func (im *importer) bringInboxes(ctx context.Context) error {
	return bring(ctx, im, inboxes, func(chunk []inbox) (rows crm.Seed, err error) {
		for _, i := range chunk {
			r := im.row(i.ID)
			channel, known := channels[i.ChannelType]
			if !known {
				r.misfit("channelType", i.ChannelType, "The channel is unknown; the inbox is one of the API.")
				channel = models.ChannelAPI
			}
			name := r.text("name", i.Name, models.MaxName)
			if name == "" {
				name = strings.TrimPrefix(i.ChannelType, "Channel::")
			}
			own := models.Inbox{ID: im.inboxID(i.ID), ChannelType: channel, HmacKey: crm.NewHmacKey(), CreatedAt: models.At(i.CreatedAt),
				UpdatedAt: models.At(i.UpdatedAt)}
			if err := own.Apply(models.InboxCreateInput{Name: name, CsatSurveyEnabled: &i.CsatSurveyEnabled}.Patch()); err != nil {
				r.refuse(err)
				continue
			}
			rows.Inboxes = append(rows.Inboxes, own)
		}
		return rows, nil
	})
}

func (im *importer) inboxID(id int64) models.InboxID {
	return typeid.Of[models.InboxID](im.ids.of("inboxes", id))
}

// contactInboxes belong to the account of their inbox or, where that is missing, of their contact.
var contactInboxes = query{table: "contact_inboxes", columns: []column{ref("contact_id"), ref("inbox_id"), text("source_id"),
	flag("hmac_verified"), moment("created_at")},
	more: []string{"coalesce(i.channel_type, '') AS channel_type"},
	from: `contact_inboxes ci
		LEFT JOIN inboxes i ON i.id = ci.inbox_id
		WHERE ci.id IN (
			SELECT own.id FROM inboxes at JOIN contact_inboxes own ON own.inbox_id = at.id WHERE at.account_id = $1
			UNION ALL
			SELECT own.id
			FROM contacts c
			JOIN contact_inboxes own ON own.contact_id = c.id
			LEFT JOIN inboxes at ON at.id = own.inbox_id
			WHERE c.account_id = $1 AND at.account_id IS NULL)`}

type contactInbox struct {
	record
	ContactID, InboxID    int64
	SourceID, ChannelType string
	HmacVerified          bool
	CreatedAt             time.Time
}

func (im *importer) bringContactInboxes(ctx context.Context) error {
	return bring(ctx, im, contactInboxes, func(chunk []contactInbox) (rows crm.Seed, err error) {
		for _, l := range chunk {
			r := im.row(l.ID)
			source := strings.TrimSpace(l.SourceID)
			if channels[l.ChannelType] == models.ChannelEmail {
				source = strings.ToLower(source)
			}
			if source == "" || cut(source, models.MaxText) != source {
				r.misfit("", l.SourceID, "The source id is blank or too long.")
				continue
			}
			rows.ContactInboxes = append(rows.ContactInboxes, models.ContactInbox{ID: im.contactInboxID(l.ID), ContactID: im.contactID(l.ContactID),
				InboxID: im.inboxID(l.InboxID), SourceID: source, HmacVerified: l.HmacVerified, CreatedAt: models.At(l.CreatedAt)})
		}
		return rows, nil
	})
}

func (im *importer) contactInboxID(id int64) models.ContactInboxID {
	return typeid.Of[models.ContactInboxID](im.ids.of("contact_inboxes", id))
}

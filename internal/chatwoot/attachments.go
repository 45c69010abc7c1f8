package chatwoot

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// attachments are the files of messages, with what Active Storage knows of them where this database has it.
func (s *source) attachments() query {
	q := query{table: "attachments", columns: []column{ref("message_id"), integer("file_type"), text("external_url"), text("fallback_title"),
		text("extension"), object("meta"), text("coordinates_lat"), text("coordinates_long"), moment("created_at").as("attached_at")},
		from: "attachments a WHERE a.account_id = $1"}
	if !s.has("active_storage_attachments", "blob_id") || !s.has("active_storage_blobs", "byte_size") {
		q.more = []string{"'' AS file_name", "'' AS content_type", "0::bigint AS byte_size"}
		return q
	}
	q.more = []string{"coalesce(f.filename, '') AS file_name", "coalesce(f.content_type, '') AS content_type",
		"coalesce(f.byte_size, 0) AS byte_size"}
	q.from = `attachments a
		LEFT JOIN LATERAL (
			SELECT b.filename, b.content_type, b.byte_size
			FROM active_storage_attachments s
			JOIN active_storage_blobs b ON b.id = s.blob_id
			WHERE s.record_type = 'Attachment' AND s.record_id = a.id
			ORDER BY s.id
			LIMIT 1) f ON TRUE
		WHERE a.account_id = $1`
	return q
}

type attachment struct {
	record
	MessageID                             int64
	FileType                              *int64
	ExternalURL, FallbackTitle, Extension string
	Meta, CoordinatesLat, CoordinatesLong string
	FileName, ContentType                 string
	ByteSize                              int64
	AttachedAt                            time.Time
}

var fileTypes = []string{"image", "audio", "video", "file", "location", "fallback", "share", "story mention", "contact", "reel",
	"story", "post", "embed"}

func (a attachment) kind() string {
	if n := value(a.FileType); n >= 0 && n < int64(len(fileTypes)) {
		return fileTypes[n]
	}
	return "file"
}

func (im *importer) bringAttachments(ctx context.Context) error {
	return bring(ctx, im, im.source.attachments(), func(chunk []attachment) (rows crm.Seed, err error) {
		for _, a := range chunk {
			rows.Attachments = append(rows.Attachments, im.attachment(a))
		}
		return rows, nil
	})
}

func (im *importer) attachment(a attachment) models.Attachment {
	r := im.row(a.ID)
	own := models.Attachment{ID: typeid.Of[models.AttachmentID](im.ids.of("attachments", a.ID)), MessageID: im.messageID(a.MessageID),
		FileType: a.kind(), Name: r.text("name", a.FileName, models.MaxText), ContentType: r.text("contentType", a.ContentType, models.MaxText),
		ByteSize: a.ByteSize, ExternalURL: orNil(a.ExternalURL), CreatedAt: models.At(a.AttachedAt)}
	meta := r.object("meta", a.Meta)
	for name, text := range map[string]string{"title": a.FallbackTitle, "extension": a.Extension} {
		if text != "" {
			meta = with(meta, name, text)
		}
	}
	if own.FileType == "location" {
		for name, text := range map[string]string{"latitude": a.CoordinatesLat, "longitude": a.CoordinatesLong} {
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				meta = with(meta, name, n)
			}
		}
	}
	own.Details = orEmpty(meta)
	if a.FileName != "" {
		r.misfit("file", a.FileName, "The file stays where Chatwoot keeps its files; its name, type and size were brought over.")
	}
	return own
}

// with adds a value to an object.
func with(all map[string]json.RawMessage, name string, v any) map[string]json.RawMessage {
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	if text, err := json.Marshal(v); err == nil {
		all[name] = text
	}
	return all
}

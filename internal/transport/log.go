package transport

import (
	"context"
	"log/slog"

	"kith/models"
)

// LogHandler adds to each line of a request or job who it is for: requestId, account and actor, as far as the context knows them. These
// are ids; nothing else of the viewer is logged.
func LogHandler(next slog.Handler) slog.Handler { return logHandler{next} }

type logHandler struct{ slog.Handler }

// Handle writes a line with the attributes of its context.
func (h logHandler) Handle(ctx context.Context, line slog.Record) error {
	if id := models.RequestIDFrom(ctx); id != "" {
		line.AddAttrs(slog.String("requestId", id))
	}
	if v := models.ViewerFrom(ctx); v != nil {
		line.AddAttrs(slog.Int64("account", v.AccountID))
		if v.UserID != nil || v.TokenID != nil {
			line.AddAttrs(slog.String("actor", v.Key()))
		}
	}
	return h.Handler.Handle(ctx, line)
}

// WithAttrs returns a handler whose lines have the attributes.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup returns a handler whose lines have their attributes in a group.
func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }

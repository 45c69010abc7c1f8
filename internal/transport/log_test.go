package transport_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"kith/internal/transport"
	"kith/models"
	"kith/models/typeid"
)

// TestLogHandler: lines say for whom they are as far as the context knows it, also those of loggers with attributes of their own.
func TestLogHandler(t *testing.T) {
	t.Parallel()
	user := typeid.New[models.UserID]()
	for _, row := range []struct {
		name string
		ctx  context.Context
		want string
	}{
		{"nobody", context.Background(), ""},
		{"a request", models.WithRequestID(context.Background(), "r1"), " requestId=r1"},
		{"a user", models.WithViewer(models.WithRequestID(context.Background(), "r1"), &models.Viewer{AccountID: 7, UserID: &user}),
			" requestId=r1 account=7 actor=" + user.String()},
		{"the system", models.WithViewer(context.Background(), &models.Viewer{AccountID: 7}), " account=7"},
	} {
		var out bytes.Buffer
		log := slog.New(transport.LogHandler(slog.NewTextHandler(&out, nil))).With("part", "x")
		log.InfoContext(row.ctx, "done")
		if !strings.HasSuffix(out.String(), "msg=done part=x"+row.want+"\n") {
			t.Errorf("%s: %s", row.name, out.String())
		}
	}
}

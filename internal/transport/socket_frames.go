package transport

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// subprotocol is the only one that sockets speak.
const subprotocol = "graphql-transport-ws"

// socketFrames lays out the messages of graphql-transport-ws.
type socketFrames struct{}

func (socketFrames) next(id, _ string, body []byte) frame { return socketFrame("next", id, body) }

func (socketFrames) failed(id string, errs gqlerror.List) frame {
	return socketFrame("error", id, assemble(func(buf *bytes.Buffer) { encodeValue(buf, errs[:min(len(errs), maxErrors)]) }))
}

func (socketFrames) complete(id string) frame { return socketFrame("complete", id, nil) }

func socketFrame(kind, id string, payload []byte) frame {
	head := assemble(func(buf *bytes.Buffer) {
		buf.WriteString(`{"type":"` + kind + `"`)
		if id != "" {
			buf.WriteString(`,"id":`)
			encodeValue(buf, id)
		}
		if payload != nil {
			buf.WriteString(`,"payload":`)
		}
	})
	return frame{head, payload, []byte{'}'}}
}

// pong echoes the payload of a ping.
func pong(payload json.RawMessage) frame { return socketFrame("pong", "", payload) }

// message is what a client sends over a socket.
type message struct {
	kind    string
	id      string
	payload json.RawMessage
}

var errMessage = errors.New("not a message")

func decodeMessage(text []byte) (m message, err error) {
	members, err := decodeObject(text)
	if err != nil {
		return m, err
	}
	if raw, ok := members["type"]; !ok || !readString(&m.kind)(raw) {
		return m, errMessage
	}
	if raw, ok := members["id"]; ok && !readString(&m.id)(raw) {
		return m, errMessage
	}
	m.payload = members["payload"]
	if string(m.payload) == "null" {
		m.payload = nil
	}
	return m, nil
}

package transport

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	mediaJSON    = "application/json"
	mediaGraphQL = "application/graphql-response+json"
	mediaStream  = "text/event-stream"
)

// negotiate returns the media type for the answer: the one that the client likes best, the first named among equals, JSON
// when it does not say; "" when it takes none that we have.
func negotiate(h http.Header) string {
	accept := strings.Join(h.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return mediaJSON
	}
	best, liked := "", 0.0
	for part := range strings.SplitSeq(accept, ",") {
		media, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q := 1.0
		if given, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(given, 64); err != nil {
				continue
			}
		}
		switch media {
		case mediaJSON, mediaGraphQL, mediaStream:
		case "*/*", "application/*":
			media = mediaJSON
		default:
			continue
		}
		if q > liked {
			best, liked = media, q
		}
	}
	return best
}

// contentType returns the header's media type and whether its text is UTF-8, which is assumed when it does not say.
func contentType(h http.Header) (media string, utf8 bool) {
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return "", false
	}
	charset := params["charset"]
	return media, charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

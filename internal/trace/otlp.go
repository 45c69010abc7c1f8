package trace

import (
	"encoding/json"
	"strconv"
)

// The messages of OTLP (opentelemetry-proto 1) as its JSON encoding has them: ids in hexadecimal digits, numbers of 64 bits as text.

type otlpRequest struct {
	ResourceSpans []otlpResourceSpans `json:"resourceSpans"`
}

type otlpResourceSpans struct {
	Resource   otlpResource     `json:"resource"`
	ScopeSpans []otlpScopeSpans `json:"scopeSpans"`
}

type otlpResource struct {
	Attributes []otlpAttribute `json:"attributes"`
}

type otlpScopeSpans struct {
	Scope otlpScope  `json:"scope"`
	Spans []otlpSpan `json:"spans"`
}

type otlpScope struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

type otlpSpan struct {
	TraceID      string          `json:"traceId"`
	SpanID       string          `json:"spanId"`
	ParentSpanID string          `json:"parentSpanId,omitempty"`
	Name         string          `json:"name"`
	Kind         Kind            `json:"kind"`
	Start        string          `json:"startTimeUnixNano"`
	End          string          `json:"endTimeUnixNano"`
	Attributes   []otlpAttribute `json:"attributes,omitempty"`
	Status       *otlpStatus     `json:"status,omitempty"`
}

// otlpStatus is that of a failed span: others have none.
type otlpStatus struct {
	Code    int    `json:"code"`
	Message string `json:"message,omitempty"`
}

const statusError = 2

type otlpAttribute struct {
	Key   string    `json:"key"`
	Value otlpValue `json:"value"`
}

type otlpValue struct {
	String *string `json:"stringValue,omitempty"`
	Int    string  `json:"intValue,omitempty"`
	Bool   *bool   `json:"boolValue,omitempty"`
}

func otlpAttributes(all []Attribute) []otlpAttribute {
	var out []otlpAttribute
	for _, a := range all {
		var v otlpValue
		switch value := a.Value.(type) {
		case string:
			v.String = &value
		case int64:
			v.Int = strconv.FormatInt(value, 10)
		case bool:
			v.Bool = &value
		default:
			continue
		}
		out = append(out, otlpAttribute{a.Key, v})
	}
	return out
}

// encode returns the request that sends spans which have ended.
func encode(o Options, spans []*Span) ([]byte, error) {
	out := make([]otlpSpan, len(spans))
	for i, s := range spans {
		out[i] = otlpSpan{TraceID: hexOf(s.traceID[:]), SpanID: hexOf(s.id[:]), Name: s.name, Kind: s.kind,
			Start: strconv.FormatInt(s.start.UnixNano(), 10), End: strconv.FormatInt(s.end.UnixNano(), 10),
			Attributes: otlpAttributes(s.attributes)}
		if s.parentID != [8]byte{} {
			out[i].ParentSpanID = hexOf(s.parentID[:])
		}
		if s.failure != "" {
			out[i].Status = &otlpStatus{statusError, s.failure}
		}
	}
	return json.Marshal(otlpRequest{[]otlpResourceSpans{{
		Resource:   otlpResource{otlpAttributes(o.Resource)},
		ScopeSpans: []otlpScopeSpans{{Scope: otlpScope{"kith", o.Version}, Spans: out}},
	}}})
}

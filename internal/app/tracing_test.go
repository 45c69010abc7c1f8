package app

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// sentSpan is a span as OTLP has it in JSON.
type sentSpan struct {
	TraceID, SpanID, ParentSpanID, Name string
	Kind                                int
	StartTimeUnixNano, EndTimeUnixNano  string
	Attributes                          []struct {
		Key   string
		Value struct{ StringValue, IntValue string }
	}
}

func (s sentSpan) attribute(key string) string {
	for _, a := range s.Attributes {
		if a.Key == key {
			return a.Value.StringValue + a.Value.IntValue
		}
	}
	return ""
}

// collector takes spans as a collector of OpenTelemetry does.
type collector struct {
	*httptest.Server
	mu    sync.Mutex
	spans []sentSpan
	text  strings.Builder
}

func newCollector(t *testing.T) *collector {
	c := &collector{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var sent struct {
			ResourceSpans []struct{ ScopeSpans []struct{ Spans []sentSpan } }
		}
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &sent); err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/traces" ||
			r.Header.Get("Content-Type") != "application/json" || r.Header.Get("X-Key") != "of the tests" {
			t.Errorf("the collector got %s %s %v: %v", r.Method, r.URL, r.Header, err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.text.Write(body)
		for _, resource := range sent.ResourceSpans {
			for _, scope := range resource.ScopeSpans {
				c.spans = append(c.spans, scope.Spans...)
			}
		}
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(c.Close)
	return c
}

// find waits for the span that passes.
func (c *collector) find(t *testing.T, pass func(sentSpan) bool) (found sentSpan) {
	t.Helper()
	await(t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, s := range c.spans {
			if pass(s) {
				found = s
				return true
			}
		}
		return false
	})
	return found
}

// TestTraces follows one mutation from its caller's trace through the operation and its statements to the webhook that it causes.
func TestTraces(t *testing.T) {
	t.Parallel()
	spans := newCollector(t)
	received := make(chan string, 16)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		received <- r.Header.Get("Traceparent")
	}))
	t.Cleanup(receiver.Close)
	s := externalPlace(t).with("OTEL_EXPORTER_OTLP_ENDPOINT="+spans.URL, "OTEL_EXPORTER_OTLP_HEADERS=x-key=of%20the%20tests",
		"KITH_WEBHOOK_ALLOW_PRIVATE=true").serve(t)
	var made struct {
		WebhookEndpointCreate struct{ UserErrors []struct{ Message string } }
	}
	s.query(t, &made, `mutation ($in: WebhookEndpointCreateInput!) { webhookEndpointCreate(input: $in) { userErrors { message } } }`,
		map[string]any{"in": map[string]any{"url": receiver.URL, "events": []string{"CONTACT_CREATED"}}})
	if len(made.WebhookEndpointCreate.UserErrors) > 0 {
		t.Fatal(made)
	}

	const traceID, caller = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	a := s.post(t, "/graphql", operation(strings.Replace(createContact, "mutation", "mutation AddOne", 1),
		map[string]any{"in": map[string]any{"name": "Secretia Lovelace", "email": "secretia@example.com"}}),
		"Authorization", "Bearer "+s.token, "Traceparent", "00-"+traceID+"-"+caller+"-01")
	if a.status != http.StatusOK {
		t.Fatal(a)
	}
	request := spans.find(t, func(s sentSpan) bool { return s.ParentSpanID == caller })
	if request.TraceID != traceID || request.Name != "POST /graphql" || request.Kind != 2 ||
		request.attribute("http.response.status_code") != "200" || request.attribute("http.route") != "/graphql" {
		t.Errorf("the request: %+v", request)
	}
	asked := spans.find(t, func(s sentSpan) bool { return s.ParentSpanID == request.SpanID && s.Name == "mutation AddOne" })
	if asked.TraceID != traceID || asked.attribute("kith.code") != "OK" || asked.attribute("kith.points") == "" ||
		request.StartTimeUnixNano > asked.StartTimeUnixNano || asked.EndTimeUnixNano > request.EndTimeUnixNano {
		t.Errorf("the operation: %+v", asked)
	}
	statement := spans.find(t, func(s sentSpan) bool {
		return s.ParentSpanID == asked.SpanID && strings.Contains(s.attribute("db.query.summary"), "contacts")
	})
	if statement.TraceID != traceID || statement.Kind != 3 || statement.attribute("db.system.name") != "postgresql" {
		t.Errorf("a statement: %+v", statement)
	}

	job := spans.find(t, func(s sentSpan) bool {
		return s.Name == "job webhook_delivery" && s.attribute("kith.job.outcome") == "done"
	})
	sent := spans.find(t, func(s sentSpan) bool { return s.ParentSpanID == job.SpanID && s.Name == "POST" })
	if want := "00-" + job.TraceID + "-" + sent.SpanID + "-01"; <-received != want || sent.attribute("http.response.status_code") != "200" {
		t.Errorf("the receiver was not told %s: %+v", want, sent)
	}
	s.post(t, "/graphql", `{"query": "query Broken { nothing }"}`, "Authorization", "Bearer "+s.token)
	refused := spans.find(t, func(s sentSpan) bool { return s.attribute("kith.code") == "GRAPHQL_VALIDATION_FAILED" })
	if spans.find(t, func(s sentSpan) bool { return s.SpanID == refused.ParentSpanID }).Name != "POST /graphql" {
		t.Errorf("the refused operation: %+v", refused)
	}
	s.stop(t)
	if !strings.Contains(s.log.String(), `"traceId":"`+traceID+`"`) {
		t.Error("the log does not name the trace")
	}
	spans.mu.Lock()
	defer spans.mu.Unlock()
	for _, private := range []string{"Secretia", "secretia@", s.token} {
		if strings.Contains(spans.text.String(), private) {
			t.Errorf("spans hold %s", private)
		}
	}
}

// TestTracesToNowhere refuses a collector that can't be one, and serves without one that answers.
func TestTracesToNowhere(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	if _, logged, code := here.with("OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317").run(t); code == 0 ||
		!strings.Contains(logged, "OTEL_EXPORTER_OTLP_ENDPOINT") {
		t.Errorf("%d %s", code, logged)
	}
	s := here.with("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9").serve(t)
	if s.get(t, "/readyz").status != http.StatusOK {
		t.Error("not ready")
	}
	s.stop(t)
}

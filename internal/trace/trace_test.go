package trace

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestParseParent reads the examples and the refusals of the W3C's recommendation.
func TestParseParent(t *testing.T) {
	t.Parallel()
	const trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	for text, want := range map[string]bool{
		"00-" + trace + "-" + span + "-01":                  true,
		"00-" + trace + "-" + span + "-00":                  true,
		"cc-" + trace + "-" + span + "-01-what-the-will-be": true,
		"":                                      false,
		"ff-" + trace + "-" + span + "-01":      false,
		"00-" + trace + "-" + span + "-01-more": false,
		"00-" + strings.ToUpper(trace) + "-" + span + "-01":            false,
		"00-" + strings.Repeat("0", 32) + "-" + span + "-01":           false,
		"00-" + trace + "-" + strings.Repeat("0", 16) + "-01":          false,
		"00-" + trace + "-" + span[1:] + "-01":                         false,
		"00-" + trace + "-" + span + "-0x":                             false,
		"cc-" + trace + "-" + span + "-01-" + strings.Repeat("a", 300): false,
	} {
		p := ParseParent(text)
		if p.valid() != want {
			t.Errorf("%q: %v", text, p)
		}
		if want && p.sampled != strings.Contains(text, "-01") {
			t.Errorf("%q: sampled %v", text, p.sampled)
		}
	}
}

// TestEnvironment reads the variables of OpenTelemetry.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	at := "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318"
	for _, test := range []struct{ env, endpoint, wrong string }{
		{"", "", ""},
		{at, "http://collector:4318/v1/traces", ""},
		{at + "/base/", "http://collector:4318/base/v1/traces", ""},
		{at + " OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://traces.example.com/in", "https://traces.example.com/in", ""},
		{at + " OTEL_SDK_DISABLED=true", "", ""},
		{at + " OTEL_TRACES_EXPORTER=none", "", ""},
		{at + " OTEL_TRACES_EXPORTER=zipkin", "", "OTEL_TRACES_EXPORTER"},
		{at + " OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "", "OTEL_EXPORTER_OTLP_PROTOCOL"},
		{at + " OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=2", "", "OTEL_TRACES_SAMPLER_ARG"},
		{at + " OTEL_TRACES_SAMPLER=jaeger_remote", "", "OTEL_TRACES_SAMPLER"},
		{at + " OTEL_EXPORTER_OTLP_HEADERS=secret", "", "OTEL_EXPORTER_OTLP_HEADERS"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=collector:4318", "", "OTEL_EXPORTER_OTLP_ENDPOINT"},
	} {
		o, err := FromEnvironment(environment(test.env))
		if test.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), test.wrong) || strings.Contains(err.Error(), "=secret") {
				t.Errorf("%s: %v", test.env, err)
			}
			continue
		}
		if err != nil || (o.Endpoint == nil) != (test.endpoint == "") || o.Endpoint != nil && o.Endpoint.String() != test.endpoint {
			t.Errorf("%s: %v %v", test.env, o.Endpoint, err)
		}
	}
	o, err := FromEnvironment(environment(at + " OTEL_EXPORTER_OTLP_HEADERS=a=b%20c,d=e " +
		"OTEL_SERVICE_NAME=crm OTEL_RESOURCE_ATTRIBUTES=env=live" +
		" OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=0.25"))
	if err != nil || o.Headers["a"] != "b c" || o.Headers["d"] != "e" || len(o.Resource) != 2 || o.sampler != (sampler{0.25, true}) {
		t.Errorf("%+v %v", o, err)
	}
}

func environment(text string) func(string) string {
	return func(name string) string {
		for pair := range strings.SplitSeq(text, " ") {
			if key, value, _ := strings.Cut(pair, "="); key == name {
				return value
			}
		}
		return ""
	}
}

// TestSampler records about the part of the traces that is asked for, and what the caller records.
func TestSampler(t *testing.T) {
	t.Parallel()
	quarter, recorded := sampler{ratio: 0.25}, 0
	for range 4000 {
		if quarter.root(newTraceID()) {
			recorded++
		}
	}
	if recorded < 800 || recorded > 1200 {
		t.Errorf("%d of 4000", recorded)
	}
	always, never := sampler{ratio: 1}, sampler{ratio: 0}
	if !never.child(Parent{sampled: true}) || always.child(Parent{}) {
		t.Error("the caller decides, unless it is told not to")
	}
	if (sampler{ratio: 0, alone: true}).child(Parent{sampled: true}) {
		t.Error("the caller decides all the same")
	}
}

// TestBusyCollector tells a collector again what it could not take, and gives up what it refuses.
func TestBusyCollector(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		answers       []int
		sent, dropped int64
	}{{[]int{503, 200}, 1, 0}, {[]int{400}, 0, 1}} {
		var got []string
		answers := test.answers
		collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got = append(got, string(body))
			w.WriteHeader(answers[0])
			answers = answers[1:]
		}))
		o, err := FromEnvironment(environment("OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL))
		if err != nil {
			t.Fatal(err)
		}
		o.Log = slog.New(slog.DiscardHandler)
		tracer := New(o)
		_, span := tracer.Start(t.Context(), Parent{}, Internal, "work", Int("n", 3), Attribute{"yes", true})
		span.Fail("BROKEN")
		span.End()
		span.End()
		tracer.flush(t.Context(), nil)
		collector.Close()
		if sent, dropped := tracer.Sent(); sent != test.sent || dropped != test.dropped || len(got) != len(test.answers) {
			t.Errorf("%v: sent %d, dropped %d in %d requests", test.answers, sent, dropped, len(got))
		}
		var read otlpRequest
		if err := json.Unmarshal([]byte(got[0]), &read); err != nil {
			t.Fatal(err)
		}
		sent := read.ResourceSpans[0].ScopeSpans[0].Spans
		if len(sent) != 1 || sent[0].Status.Message != "BROKEN" || fmt.Sprint(*sent[0].Attributes[1].Value.Bool) != "true" ||
			sent[0].Attributes[0].Value.Int != "3" || sent[0].ParentSpanID != "" {
			t.Errorf("%s", got[0])
		}
	}
}

// TestUntraced does nothing where nothing is traced.
func TestUntraced(t *testing.T) {
	t.Parallel()
	var tracer *Tracer
	ctx, span := tracer.Start(t.Context(), Parent{}, Server, "none")
	span.Set(String("a", "b"))
	span.End()
	if _, inner := StartTrace(ctx, Internal, "none"); inner != nil || Text(ctx) != "" || Detach(ctx) != ctx || span.TraceID() != "" {
		t.Error("something is traced")
	}
	off := New(Options{sampler: sampler{ratio: 0}})
	ctx, span = off.Start(context.Background(), Parent{}, Server, "unsampled")
	defer span.End()
	if _, inner := Start(ctx, Internal, "inner"); inner != nil || !strings.HasSuffix(Text(ctx), "-00") {
		t.Errorf("an unsampled trace: %q", Text(ctx))
	}
}

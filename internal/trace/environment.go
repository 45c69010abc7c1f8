package trace

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// FromEnvironment reads the variables that OpenTelemetry gives to every program. Options without an Endpoint mean that nothing is traced.
func FromEnvironment(get func(string) string) (Options, error) {
	first := func(names ...string) (name, value string) {
		for _, name := range names {
			if value := strings.TrimSpace(get(name)); value != "" {
				return name, value
			}
		}
		return "", ""
	}
	if _, off := first("OTEL_SDK_DISABLED"); strings.EqualFold(off, "true") {
		return Options{}, nil
	}
	switch _, exporter := first("OTEL_TRACES_EXPORTER"); exporter {
	case "", "otlp":
	case "none":
		return Options{}, nil
	default:
		return Options{}, fmt.Errorf("OTEL_TRACES_EXPORTER is otlp or none, not %s", exporter)
	}
	endpoint, err := endpointOf(first)
	if endpoint == nil || err != nil {
		return Options{}, err
	}
	o := Options{Endpoint: endpoint}
	if name, protocol := first("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"); protocol == "grpc" {
		return o, fmt.Errorf("%s is grpc, which Kith does not speak: give the collector's address of HTTP, mostly port 4318, and leave it out",
			name)
	}
	if o.Headers, err = pairs(first("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")); err != nil {
		return o, err
	}
	if o.Resource, err = resource(first); err != nil {
		return o, err
	}
	o.sampler, err = samplerOf(first)
	return o, err
}

type lookup = func(names ...string) (name, value string)

func endpointOf(first lookup) (*url.URL, error) {
	name, text := first("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%s must be like http://localhost:4318", name) // its value may hold a password
	}
	if name == "OTEL_EXPORTER_OTLP_ENDPOINT" {
		u = u.JoinPath("v1/traces")
	}
	return u, nil
}

// pairs reads a list like key=value,key=value, percent-encoded.
func pairs(name, text string) (map[string]string, error) {
	all := map[string]string{}
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		key, value, found := strings.Cut(pair, "=")
		key = strings.TrimSpace(key)
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !found || key == "" || err != nil {
			return nil, fmt.Errorf("%s must be like key=value,key=value, with special characters percent-encoded", name)
		}
		all[key] = value
	}
	return all, nil
}

func resource(first lookup) ([]Attribute, error) {
	named, err := pairs(first("OTEL_RESOURCE_ATTRIBUTES"))
	if err != nil {
		return nil, err
	}
	if named["service.name"] == "" {
		named["service.name"] = "kith"
	}
	if _, name := first("OTEL_SERVICE_NAME"); name != "" {
		named["service.name"] = name
	}
	var all []Attribute
	for key, value := range named {
		all = append(all, String(key, value))
	}
	return all, nil
}

func samplerOf(first lookup) (sampler, error) {
	_, name := first("OTEL_TRACES_SAMPLER")
	kind, parentBased := strings.CutPrefix(name, "parentbased_")
	s := sampler{ratio: 1, alone: name != "" && !parentBased}
	switch kind {
	case "", "always_on":
	case "always_off":
		s.ratio = 0
	case "traceidratio":
		_, text := first("OTEL_TRACES_SAMPLER_ARG")
		if text == "" {
			break
		}
		ratio, err := strconv.ParseFloat(text, 64)
		if err != nil || !(ratio >= 0 && ratio <= 1) {
			return s, errors.New("OTEL_TRACES_SAMPLER_ARG is a number from 0 to 1")
		}
		s.ratio = ratio
	default:
		return s, errors.New("OTEL_TRACES_SAMPLER is always_on, always_off or traceidratio, also with parentbased_ before it")
	}
	return s, nil
}

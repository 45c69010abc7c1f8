package app

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"go.yaml.in/yaml/v3"
)

const deployed = "../../docs/deploy"

// TestDeployYAML reads every file of YAML, those of the chart once they are filled in, as Helm does, with and without what is optional.
func TestDeployYAML(t *testing.T) {
	t.Parallel()
	parse := func(name string, text []byte) (documents []any) {
		t.Helper()
		for from := yaml.NewDecoder(bytes.NewReader(text)); ; {
			var document any
			if err := from.Decode(&document); err != nil {
				if err.Error() != "EOF" {
					t.Errorf("%s: %v\n%s", name, err, text)
				}
				return documents
			}
			documents = append(documents, document)
		}
	}
	for _, name := range []string{"compose.yaml", "alerts.yaml", "helm/Chart.yaml", "helm/values.yaml", "../../.goreleaser.yaml"} {
		text, err := os.ReadFile(filepath.Join(deployed, name))
		if err != nil || len(parse(name, text)) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(deployed, "helm/values.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		change    func(values map[string]any)
		documents int // of the Deployment and of what is beside it
	}{
		{func(map[string]any) {}, 3},
		{func(v map[string]any) {
			v["persistence"].(map[string]any)["enabled"] = false
			v["annotations"] = map[string]any{"team": "crm"}
			for name, value := range map[string]any{"enabled": true, "className": "nginx", "tlsSecret": "tls"} {
				v["ingress"].(map[string]any)[name] = value
			}
		}, 3},
	} {
		values := parse("values", text)[0].(map[string]any)
		test.change(values)
		var made []any
		for _, name := range []string{"deployment.yaml", "service.yaml"} {
			made = append(made, parse(name, fillIn(t, name, values))...)
		}
		if len(made) != test.documents {
			t.Errorf("%d documents", len(made))
		}
		for _, document := range made {
			if d, ok := document.(map[string]any); !ok || d["kind"] == nil || d["apiVersion"] == nil {
				t.Errorf("no document of Kubernetes: %v", document)
			}
		}
	}
}

// fillIn fills in a template of the chart with the functions of Helm's that it uses.
func fillIn(t *testing.T, name string, values map[string]any) []byte {
	t.Helper()
	functions := template.FuncMap{
		"quote": func(v any) string { return `"` + strings.ReplaceAll(toText(v), `"`, `\"`) + `"` },
		"toYaml": func(v any) (string, error) {
			text, err := yaml.Marshal(v)
			return strings.TrimSuffix(string(text), "\n"), err
		},
		"nindent": func(n int, text string) string {
			pad := "\n" + strings.Repeat(" ", n)
			return pad + strings.ReplaceAll(text, "\n", pad)
		},
	}
	text, err := os.ReadFile(filepath.Join(deployed, "helm/templates", name))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := template.New(name).Option("missingkey=error").Funcs(functions).Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, map[string]any{"Values": values, "Release": map[string]any{"Name": "kith"}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func toText(v any) string {
	text, _ := yaml.Marshal(v) // of a scalar
	return strings.TrimSuffix(string(text), "\n")
}

// TestDeployNames looks for the settings that the files name among those that exist, and for the metrics that they and the documentation
// name among those that a server shows which has everything: backups, NATS and a collector of traces.
func TestDeployNames(t *testing.T) {
	t.Parallel()
	known := regexp.MustCompile(`KITH_[A-Z_]+`).FindAllString(place{}.succeed(t, "-help"), -1)
	shown := shownMetrics(t)
	metric := regexp.MustCompile(`\bkith_[a-z_]+\b`)
	check := func(path string, text []byte) {
		for _, name := range metric.FindAllString(string(text), -1) {
			if !slices.Contains(shown, name) {
				t.Errorf("%s names the metric %s, which does not exist", path, name)
			}
		}
	}
	operations, err := os.ReadFile("../../docs/OPERATIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	check("OPERATIONS.md", regexp.MustCompile(`__Host-kith_session`).ReplaceAll(operations, nil))
	err = filepath.WalkDir(deployed, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, name := range regexp.MustCompile(`KITH_[A-Z_]+`).FindAllString(string(text), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s names the setting %s, which does not exist", path, name)
			}
		}
		if base := filepath.Base(path); base == "alerts.yaml" || base == "grafana.json" {
			check(path, text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// shownMetrics are the names of all samples at /metrics of a server that has done a little of everything.
func shownMetrics(t *testing.T) []string {
	t.Helper()
	s := externalPlace(t).with("KITH_BACKUP_EVERY=24h", "KITH_NATS_URL=nats://127.0.0.1:9", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9").
		serve(t)
	s.contacts(t)
	s.post(t, "/graphql", `{"query": "{"}`)
	s.post(t, "/auth/session", `{"email": "nobody@example.com", "password": "wrong-password"}`)
	var text string
	await(t, func() bool { // for what is counted beside the server, and for the first job, which sweeps
		text = s.metrics(t)
		return strings.Contains(text, "kith_queue_jobs{") && strings.Contains(text, "kith_jobs_runs_total{")
	})
	var names []string
	for _, line := range regexp.MustCompile(`(?m)^kith_[a-z_]+`).FindAllString(text, -1) {
		names = append(names, line, strings.TrimSuffix(line, "_bucket")) // documents name histograms by their family
	}
	return names
}

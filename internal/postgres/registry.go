//go:build unix

package postgres

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const defaultRegistry = "https://registry.npmjs.org"

// registry returns the npm registry of this machine: the one that the environment names, else that of the user's .npmrc, else the
// public one. A registry of the packages' scope goes before one for everything, as with npm.
func registry() (*url.URL, error) {
	settings := npmrc(userConfig())
	if set := npmEnv("registry"); set != "" {
		settings["registry"] = set
	}
	text := defaultRegistry
	for _, key := range []string{"registry", packageScope + ":registry"} {
		if settings[key] != "" {
			text = settings[key]
		}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("the npm registry of this machine is set to an address that is not like %s; see npm_config_registry",
			defaultRegistry)
	}
	return u, nil
}

// npmEnv returns a setting of npm from the environment, where npm minds no case.
func npmEnv(name string) string {
	for _, pair := range os.Environ() {
		if key, value, _ := strings.Cut(pair, "="); strings.EqualFold(key, "npm_config_"+name) && value != "" {
			return value
		}
	}
	return ""
}

func userConfig() string {
	if path := npmEnv("userconfig"); path != "" {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".npmrc")
}

var npmrcVariable = regexp.MustCompile(`\$\{(\w+)\}`)

// npmrc reads the lines `key=value` of a file of npm, with ${VARIABLE} expanded. A file that cannot be read has none.
func npmrc(path string) map[string]string {
	settings := map[string]string{}
	file, err := os.Open(path)
	if err != nil {
		return settings
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		key, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), "=")
		if !ok || strings.HasPrefix(key, "#") || strings.HasPrefix(key, ";") {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		settings[strings.TrimSpace(key)] = npmrcVariable.ReplaceAllStringFunc(value, func(name string) string {
			return os.Getenv(name[2 : len(name)-1])
		})
	}
	return settings
}

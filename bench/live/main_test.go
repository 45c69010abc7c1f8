package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test run itself as the bare server, as the program does.
func TestMain(m *testing.M) {
	if address := os.Getenv(bareVariable); address != "" {
		_ = serveBare(address)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// TestShortRun has every change come to every socket.
func TestShortRun(t *testing.T) {
	var out strings.Builder
	o := options{sockets: 30, views: 10, rate: 20, batch: 5, followers: 20, rounds: 2, length: time.Second}
	if err := run(t.Context(), o, &out); err != nil {
		t.Fatal(err)
	}
	t.Log(out.String())
	for _, m := range regexp.MustCompile(`\((\d+) of (\d+) came\)`).FindAllStringSubmatch(out.String(), -1) {
		if m[1] != m[2] || m[1] == "0" {
			t.Error(m[0])
		}
	}
}

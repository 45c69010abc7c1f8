package crmtest

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// realS3 names the program versitygw, an S3 service over a folder, which then takes the place of the one in the test's process.
const realS3 = "KITH_TEST_S3"

// s3Key and s3Secret are the credentials that the services of tests accept.
const (
	s3Key    = "kith-of-the-tests"
	s3Secret = "secret-of-the-tests"
)

// S3 is an S3 service with an empty bucket named kith: one in this process, or the program that KITH_TEST_S3 names, see .ci/run.
func S3(t *testing.T) http.Handler {
	t.Helper()
	if program := os.Getenv(realS3); program != "" {
		return startS3(t, program)
	}
	memory := s3mem.New()
	if err := memory.CreateBucket("kith"); err != nil {
		t.Fatal(err)
	}
	return gofakes3.New(memory).Server()
}

// BucketURL is the URL of a bucket of a service, which is open until the test ends.
func BucketURL(t *testing.T, service http.Handler, name string) string {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", s3Key)
	t.Setenv("AWS_SECRET_ACCESS_KEY", s3Secret)
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	return "s3://" + name + "?region=us-east-1&use_path_style=true&endpoint=" + url.QueryEscape(server.URL)
}

// startS3 runs the program over a folder of its own until the test ends.
func startS3(t *testing.T, program string) http.Handler {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"buckets/kith", "attributes"} { // not every file system keeps attributes with its files
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	var log bytes.Buffer
	service := exec.Command(program, //nolint:gosec // the developer's word
		"--access", s3Key, "--secret", s3Secret, "--region", "us-east-1", "--port", address,
		"--health", "/health", "posix", "--sidecar", filepath.Join(dir, "attributes"), filepath.Join(dir, "buckets"))
	service.Stdout, service.Stderr = &log, &log
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = service.Process.Kill()
		_ = service.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	ctx, cancel := Deadline(t)
	defer cancel()
	awaitHealth(ctx, t, "http://"+address+"/health")
	return httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: address}) // which keeps the host that was signed
}

func awaitHealth(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	for ctx.Err() == nil {
		resp, err := http.Get(address)
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s is not healthy", address)
}

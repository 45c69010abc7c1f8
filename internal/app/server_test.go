package app

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// TestFirstAndSecondStart is the life of a private database: made, used, stopped and found again.
func TestFirstAndSecondStart(t *testing.T) {
	t.Parallel()
	here := privatePlace(t)
	first := here.serve(t)
	if first.email != "admin@kith.local" || len(first.password) < 20 || len(first.token) < 32 {
		t.Fatalf("the first start did not tell how to sign in:\n%s", first.out)
	}
	var got struct {
		Viewer struct {
			Role    string
			Account struct{ Name string }
		}
	}
	first.query(t, &got, whoAmI, nil)
	if got.Viewer.Role != "ADMINISTRATOR" || got.Viewer.Account.Name == "" {
		t.Errorf("by token: %+v", got)
	}
	got.Viewer.Role = ""
	first.ask(t, &got, whoAmI, nil, "Cookie", first.signIn(t, first.email, first.password))
	if got.Viewer.Role != "ADMINISTRATOR" {
		t.Errorf("by session: %+v", got)
	}
	id := first.addContact(t, map[string]any{"name": "Ada"})
	first.stop(t)
	if pid := here.postmaster(); pid != 0 {
		t.Errorf("PostgreSQL, process %d, outlived the server", pid)
	}

	second := here.serve(t)
	if second.token != "" || second.password != "" || strings.Contains(second.out.String(), "Sign in") {
		t.Errorf("the second start tells secrets:\n%s", second.out)
	}
	second.token = first.token
	var found struct{ Contact struct{ Name string } }
	second.query(t, &found, `query ($id: ID!) { contact(by: {id: $id}) { name } }`, map[string]any{"id": id})
	if found.Contact.Name != "Ada" {
		t.Errorf("the contact is gone: %+v", found)
	}

	_, refused, code := here.run(t)
	for _, want := range []string{"in use by process " + fmt.Sprint(second.cmd.Process.Pid), "KITH_DATA_DIR"} {
		if code != 1 || !strings.Contains(refused, want) {
			t.Errorf("a second server beside the first ended with %d: %s", code, refused)
		}
	}
	if out := (place{}).succeed(t, "demo", "-data-dir", here.dir, "-contacts", "20"); !strings.HasPrefix(out, "20 contacts") {
		t.Errorf("demo beside the server said %q", out)
	}
	if n := second.contacts(t); n != 21 {
		t.Errorf("%d contacts", n)
	}
	second.stop(t)
	if out := (place{}).succeed(t, "-data-dir", here.dir, "migrate"); !strings.HasPrefix(out, "The database is at version") ||
		here.postmaster() != 0 {
		t.Errorf("migrate without a server said %q, postmaster %d", out, here.postmaster())
	}
}

func (s *process) signIn(t *testing.T, email, password string) (cookie string) {
	t.Helper()
	a := s.post(t, "/auth/session", fmt.Sprintf(`{"email": %q, "password": %q}`, email, password))
	cookie, _, _ = strings.Cut(a.header.Get("Set-Cookie"), ";")
	if a.status != http.StatusNoContent || cookie == "" {
		t.Fatalf("%d %s %v", a.status, a.body, a.header)
	}
	return cookie
}

func TestBootstrapSettings(t *testing.T) {
	t.Parallel()
	token, password := strings.Repeat("t", 32), "chosen-password"
	here := externalPlace(t).with("KITH_BOOTSTRAP_TOKEN="+token, "KITH_BOOTSTRAP_EMAIL=Ada@Example.com", "KITH_BOOTSTRAP_PASSWORD="+password)
	s := here.serve(t)
	if out := s.out.String(); strings.Contains(out, token) || strings.Contains(out, password) || strings.Contains(out, "Token") {
		t.Errorf("what was chosen is told:\n%s", out)
	}
	s.token = token
	if n := s.contacts(t); n != 0 {
		t.Errorf("%d contacts", n)
	}
	s.signIn(t, "ada@example.com", password)
}

// TestFirstStartWithoutFiles has a first start refused because files can't be stored: the next one still tells how to sign in.
func TestFirstStartWithoutFiles(t *testing.T) {
	t.Parallel()
	here := emptyPlace(t)
	for setting, says := range map[string][]string{
		"KITH_BLOB_URL=s3://kith?region=us-east-1&use_path_style=true&endpoint=http://127.0.0.1:1": {"KITH_BLOB_URL", "name, region and endpoint",
			"credentials"},
		"KITH_DATA_DIR=/dev/null/kith": {"KITH_DATA_DIR", "/dev/null/kith", "files"},
	} {
		out, refused, code := here.with(setting, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=pw-secret",
			"KITH_SECRET_KEY="+strings.Repeat("A", 43)+"=").run(t)
		if code != 1 || out != "" || strings.Contains(refused, "secret") {
			t.Errorf("%s ended with %d: %s%s", setting, code, out, refused)
		}
		for _, want := range says {
			if !strings.Contains(refused, want) {
				t.Errorf("%s does not say %q: %s", setting, want, refused)
			}
		}
	}
	s := here.serve(t)
	if s.token == "" || s.password == "" {
		t.Errorf("nobody was told how to sign in:\n%s", s.out)
	}
}

// TestTwoFirstStarts lets two servers find the same empty database at the same time.
func TestTwoFirstStarts(t *testing.T) {
	t.Parallel()
	here := emptyPlace(t)
	servers := [2]*process{here.launch(t), here.launch(t)}
	var told []string
	for _, s := range servers {
		s.ready(t)
		if s.token != "" {
			told = append(told, s.token)
		}
	}
	if len(told) != 1 {
		t.Fatalf("%d servers made the first account", len(told))
	}
	for _, s := range servers {
		s.token = told[0]
		if n := s.contacts(t); n != 0 {
			t.Errorf("%d contacts", n)
		}
	}
}

// TestStop has a request under way while the server is told to stop.
func TestStop(t *testing.T) {
	t.Parallel()
	s := externalPlace(t).serve(t)
	addr := strings.TrimPrefix(s.url, "http://")
	if a := s.get(t, "/readyz"); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	body := operation(whoAmI, nil)
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// The server has begun the request when it asks for the body.
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n",
		addr, s.token, len(body))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatal(line, err)
	}
	_, _ = in.ReadString('\n')
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { // that it is known to be stopping
		a, err := s.send(http.MethodGet, "/readyz", "")
		return err != nil || a.status == http.StatusServiceUnavailable
	})
	fmt.Fprint(conn, body)
	resp, err := http.ReadResponse(in, nil)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("the request under way: %v %v", resp, err)
	}
	<-s.exited
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("ended with %d", code)
	}
}

// TestClosedOutput is a server whose reader goes away, as in «kith | head», and then its terminal.
func TestClosedOutput(t *testing.T) {
	t.Parallel()
	here := privatePlace(t)
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP) // else the server would inherit from nohup that it ignores them
	defer signal.Stop(hangups)
	token := strings.Repeat("t", 32)
	cmd := here.with("KITH_BOOTSTRAP_TOKEN=" + token).command()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	cmd.Stdout, cmd.Stderr = in, in // the log goes there too
	addr := freeAddr(t)
	cmd.Env = append(cmd.Env, "KITH_ADDR="+addr)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	s := &process{cmd: cmd, exited: make(chan struct{}), url: "http://" + addr, token: token}
	go func() {
		_ = cmd.Wait() // the state says it
		close(s.exited)
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	await(t, func() bool {
		select {
		case <-s.exited:
			t.Fatal(cmd.ProcessState)
		default:
		}
		a, err := s.send(http.MethodGet, "/readyz", "")
		return err == nil && a.status == http.StatusOK
	})
	if err := s.end(t, syscall.SIGHUP); err != nil || cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("%v %v", err, cmd.ProcessState)
	}
	if pid := here.postmaster(); pid != 0 {
		t.Errorf("PostgreSQL, process %d, outlived the server", pid)
	}
}

// freeAddr returns an address that nobody listens at.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

const startTimeout = time.Minute

// process is a server that is measured.
type process struct {
	cmd  *exec.Cmd
	addr string
	dir  string // removed with it; blank for none
}

// launch starts a program, which is told its address by environ, and waits until it answers a path.
func launch(program string, environ func(addr string) []string, ready string) (*process, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(program), addr: free.Addr().String()}
	_ = free.Close()
	p.cmd.Env = append(os.Environ(), environ(p.addr)...)
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(startTimeout); ; time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get("http://" + p.addr + ready)
		if err == nil {
			_ = resp.Body.Close()
			return p, nil
		}
		if time.Now().After(deadline) {
			p.stop()
			return nil, errors.New("the server does not start")
		}
	}
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(os.Interrupt) // it may have ended
	_ = p.cmd.Wait()
	if p.dir != "" {
		_ = os.RemoveAll(p.dir)
	}
}

// memory returns the resident memory of the process in KiB.
func (p *process) memory() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0 // no Linux
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.Atoi(fields[0]) // the kernel writes numbers
	return kib
}

// startBare runs this program as the bare server.
func startBare(_ context.Context) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return launch(self, func(addr string) []string { return []string{bareVariable + "=" + addr} }, "/")
}

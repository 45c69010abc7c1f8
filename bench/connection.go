package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// kith is the operation with variables as Kith is asked.
func (o operation) kith(variables map[string]any) []byte {
	body, err := json.Marshal(map[string]any{"query": o.query, "variables": variables})
	if err != nil {
		panic(err) // texts and ids always marshal
	}
	who := "Authorization: Bearer " + token
	if o.cookie != "" {
		who = "Cookie: kith_session=" + o.cookie
	}
	return fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n%s\r\nContent-Length: %d\r\n\r\n%s",
		who, len(body), body)
}

// limit is the operation with arguments as a limit server is asked.
func (o operation) limit(args []string) []byte {
	method := http.MethodGet
	if o.write {
		method = http.MethodPost
	}
	return fmt.Appendf(nil, "%s /%s?%s HTTP/1.1\r\nHost: bench\r\nContent-Length: 0\r\n\r\n", method, o.path, url.Values{"a": args}.Encode())
}

// request is the nth request of the operation to a server.
func (o operation) request(k kind, n int) []byte {
	variables, args := o.values(n)
	if k == kith {
		return o.kith(variables)
	}
	return o.limit(args)
}

// connection is kept alive from request to request. It does less than http.Client, whose work would be measured too.
type connection struct {
	net.Conn
	reader *bufio.Reader
	body   bytes.Buffer
}

func (s *server) connect() (*connection, error) {
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: conn, reader: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// ask sends a request and returns the body of its answer, which holds until the next request. An answer with errors is one.
func (c *connection) ask(request []byte) ([]byte, error) {
	if _, err := c.Write(request); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return nil, err
	}
	c.body.Reset()
	if _, err := c.body.ReadFrom(answer.Body); err != nil {
		return nil, err
	}
	body := c.body.Bytes()
	if answer.StatusCode != http.StatusOK || bytes.Contains(body, []byte(`"errors":`)) || bytes.Contains(body, []byte(`"message":`)) {
		err = fmt.Errorf("%s: %s", answer.Status, body)
	}
	return body, err
}

// answer asks once.
func (s *server) answer(request []byte) ([]byte, error) {
	c, err := s.connect()
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	return c.ask(request)
}

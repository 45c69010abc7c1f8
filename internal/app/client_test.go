package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// answer is what came back over HTTP.
type answer struct {
	status int
	header http.Header
	body   string
}

// send sends a request with headers in pairs of name and value, and follows no redirect.
func (s *process) send(method, path, body string, headers ...string) (answer, error) {
	return s.sendFrom(method, path, strings.NewReader(body), headers...)
}

func (s *process) sendFrom(method, path string, body io.Reader, headers ...string) (answer, error) {
	r, err := http.NewRequest(method, s.url+path, body)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(text)}, err
}

// get asks for a page.
func (s *process) get(t *testing.T, path string, headers ...string) answer {
	t.Helper()
	a, err := s.send(http.MethodGet, path, "", headers...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// post sends JSON.
func (s *process) post(t *testing.T, path, body string, headers ...string) answer {
	t.Helper()
	a, err := s.send(http.MethodPost, path, body, append(headers, "Content-Type", "application/json")...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// operation is a GraphQL request as JSON.
func operation(query string, variables map[string]any) string {
	text, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err) // the variables of a test are plain
	}
	return string(text)
}

// upload sends an operation whose variable $in has a file at a place, as it is read, with the token of the first start.
func (s *process) upload(t *testing.T, query string, in map[string]any, place, filename string, content io.Reader,
	headers ...string) answer {
	t.Helper()
	out, form := io.Pipe()
	parts := multipart.NewWriter(form)
	go func() {
		errs := []error{parts.WriteField("operations", operation(query, map[string]any{"in": in})),
			parts.WriteField("map", fmt.Sprintf(`{"0": ["variables.in.%s"]}`, place))}
		part, err := parts.CreateFormFile("0", filename)
		if err == nil {
			_, err = io.Copy(part, content)
		}
		_ = form.CloseWithError(errors.Join(append(errs, err, parts.Close())...)) // which the request hears
	}()
	a, err := s.sendFrom(http.MethodPost, "/graphql", out, append(headers, "Authorization", "Bearer "+s.token, "Content-Type",
		parts.FormDataContentType())...)
	_ = out.Close()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ask sends an operation with the headers and decodes the data of an answer without errors.
func (s *process) ask(t *testing.T, into any, query string, variables map[string]any, headers ...string) {
	t.Helper()
	a := s.post(t, "/graphql", operation(query, variables), headers...)
	var said struct {
		Data   json.RawMessage
		Errors json.RawMessage
	}
	if err := json.Unmarshal([]byte(a.body), &said); err != nil || said.Errors != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s\n%s", a.status, a.body, query)
	}
	if err := json.Unmarshal(said.Data, into); err != nil {
		t.Fatal(err)
	}
}

// query asks with the token of the first start.
func (s *process) query(t *testing.T, into any, query string, variables map[string]any) {
	t.Helper()
	s.ask(t, into, query, variables, "Authorization", "Bearer "+s.token)
}

const (
	createContact = `mutation ($in: ContactCreateInput!) { contactCreate(input: $in) { contact { id } userErrors { message } } }`
	countContacts = `{ contacts { count(limit: 10000) { value } } }`
	whoAmI        = `{ viewer { role account { name } } }`
)

type counted struct {
	Contacts struct{ Count struct{ Value int } }
}

func (s *process) contacts(t *testing.T) int {
	t.Helper()
	var got counted
	s.query(t, &got, countContacts, nil)
	return got.Contacts.Count.Value
}

// addContact stores a contact and returns its id.
func (s *process) addContact(t *testing.T, in map[string]any) string {
	t.Helper()
	var got struct {
		ContactCreate struct {
			Contact    struct{ ID string }
			UserErrors []struct{ Message string }
		}
	}
	s.query(t, &got, createContact, map[string]any{"in": in})
	if len(got.ContactCreate.UserErrors) > 0 {
		t.Fatal(got.ContactCreate.UserErrors)
	}
	return got.ContactCreate.Contact.ID
}

package resolvers_test

import (
	"encoding/json"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"kith/graph"
	"kith/internal/crmtest"
	"kith/internal/files"
)

// scanned are the ways by which files come in, by the member of an input that holds one.
var scanned = map[string]struct{ mutation, place, file string }{
	"AttachmentCreateInput.file": {`mutation($file: Upload!) { attachmentCreate(input: {messageId: "$message", file: $file}) {
		userErrors { code field message } } }`, "variables.file", "file"},
	"ContactsImportInput.file": {`mutation($file: Upload!) {
		contactsImportPreview(input: {file: $file}) { userErrors { code field message } } }`, "variables.file", "file"},
	"PictureSource.file": {`mutation($file: Upload!) {
		contactAvatarSet(input: {id: "$contact", picture: {file: $file}}) { userErrors { code field message } } }`,
		"variables.file", "picture.file"},
}

// TestFilesAreScanned sends a virus by every way that the schema has for files, and files while the scanner is away; nothing is stored.
func TestFilesAreScanned(t *testing.T) {
	t.Parallel()
	var ways []string
	for _, def := range graph.NewExecutableSchema(graph.Config{}).Schema().Types {
		for _, f := range def.Fields {
			if def.Kind == ast.InputObject && f.Type.Name() == "Upload" {
				ways = append(ways, def.Name+"."+f.Name)
			}
		}
	}
	slices.Sort(ways)
	if known := slices.Sorted(maps.Keys(scanned)); !slices.Equal(known, ways) {
		t.Fatalf("files come in by %q, of which %q are tried", ways, known)
	}
	w := crmtest.NewWorld(t)
	api := w.API(t)
	clamd := &crmtest.Clamd{}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	clamd.Serve(t, listener)
	scanner, err := files.ParseScanner(clamd.URL)
	if err != nil {
		t.Fatal(err)
	}
	w.Files.ScanWith(scanner)
	contact := furnish(t, w, api, 1)[0]
	var found struct {
		Contact struct {
			Conversations struct {
				Nodes []struct {
					Messages struct{ Nodes []struct{ ID string } }
				}
			}
		}
	}
	api.Get(t, w.Home.Agent, &found, `query($id: ID!) { contact(by: {id: $id}) {
		conversations(first: 1) { nodes { messages(first: 1) { nodes { id } } } } } }`, map[string]any{"id": contact})
	ids := strings.NewReplacer("$contact", contact, "$message", found.Contact.Conversations.Nodes[0].Messages.Nodes[0].ID)
	start := `mutation($file: Upload!) { contactsImport(input: {file: $file}) { userErrors { code field message } } }`
	mutations, none := map[string]string{start: "file"}, map[string]any{"file": nil}
	for _, way := range scanned {
		mutations[ids.Replace(way.mutation)] = way.file
	}
	for mutation, field := range mutations {
		answer := api.AskWith(t, w.Home.Administrator, mutation, none, "variables.file", "x.csv", []byte("name\n"+crmtest.EICAR()+"\n"))
		var data map[string]struct {
			UserErrors []struct {
				Code, Message string
				Field         []string
			}
		}
		if err := json.Unmarshal(answer.Data, &data); err != nil {
			t.Fatal(err, answer.Body)
		}
		for name, payload := range data {
			if len(payload.UserErrors) != 1 || payload.UserErrors[0].Code != "INVALID" ||
				strings.Join(payload.UserErrors[0].Field, ".") != field ||
				!strings.Contains(payload.UserErrors[0].Message, "Eicar-Test-Signature") {
				t.Errorf("%s: %s", name, answer.Body)
			}
		}
	}
	_ = listener.Close()
	for mutation := range mutations {
		answer := api.AskWith(t, w.Home.Administrator, mutation, none, "variables.file", "x.csv", []byte("name\nAda\n"))
		if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "UNAVAILABLE" ||
			!strings.Contains(answer.Errors[0].Message, "Try again") {
			t.Errorf("the scanner is away: %s", answer.Body)
		}
	}
	if n := w.Count(t, `SELECT (SELECT count(*) FROM attachments) + (SELECT count(*) FROM jobs)
		+ (SELECT count(*) FROM contacts WHERE avatar IS NOT NULL)`); n != 0 {
		t.Errorf("%d files were taken", n)
	}
	for _, folder := range []string{"attachments", "imports", "avatars"} {
		if kept, err := w.Files.Old(t.Context(), folder, time.Now().Add(time.Hour), 10); err != nil || len(kept) > 0 {
			t.Errorf("%s: %q %v", folder, kept, err)
		}
	}
}

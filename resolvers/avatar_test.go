package resolvers_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kith/internal/crmtest"
)

const setAvatar = `mutation($in: ContactAvatarSetInput!) {
	contactAvatarSet(input: $in) { contact { id version avatarUrl } userErrors { code message field } } }`

// gray is a picture.
func gray(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 80, 80))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// site is where a picture can be fetched, and below it none.
func site(t *testing.T) string {
	t.Helper()
	face := gray(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /face.png", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(face) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/face.png"
}

// TestAvatars uploads pictures, as clients do, has one fetched and takes one away.
func TestAvatars(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	id := furnish(t, w, api, 1)[0]
	face := gray(t)
	type payload struct {
		Contact *struct {
			ID, AvatarURL string
			Version       int
		}
		UserErrors []struct {
			Code, Message string
			Field         []string
		}
	}
	upload := func(content []byte, headers ...string) (payload, string) {
		t.Helper()
		answer := api.AskWith(t, w.Home.Agent, setAvatar, map[string]any{"in": map[string]any{"id": id, "picture": map[string]any{"file": nil}}},
			"variables.in.picture.file",
			"face.png", content, headers...)
		var data struct{ ContactAvatarSet payload }
		if err := json.Unmarshal(answer.Data, &data); err != nil {
			t.Fatal(err, answer.Body)
		}
		return data.ContactAvatarSet, answer.Body
	}
	first, body := upload(face, "Idempotency-Key", "one")
	if first.Contact == nil || first.Contact.ID != id || !strings.HasPrefix(first.Contact.AvatarURL, crmtest.Address+"/avatars/") ||
		len(first.UserErrors) > 0 {
		t.Fatalf("%s", body)
	}
	if again, _ := upload(face, "Idempotency-Key", "one"); *again.Contact != *first.Contact {
		t.Errorf("under the same key: %+v, then %+v", *first.Contact, *again.Contact)
	}
	if refused, body := upload([]byte("GIF89a, or so it says")); refused.Contact != nil || len(refused.UserErrors) != 1 ||
		refused.UserErrors[0].Code != "INVALID" || strings.Join(refused.UserErrors[0].Field, ".") != "picture.file" {
		t.Errorf("%s", body)
	}
	link := site(t)
	for url, want := range map[string]string{link: "", link + "/none": "INVALID picture.url"} {
		var fetched struct{ ContactAvatarSet payload }
		api.Get(t, w.Home.Agent, &fetched, setAvatar, map[string]any{"in": map[string]any{"id": id, "picture": map[string]any{"url": url}}})
		got := fetched.ContactAvatarSet
		for _, e := range got.UserErrors {
			if said := e.Code + " " + strings.Join(e.Field, "."); said != want {
				t.Errorf("%s: %s", url, said)
			}
		}
		if (got.Contact == nil) != (want != "") || len(got.UserErrors) == 0 &&
			(got.Contact.AvatarURL == first.Contact.AvatarURL || !strings.HasPrefix(got.Contact.AvatarURL, crmtest.Address+"/avatars/")) {
			t.Errorf("%s: %+v", url, got)
		}
	}
	var removed struct{ ContactAvatarRemove payload }
	api.Get(t, w.Home.Agent, &removed,
		`mutation($id: ID!) { contactAvatarRemove(input: {id: $id}) { contact { id version avatarUrl } userErrors { code } } }`,
		map[string]any{"id": id})
	if c := removed.ContactAvatarRemove.Contact; c.Version != first.Contact.Version+2 ||
		!strings.HasPrefix(c.AvatarURL, crmtest.Address+"/initials/") {
		t.Errorf("%+v", c)
	}
	if answer := api.Ask(t, w.Home.Agent, `query($id: ID!) { contact(by: {id: $id}) { avatarUrl(size: 1000) } }`,
		map[string]any{"id": id}); len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "INVALID" {
		t.Errorf("%s", answer.Body)
	}
	answer := api.Ask(t, w.Home.Agent, setAvatar,
		map[string]any{"in": map[string]any{"id": id, "picture": map[string]any{"file": "face.png"}}})
	if len(answer.Errors) != 1 || !strings.Contains(answer.Errors[0].Message, "multipart") {
		t.Errorf("%s", answer.Body)
	}
}

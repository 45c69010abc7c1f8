package avatar_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kith/internal/crmtest"
	"kith/internal/files"
	"kith/models"
)

// world is a world with a contact and a web server for pictures.
type world struct {
	*crmtest.World
	t       *testing.T
	ctx     context.Context
	mux     *http.ServeMux
	contact *models.Contact
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: crmtest.NewWorld(t), t: t, mux: http.NewServeMux()}
	w.ctx = crmtest.As(w.Home.Agent)
	w.contact = w.create("Ada Lovelace")
	w.Avatars.Register(w.mux)
	return w
}

func (w *world) create(name string) *models.Contact {
	w.t.Helper()
	c, err := w.CRM.CreateContact(w.ctx, models.ContactCreateInput{Name: &name})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// drawn is a picture of one colour.
func drawn(c color.Color) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 600, 600))
	for i := range m.Pix {
		r, g, b, a := c.RGBA()
		m.Pix[i] = byte([]uint32{r, g, b, a}[i%4] >> 8)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var (
	red  = color.RGBA{255, 0, 0, 255}
	blue = color.RGBA{0, 0, 255, 255}
)

func upload(content []byte) *models.Upload {
	return &models.Upload{Filename: "face.png", Size: int64(len(content)), Content: bytes.NewReader(content)}
}

// set uploads a picture for a contact.
func (w *world) set(id models.ContactID, content []byte) (*models.Contact, error) {
	return w.Avatars.Set(w.ctx, models.ContactAvatarSetInput{ID: id, Picture: models.PictureSource{File: upload(content)}})
}

func (w *world) mustSet(id models.ContactID, content []byte) string {
	w.t.Helper()
	c, err := w.set(id, content)
	if err != nil {
		w.t.Fatal(err)
	}
	return *c.Avatar
}

func (w *world) find(id models.ContactID) *models.Contact {
	w.t.Helper()
	c, err := w.CRM.FindContact(w.ctx, models.ContactBy{ID: &id})
	if err != nil || c == nil {
		w.t.Fatal(c, err)
	}
	return c
}

// avatar is the name of a contact's picture, blank for none.
func (w *world) avatar(id models.ContactID) string {
	w.t.Helper()
	if name := w.find(id).Avatar; name != nil {
		return *name
	}
	return ""
}

// kept counts the sizes in which a picture is kept.
func (w *world) kept(name string) (n int) {
	w.t.Helper()
	for _, size := range []string{"64", "128", "256", "512"} {
		r, err := w.Files.Open(w.ctx, "avatars/"+name+"/"+size)
		if err == nil {
			n++
			_ = r.Close()
		} else if !errors.Is(err, fs.ErrNotExist) {
			w.t.Error(err)
		}
	}
	return n
}

// work does what was left to be done, and then what was left for later.
func (w *world) work() {
	w.t.Helper()
	w.Work(w.t, w.Avatars.Work)
}

func (w *world) get(path string) *httptest.ResponseRecorder {
	r := httptest.NewRecorder()
	w.mux.ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
	return r
}

func TestSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.mustSet(w.contact.ID, drawn(red))
	c := w.find(w.contact.ID)
	if c.Version != w.contact.Version+1 || *c.Avatar != first {
		t.Errorf("%d %v", c.Version, *c.Avatar)
	}
	for size, side := range map[int]int{1: 64, 64: 64, 65: 128, 300: 512, 512: 512} {
		url, err := w.Avatars.ContactURL(c, &size)
		if err != nil {
			t.Fatal(err)
		}
		path, ours := strings.CutPrefix(*url, crmtest.Address)
		got := w.get(path)
		m, _, err := image.Decode(got.Body)
		if err != nil || !ours || got.Code != http.StatusOK || m.Bounds() != image.Rect(0, 0, side, side) {
			t.Fatalf("%s: %d %v", *url, got.Code, err)
		}
		for name, want := range map[string]string{"Content-Type": "image/jpeg", "Cache-Control": "public, max-age=31536000, immutable",
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": "inline",
			"Cross-Origin-Resource-Policy": "cross-origin"} {
			if got := got.Header().Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
	}
	second := w.mustSet(w.contact.ID, drawn(red))
	if second == first {
		t.Error("another picture has the name of the first")
	}
	w.work()
	if w.kept(first) != 0 || w.kept(second) != 4 {
		t.Errorf("of the first %d are left, of the second %d", w.kept(first), w.kept(second))
	}
	if c, err := w.CRM.ContactPicture(w.contact.ID).Remove(w.ctx); err != nil || c.Avatar != nil {
		t.Errorf("%v %v", c, err)
	}
	w.work()
	if got := w.get("/avatars/" + second + "/128"); w.kept(second) != 0 || got.Code != http.StatusNotFound ||
		got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d are left; %d %v", w.kept(second), got.Code, got.Header())
	}
	if events := w.Texts(t, `
		SELECT type || ' ' || (changes->0->>'field') || ' ' || coalesce(changes->0->>'to', 'none')
			|| ' ' || coalesce(snapshot->>'avatarUrl', 'none')
		FROM contact_events WHERE seq > 1 ORDER BY seq`); strings.Join(events, ", ") !=
		"CONTACT_UPDATED avatarUrl /avatars/"+first+"/128 /avatars/"+first+"/128, "+
			"CONTACT_UPDATED avatarUrl /avatars/"+second+"/128 /avatars/"+second+"/128, CONTACT_UPDATED avatarUrl none none" {
		t.Errorf("%v", events)
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := func(s string) *string { return &s }
	foreign, err := w.CRM.CreateContact(crmtest.As(w.Foreign.Agent), models.ContactCreateInput{})
	if err != nil {
		t.Fatal(err)
	}
	good := upload(drawn(red))
	type source = models.PictureSource
	of := func(p source) models.ContactAvatarSetInput {
		return models.ContactAvatarSetInput{ID: w.contact.ID, Picture: p}
	}
	for _, test := range []struct {
		name  string
		in    models.ContactAvatarSetInput
		code  models.Code
		field string
	}{
		{"nothing", models.ContactAvatarSetInput{ID: w.contact.ID}, models.Required, "picture"},
		{"both", of(source{File: good, URL: text("https://example.com")}), models.Invalid, "picture"},
		{"no picture", of(source{File: upload([]byte("<svg/>"))}), models.Invalid, "picture.file"},
		{"too long", of(source{File: upload(make([]byte, 6<<20))}), models.Invalid, "picture.file"},
		{"another account's contact", models.ContactAvatarSetInput{ID: foreign.ID, Picture: source{File: good}}, models.NotFound, "id"},
		{"another account's contact by URL",
			models.ContactAvatarSetInput{ID: foreign.ID, Picture: source{URL: text("https://example.com")}}, models.NotFound,
			"id"},
		{"no URL", of(source{URL: text("face.png")}), models.Invalid, "picture.url"},
		{"a file's URL", of(source{URL: text("file:///etc/passwd")}), models.Invalid, "picture.url"},
		{"a URL with a password", of(source{URL: text("https://a:b@example.com")}), models.Invalid, "picture.url"},
		{"a URL without a host", of(source{URL: text("https://:80/")}), models.Invalid, "picture.url"},
		{"a long URL", of(source{URL: text("https://example.com/" + strings.Repeat("x", 2048))}),
			models.TooLong, "picture.url"},
	} {
		_, err := w.Avatars.Set(w.ctx, test.in)
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Code != test.code || strings.Join(refused.Field, ".") != test.field {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_events WHERE type <> 'CONTACT_CREATED'"); n != 0 {
		t.Errorf("%d events", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'fetch_avatar'"); n != 0 {
		t.Errorf("%d pictures will be fetched", n)
	}
}

// TestCrash stores a picture and dies while it stores a second size: what was stored is removed, unless the contact has it by then.
func TestCrash(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	set := w.mustSet(w.contact.ID, drawn(red))
	lost := strings.Repeat("0", 32)
	if err := w.CRM.ContactPicture(w.contact.ID).Reserve(w.ctx, lost); err != nil {
		t.Fatal(err)
	}
	r, err := w.Files.Open(w.ctx, "avatars/"+set+"/64")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := w.Files.Put(w.ctx, "avatars/"+lost+"/64", files.File{ContentType: "image/jpeg"}, r); err != nil {
		t.Fatal(err)
	}
	half := w.HalfWritten(t, "avatars/"+lost+"/128")
	w.work()
	if w.kept(lost) != 1 || !half() {
		t.Error("it was removed while the contact could still get it")
	}
	w.Exec(t, "UPDATE river.river_job SET state = 'available', scheduled_at = now() WHERE state = 'scheduled'")
	w.work()
	if w.kept(lost) != 0 || w.kept(set) != 4 || half() {
		t.Errorf("of the lost one %d are left, of the contact's %d", w.kept(lost), w.kept(set))
	}
}

// TestCleanNothing has a picture without a name cleaned: those of all others stay.
func TestCleanNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	set := w.mustSet(w.contact.ID, drawn(red))
	if err := w.CRM.ContactPicture(w.contact.ID).Reserve(w.ctx, ""); err != nil {
		t.Fatal(err)
	}
	w.Exec(t, "UPDATE river.river_job SET state = 'available', scheduled_at = now() WHERE state = 'scheduled'")
	w.work()
	if w.kept(set) != 4 {
		t.Errorf("%d sizes are left", w.kept(set))
	}
}

// TestLaterStays asks for pictures in one order and gets them in another.
func TestLaterStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	early, late := models.At(time.Now().Add(-time.Hour)), models.At(time.Now())
	first, second := strings.Repeat("1", 32), strings.Repeat("2", 32)
	for _, step := range []struct {
		name string
		at   models.DateTime
	}{{second, late}, {first, early}} {
		if _, err := w.CRM.ContactPicture(w.contact.ID).Set(w.ctx, step.name, step.at); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.avatar(w.contact.ID); got != second {
		t.Errorf("the contact has %s", got)
	}
	fresh := w.create("Grace")
	if _, err := w.CRM.ContactPicture(fresh.ID).Remove(w.ctx); err != nil {
		t.Fatal(err)
	}
	if c, err := w.CRM.ContactPicture(fresh.ID).Set(w.ctx, first, early); err != nil || c.Avatar != nil || c.Version != fresh.Version {
		t.Errorf("what was taken away came back: %+v %v", c, err)
	}
}

// TestMerge moves pictures from contact to contact and back; they are removed when nothing can give them back.
func TestMerge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	merge := func(into, from models.ContactID) models.ContactMergeID {
		_, m, err := w.CRM.MergeContacts(w.ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
		if err != nil {
			t.Fatal(err)
		}
		return m.ID
	}
	want := func(moment string, kept map[string]int, avatars map[models.ContactID]string) {
		t.Helper()
		w.work()
		for name, n := range kept {
			if got := w.kept(name); got != n {
				t.Errorf("%s: of %s %d are kept, not %d", moment, name, got, n)
			}
		}
		for id, name := range avatars {
			if got := w.avatar(id); got != name {
				t.Errorf("%s: %s has %q, not %q", moment, id, got, name)
			}
		}
	}
	into, from := w.contact.ID, w.create("Ada King").ID
	a := w.mustSet(from, drawn(red))
	m := merge(into, from)
	want("merged", map[string]int{a: 4}, map[models.ContactID]string{into: a})
	if _, _, err := w.CRM.UnmergeContacts(w.ctx, models.ContactUnmergeInput{MergeID: m}); err != nil {
		t.Fatal(err)
	}
	want("unmerged", map[string]int{a: 4}, map[models.ContactID]string{into: "", from: a})
	b := w.mustSet(into, drawn(blue))
	m = merge(into, from)
	c := w.mustSet(into, drawn(red))
	want("replaced in between", map[string]int{a: 4, b: 4, c: 4}, map[models.ContactID]string{into: c})
	if _, _, err := w.CRM.UnmergeContacts(w.ctx, models.ContactUnmergeInput{MergeID: m}); err != nil {
		t.Fatal(err)
	}
	want("unmerged again", map[string]int{a: 4, b: 0, c: 4}, map[models.ContactID]string{into: c, from: a})
	merge(into, from)
	if err := w.CRM.DeleteContact(admin, models.ContactDeleteInput{ID: into}); err != nil {
		t.Fatal(err)
	}
	want("deleted", map[string]int{a: 0, b: 0, c: 0}, nil)
}

func TestDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	name := w.mustSet(w.contact.ID, drawn(red))
	if err := w.CRM.DeleteContact(crmtest.As(w.Home.Administrator), models.ContactDeleteInput{ID: w.contact.ID}); err != nil {
		t.Fatal(err)
	}
	if w.kept(name) != 4 {
		t.Error("it was removed before anyone could have seen the commit")
	}
	w.work()
	if w.kept(name) != 0 {
		t.Errorf("%d are left", w.kept(name))
	}
	if unused, err := w.CRM.UnusedAvatars(w.ctx, w.Home.Key, []string{name}); err != nil || len(unused) != 1 {
		t.Errorf("%v %v", unused, err)
	}
}

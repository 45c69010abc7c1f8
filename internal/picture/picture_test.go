package picture_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kith/internal/picture"
	"kith/models"
)

var sizes = []int{16, 64, 512}

func render(t *testing.T, content []byte) []picture.Picture {
	t.Helper()
	pictures, err := picture.NewRenderer().Render(t.Context(), content, sizes)
	if err != nil {
		t.Fatal(err)
	}
	return pictures
}

func decoded(t *testing.T, p picture.Picture) image.Image {
	t.Helper()
	m, kind, err := image.Decode(bytes.NewReader(p.Content))
	if err != nil || "image/"+kind != p.ContentType {
		t.Fatalf("%s is %s: %v", p.ContentType, kind, err)
	}
	return m
}

// corners tells the colours of the corners, clockwise from the top left, by their first letters.
func corners(m image.Image) string {
	n := m.Bounds().Dx()
	var text strings.Builder
	for _, at := range []image.Point{{n / 4, n / 4}, {n * 3 / 4, n / 4}, {n * 3 / 4, n * 3 / 4}, {n / 4, n * 3 / 4}} {
		r, g, b, a := m.At(at.X, at.Y).RGBA()
		for _, c := range []struct {
			name       string
			r, g, b, a uint32
		}{{"r", 1, 0, 0, 1}, {"g", 0, 1, 0, 1}, {"b", 0, 0, 1, 1}, {"w", 1, 1, 1, 1}, {"-", 0, 0, 0, 0}} {
			if r>>15 == c.r && g>>15 == c.g && b>>15 == c.b && a>>15 == c.a {
				text.WriteString(c.name)
			}
		}
	}
	return text.String()
}

func TestRender(t *testing.T) {
	t.Parallel()
	clear := painted(300, 200)
	for y := range 100 {
		for x := range 150 {
			clear.SetRGBA(x, y, color.RGBA{})
		}
	}
	part := gifOf(image.NewPaletted(image.Rect(0, 0, 150, 100), color.Palette{color.RGBA{0, 0, 255, 255}}))
	copy(part[6:], "\x2c\x01\xc8\x00") // a canvas of 300 x 200
	depth := jpegOf(painted(30, 20))
	for _, test := range []struct {
		name, contentType, corners string
		content                    []byte
	}{
		{name: "jpeg", content: jpegOf(painted(300, 200)), contentType: "image/jpeg", corners: "rgbw"},
		{name: "grey jpeg", content: jpegOf(image.NewGray(image.Rect(0, 0, 300, 200))), contentType: "image/jpeg", corners: ""},
		{name: "jpeg with a depth map", content: append(jpegOf(painted(300, 200)), depth...), contentType: "image/jpeg", corners: "rgbw"},
		{name: "png", content: pngOf(painted(300, 200)), contentType: "image/jpeg", corners: "rgbw"},
		{name: "png that one can see through", content: pngOf(clear), contentType: "image/png", corners: "-gbw"},
		{name: "png of 16 bits", content: pngOf(image.NewNRGBA64(image.Rect(0, 0, 300, 200))), contentType: "image/png", corners: "----"},
		{name: "gif", content: gifOf(painted(300, 200)), contentType: "image/jpeg", corners: "rgbw"},
		{name: "gif whose frame is smaller", content: part, contentType: "image/png", corners: "b---"},
		{name: "webp", content: webpOf(300, 200), contentType: "image/jpeg", corners: "gggg"},
		{name: "webp with a header", content: extended(300, 200, 0, webpOf(300, 200)[12:]), contentType: "image/jpeg", corners: "gggg"},
		{name: "a high one", content: pngOf(painted(200, 300)), contentType: "image/jpeg", corners: "rgbw"},
	} {
		for i, p := range render(t, test.content) {
			m := decoded(t, p)
			if want := min(sizes[i], 200); p.Size != sizes[i] || m.Bounds() != image.Rect(0, 0, want, want) || p.ContentType != test.contentType ||
				corners(m) != test.corners {
				t.Errorf("%s in %d: %s %v %s", test.name, sizes[i], p.ContentType, m.Bounds(), corners(m))
			}
		}
	}
	for _, content := range [][]byte{pngOf(painted(1, 1)), webpOf(1, 1), pngOf(painted(1, 1000))} {
		if m := decoded(t, render(t, content)[2]); m.Bounds() != image.Rect(0, 0, 1, 1) {
			t.Errorf("one pixel became %v", m.Bounds())
		}
	}
}

// TestUpright holds the camera in all eight ways.
func TestUpright(t *testing.T) {
	t.Parallel()
	for orientation, want := range map[byte]string{1: "rgbw", 2: "grwb", 3: "bwrg", 4: "wbgr", 5: "rwbg", 6: "wrgb", 7: "bgrw", 8: "gbwr",
		0: "rgbw", 9: "rgbw"} {
		tiff := exif(orientation)[6:]
		for name, content := range map[string][]byte{
			"jpeg": withSegment(jpegOf(painted(300, 200)), 0xe1, exif(orientation)),
			"png":  withPNGChunk(pngOf(painted(300, 200)), "eXIf", tiff),
		} {
			for _, p := range render(t, content) {
				if got := corners(decoded(t, p)); got != want {
					t.Errorf("%s held as %d: %s, not %s", name, orientation, got, want)
				}
				if bytes.Contains(p.Content, []byte("Exif")) || bytes.Contains(p.Content, tiff) {
					t.Errorf("%s keeps its metadata", name)
				}
			}
		}
	}
}

// TestHostile refuses two hundred files, or draws them without a trace of what they carry.
func TestHostile(t *testing.T) {
	all := hostiles()
	if len(all) < 200 {
		t.Fatalf("only %d files", len(all))
	}
	refused := 0
	r := picture.NewRenderer()
	for _, h := range all {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		pictures, err := r.Render(t.Context(), h.content, sizes)
		runtime.ReadMemStats(&after)
		var one *models.Error
		switch {
		case err != nil && (!errors.As(err, &one) || one.Code != models.Invalid || !strings.Contains(one.Message, h.says) ||
			strings.Contains(one.Message, marker)):
			t.Errorf("%s: %v", h.name, err)
		case err == nil && h.says != "":
			t.Errorf("%s was drawn", h.name)
		case err != nil:
			refused++
		}
		for _, p := range pictures {
			if m := decoded(t, p); m.Bounds().Dx() > p.Size || bytes.Contains(p.Content, []byte(marker)) {
				t.Errorf("%s: %v", h.name, m.Bounds())
			}
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20 {
			t.Errorf("%s took %d MiB", h.name, took>>20)
		}
	}
	if refused < 150 {
		t.Errorf("only %d of %d files were refused", refused, len(all))
	}
}

// TestLimits draws the largest pictures that are taken.
func TestLimits(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"as large as can be": webpOf(5000, 5000), "a line": webpOf(16384, 1), "as many frames as can be": gifFrames(1000),
	} {
		if _, err := picture.NewRenderer().Render(t.Context(), content, sizes); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// gifFrames is a GIF of so many frames.
func gifFrames(n int) []byte {
	b := gifOf(painted(8, 8))
	from, to := 13+3<<(b[10]&7+1), len(b)-1
	return slices.Concat(b[:from], bytes.Repeat(b[from:to], n), b[to:])
}

func FuzzRender(f *testing.F) {
	for _, h := range hostiles() {
		if len(h.content) < 4<<10 {
			f.Add(h.content)
		}
	}
	r := picture.NewRenderer()
	f.Fuzz(func(t *testing.T, content []byte) {
		pictures, err := r.Render(t.Context(), content, sizes)
		if err != nil && !errors.As(err, new(*models.Error)) {
			t.Fatal(err)
		}
		for _, p := range pictures {
			decoded(t, p)
		}
	})
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for _, letters := range []string{"AL", "Ä", "安", "<script>", "&\"'", "\x00\xff", ""} {
		for colour := range len(picture.Colours) + 1 {
			var b bytes.Buffer
			if err := picture.Initials(&b, letters, colour, 64); err != nil {
				t.Fatal(err)
			}
			text := ""
			for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
				token, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", b.String(), err)
				}
				if data, ok := token.(xml.CharData); ok {
					text += string(data)
				}
				if start, ok := token.(xml.StartElement); ok && !slices.Contains([]string{"svg", "rect", "text"}, start.Name.Local) {
					t.Errorf("%q became the element %s", letters, start.Name.Local)
				}
			}
			if want := strings.Map(func(r rune) rune {
				if r == 0 {
					return '\uFFFD'
				}
				return r
			}, strings.ToValidUTF8(letters, "\uFFFD")); text != want {
				t.Errorf("%q became %q", letters, text)
			}
		}
	}
}

// TestColoursCarryWhite holds white letters against every background, as WCAG 2 measures contrast.
func TestColoursCarryWhite(t *testing.T) {
	t.Parallel()
	for _, c := range picture.Colours {
		var luminance float64
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			luminance += weight * linear(t, c[1+2*i:3+2*i])
		}
		if contrast := 1.05 / (luminance + 0.05); contrast < 4.5 {
			t.Errorf("%s has a contrast of %.2f", c, contrast)
		}
	}
}

// linear is the light of one colour channel, from its two hexadecimal digits.
func linear(t *testing.T, digits string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(digits, 16, 8)
	if err != nil {
		t.Fatal(err)
	}
	if v := float64(n) / 255; v > 0.04045 {
		return math.Pow((v+0.055)/1.055, 2.4)
	} else {
		return v / 12.92
	}
}

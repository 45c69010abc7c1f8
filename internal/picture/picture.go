// Package picture turns a file that someone sent into pictures that can be shown to others: squares in a few sizes, drawn anew, so
// that of the file nothing is left but what can be seen. What is not exactly one JPEG, PNG, GIF or WebP picture is refused, and
// what would take too much memory or time to draw is refused before it takes any.
package picture

import (
	"bytes"
	"context"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"runtime/debug"

	"github.com/bep/imagemeta"
	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"

	"kith/models"
)

const (
	// MaxBytes bounds a file.
	MaxBytes = 5 << 20
	// MaxPixels bounds what is drawn of it.
	MaxPixels = 25_000_000
	// maxScans bounds the passes of a progressive JPEG, each of which can touch every pixel, and maxFrames those of a GIF.
	maxScans  = 100
	maxFrames = 1000
	// quality is that of JPEGs, of 100.
	quality = 85
)

// Picture is a square picture, encoded.
type Picture struct {
	// Size is the size that was asked for; the picture is smaller if the file was.
	Size        int
	ContentType string
	Content     []byte
}

// Renderer draws pictures, as many at a time as fit into the memory that it may take.
type Renderer struct{ memory *semaphore.Weighted }

// NewRenderer returns a renderer that takes 288 MiB of memory at most: one of the largest pictures, or more of smaller ones.
func NewRenderer() *Renderer { return &Renderer{semaphore.NewWeighted(maxMemory)} }

// format is a kind of file.
type format struct {
	magic string
	// end finds where the picture ends by the marks of its structure alone, or says why it is refused.
	end    func([]byte) (int, error)
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	// decoding is how many bytes decode takes for a file of so many pixels.
	decoding func(content []byte, pixels int64) int64
	exif     imagemeta.ImageFormat
}

// formatOf returns the format that the content begins like, nil for none.
func formatOf(content []byte) *format {
	for _, f := range []*format{
		{"\xff\xd8\xff", jpegEnd, jpeg.DecodeConfig, jpeg.Decode, jpegDecoding, imagemeta.JPEG},
		{"\x89PNG\r\n\x1a\n", pngEnd, png.DecodeConfig, png.Decode, pngDecoding, imagemeta.PNG},
		{"GIF87a", gifEnd, gif.DecodeConfig, gif.Decode, gifDecoding, 0},
		{"GIF89a", gifEnd, gif.DecodeConfig, gif.Decode, gifDecoding, 0},
		{"RIFF", webpEnd, webp.DecodeConfig, webp.Decode, webpDecoding, imagemeta.WebP},
	} {
		if bytes.HasPrefix(content, []byte(f.magic)) {
			return f
		}
	}
	return nil
}

// Render returns the picture in every size: its middle, upright as its camera was held. Of an animation it is the first frame.
// Invalid, with what to do, if it is none that is taken. The caller pays a point for each MiB that drawing takes.
func (r *Renderer) Render(ctx context.Context, content []byte, sizes []int) ([]Picture, error) {
	f, config, err := inspect(content)
	if err != nil {
		return nil, err
	}
	weight := f.weight(content, config, largestOf(sizes))
	if weight > maxMemory {
		return nil, refuse("The picture takes too much memory to draw; make it smaller, or save it as a JPEG that is not progressive.")
	}
	models.Spend(ctx, int(weight>>20)+1)
	if err := r.memory.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	defer r.memory.Release(weight)
	if weight > heavy { // or what is left of this one would be there beside the next
		defer debug.FreeOSMemory()
	}
	decoded, err := f.decode(bytes.NewReader(content))
	if err != nil {
		return nil, damaged()
	}
	full := image.Rect(0, 0, config.Width, config.Height)
	if decoded.Bounds() != full { // a frame that fills only a part
		canvas := image.NewRGBA(full)
		draw.Copy(canvas, decoded.Bounds().Min, decoded, decoded.Bounds(), draw.Src, nil)
		decoded = canvas
	}
	return squares(decoded, f.orientation(content), sizes)
}

// inspect checks a file without drawing anything.
func inspect(content []byte) (*format, image.Config, error) {
	none := image.Config{}
	if len(content) > MaxBytes {
		return nil, none, refuse("A picture has at most %d MiB; make it smaller.", MaxBytes>>20)
	}
	f := formatOf(content)
	if f == nil {
		return nil, none, refuse("This is no JPEG, PNG, GIF or WebP picture; export it as one of them.")
	}
	end, err := f.end(content)
	if err != nil {
		return nil, none, err
	}
	if end != len(content) {
		return nil, none, refuse("Something follows the picture in its file; export it again, as a picture only.")
	}
	config, err := f.config(bytes.NewReader(content))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return nil, none, damaged()
	}
	if int64(config.Width)*int64(config.Height) > MaxPixels {
		return nil, none, refuse("A picture has at most %d million pixels; make it smaller.", MaxPixels/1_000_000)
	}
	return f, config, nil
}

func refuse(format string, args ...any) error { return models.Errorf(models.Invalid, format, args...) }

func damaged() error { return refuse("The picture is damaged or cut off; export it again.") }

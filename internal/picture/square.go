package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"

	"github.com/bep/imagemeta"
	"golang.org/x/image/draw"
)

// squares returns the middle of a picture in every size, largest first drawn, the others from it.
func squares(m image.Image, orientation int, sizes []int) ([]Picture, error) {
	upright := turn(scale(m, middleOf(m.Bounds()), largestOf(sizes)), orientation)
	pictures := make([]Picture, len(sizes))
	for i, size := range sizes {
		contentType, content, err := encode(scale(upright, upright.Bounds(), size))
		if err != nil {
			return nil, err
		}
		pictures[i] = Picture{Size: size, ContentType: contentType, Content: content}
	}
	return pictures, nil
}

func largestOf(sizes []int) (largest int) {
	for _, size := range sizes {
		largest = max(largest, size)
	}
	return largest
}

// middleOf returns the largest square in the middle of a rectangle.
func middleOf(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	from := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{Min: from, Max: from.Add(image.Pt(side, side))}
}

// scale draws a square of a picture in a size, or as it is if it is smaller.
func scale(m image.Image, square image.Rectangle, size int) *image.RGBA {
	size = min(size, square.Dx())
	if same, ok := m.(*image.RGBA); ok && size == m.Bounds().Dx() && square == m.Bounds() {
		return same
	}
	scaled := image.NewRGBA(image.Rect(0, 0, size, size))
	draw.CatmullRom.Scale(scaled, scaled.Bounds(), m, square, draw.Src, nil)
	return scaled
}

// turn returns a square picture as its camera was held: the eight orientations of Exif.
func turn(m *image.RGBA, orientation int) *image.RGBA {
	last := m.Bounds().Dx() - 1
	from := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return last - x, y },
		3: func(x, y int) (int, int) { return last - x, last - y },
		4: func(x, y int) (int, int) { return x, last - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, last - x },
		7: func(x, y int) (int, int) { return last - y, last - x },
		8: func(x, y int) (int, int) { return last - y, x },
	}[orientation]
	if from == nil {
		return m
	}
	turned := image.NewRGBA(m.Bounds())
	for y := range last + 1 {
		for x := range last + 1 {
			turned.SetRGBA(x, y, m.RGBAAt(from(x, y)))
		}
	}
	return turned
}

// orientation reads how the camera was held; 1 is upright, and what is assumed of metadata that is missing or broken.
func (f *format) orientation(content []byte) int {
	orientation := 1
	if f.exif == 0 {
		return orientation
	}
	// Metadata that can't be read says nothing: the picture itself is whole.
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(content), ImageFormat: f.exif, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" && tag.Namespace == "IFD0" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if value, ok := tag.Value.(uint16); ok {
				orientation = int(value)
			}
			return imagemeta.ErrStopWalking
		},
	})
	return orientation
}

// encode writes a picture as what is smaller for its kind: JPEG, or PNG if one can see through it.
func encode(m *image.RGBA) (contentType string, content []byte, err error) {
	var b bytes.Buffer
	if m.Opaque() {
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
		return "image/jpeg", b.Bytes(), err
	}
	err = png.Encode(&b, m)
	return "image/png", b.Bytes(), err
}

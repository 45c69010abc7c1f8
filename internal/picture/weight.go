package picture

import (
	"encoding/binary"
	"image"
)

// maxMemory is what pictures that are drawn at the same time may take together, and so the most that one may take.
const maxMemory = 288 << 20

// heavy is how much a picture takes for its memory to be given back before the next is drawn.
const heavy = 32 << 20

// weight is how many bytes drawing a picture takes at most: what its decoder holds, and what scaling it down to a size holds.
func (f *format) weight(content []byte, config image.Config, size int) int64 {
	pixels := int64(config.Width) * int64(config.Height)
	side := int64(min(config.Width, config.Height))
	const sample = 32 // four floats a pixel, as wide as the result and as high as the picture
	return f.decoding(content, pixels) + sample*side*int64(size)
}

// jpegDecoding weighs a JPEG by its frame: the samples of each component, their coefficients if it comes in passes, and the copy that
// is made of pictures in CMYK or RGB.
func jpegDecoding(b []byte, pixels int64) int64 {
	const (
		baseline, extended, progressive = 0xc0, 0xc1, 0xc2
		adobe                           = 0xee
		block, coefficients             = 64, 4 * 64
		copied                          = 4
	)
	worst := pixels * (4*(block+coefficients)/block + copied) // four components, in passes
	rgb := false
	for at := 2; at+4 <= len(b) && b[at] == 0xff; {
		mark := b[at+1]
		switch {
		case mark == 0xff: // padding
			at++
			continue
		case mark&^7 == restart:
			at += 2
			continue
		case mark == 0:
			return worst
		}
		length := int(binary.BigEndian.Uint16(b[at+2:]))
		end := min(at+2+length, len(b))
		segment := b[min(at+4, end):end]
		switch {
		case mark == adobe && len(segment) >= 12 && string(segment[:5]) == "Adobe":
			rgb = segment[11] == 0
		case (mark == baseline || mark == extended || mark == progressive) && len(segment) >= 6:
			each := int64(block)
			if mark == progressive {
				each += coefficients
			}
			total := each * blocks(segment)
			if components := segment[5]; components == 4 || components == 3 && (rgb || namedRGB(segment)) {
				total += copied * pixels
			}
			return total
		case mark == startOfScan: // without a frame
			return worst
		}
		at = end
	}
	return worst
}

// blocks counts the blocks of 8 x 8 samples of all components of a frame.
func blocks(frame []byte) (total int64) {
	height, width := int64(binary.BigEndian.Uint16(frame[1:])), int64(binary.BigEndian.Uint16(frame[3:]))
	components := frame[6:]
	components = components[:min(len(components), 3*int(frame[5]))]
	across, down := int64(1), int64(1)
	for i := 0; i+2 < len(components); i += 3 {
		across, down = max(across, int64(components[i+1]>>4)), max(down, int64(components[i+1]&15))
	}
	units := ((width + 8*across - 1) / (8 * across)) * ((height + 8*down - 1) / (8 * down))
	for i := 0; i+2 < len(components); i += 3 {
		total += units * int64(components[i+1]>>4) * int64(components[i+1]&15)
	}
	return total
}

// namedRGB reports whether the components of a frame are called R, G and B.
func namedRGB(frame []byte) bool {
	return len(frame) >= 15 && frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B'
}

// pngDecoding weighs a PNG by its header: bytes a pixel, twice for one that comes in passes.
func pngDecoding(b []byte, pixels int64) int64 {
	const depth, interlaced = 24, 28 // places in the file
	if len(b) <= interlaced {
		return 8 * pixels
	}
	each := int64(4)
	if b[depth] == 16 {
		each = 8
	}
	if b[interlaced] != 0 {
		each *= 2
	}
	return each * pixels
}

// gifDecoding weighs a GIF: its first frame, and the canvas that it may fill only a part of.
func gifDecoding(_ []byte, pixels int64) int64 { return 5 * pixels }

// webpDecoding weighs a WebP: its colours, and its transparency, which is a picture of its own.
func webpDecoding(_ []byte, pixels int64) int64 { return 8 * pixels }

package picture

import (
	"bytes"
	"encoding/binary"
)

// The marks of a JPEG, after 0xff.
const (
	startOfImage = 0xd8
	endOfImage   = 0xd9
	startOfScan  = 0xda
	restart      = 0xd0 // to 0xd7
)

// jpegEnd walks the segments of a JPEG. What phones put behind it, such as depth maps, are JPEGs again and are passed over.
func jpegEnd(b []byte) (int, error) {
	end, err := oneJPEGEnd(b)
	for err == nil && bytes.HasPrefix(b[end:], []byte{0xff, startOfImage}) {
		var more int
		more, err = oneJPEGEnd(b[end:])
		end += more
	}
	return end, err
}

func oneJPEGEnd(b []byte) (int, error) {
	scans := 0
	for at := 2; at+1 < len(b) && b[at] == 0xff; {
		mark := b[at+1]
		switch {
		case mark == 0xff: // padding
			at++
			continue
		case mark == endOfImage:
			return at + 2, nil
		case mark&^7 == restart:
			at += 2
			continue
		case at+4 > len(b):
			return 0, damaged()
		}
		length := int(binary.BigEndian.Uint16(b[at+2:]))
		if at += 2 + length; length < 2 || at > len(b) {
			return 0, damaged()
		}
		if mark != startOfScan {
			continue
		}
		if scans++; scans > maxScans {
			return 0, refuse("The picture is drawn in more than %d passes; export it again.", maxScans)
		}
		// What is drawn ends with a mark that is neither a restart nor 0xff as a value, which is written as ff 00.
		for {
			next := bytes.IndexByte(b[at:], 0xff)
			if next < 0 || at+next+1 >= len(b) {
				return 0, damaged()
			}
			at += next
			if mark := b[at+1]; mark != 0 && mark&^7 != restart {
				break
			}
			at += 2
		}
	}
	return 0, damaged()
}

// pngEnd walks the chunks of a PNG.
func pngEnd(b []byte) (int, error) {
	for at := 8; at+12 <= len(b); {
		length, kind := int64(binary.BigEndian.Uint32(b[at:])), string(b[at+4:at+8])
		if int64(at)+12+length > int64(len(b)) {
			break
		}
		at += 12 + int(length)
		if kind == "IEND" {
			return at, nil
		}
	}
	return 0, damaged()
}

// gifEnd walks the blocks of a GIF.
func gifEnd(b []byte) (int, error) {
	if len(b) < 13 {
		return 0, damaged()
	}
	frames := 0
	for at := 13 + colourTable(b[10]); at < len(b); {
		switch b[at] {
		case ';':
			return at + 1, nil
		case '!': // an extension: its label, then its blocks
			at += 2
		case ',': // a frame: its place, its colours, the size of its codes, then its blocks
			if frames++; frames > maxFrames {
				return 0, refuse("The picture has more than %d frames; send one of them.", maxFrames)
			}
			if at+10 > len(b) {
				return 0, damaged()
			}
			at += 11 + colourTable(b[at+9])
		default:
			return 0, damaged()
		}
		for at < len(b) && b[at] != 0 {
			at += 1 + int(b[at])
		}
		at++
	}
	return 0, damaged()
}

// colourTable returns the size of the table that the flags of a GIF announce.
func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// webpEnd reads how long a WebP says it is.
func webpEnd(b []byte) (int, error) {
	const animated = 2
	switch {
	case len(b) < 12 || string(b[8:12]) != "WEBP":
		return 0, refuse("This is no JPEG, PNG, GIF or WebP picture; export it as one of them.")
	case len(b) > 20 && string(b[12:16]) == "VP8X" && b[20]&animated != 0:
		return 0, refuse("Animations are taken as GIF, not as WebP.")
	}
	length := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if length += length % 2; length > int64(len(b)) {
		return 0, damaged()
	}
	return int(length), nil
}

package picture_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
)

// The files of the tests are made here: pictures of every kind, and what people with time on their hands make of them.

// marker is in every payload; no picture that is shown to others may hold it.
const marker = "kith-payload"

// painted is an opaque picture with a colour of its own in each corner: red, green, blue and white, clockwise from the top left.
func painted(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 255, 255, 255}
			switch left, top := x < w/2, y < h/2; {
			case left && top:
				c = color.RGBA{255, 0, 0, 255}
			case top:
				c = color.RGBA{0, 255, 0, 255}
			case !left:
				c = color.RGBA{0, 0, 255, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func encoded(encode func(*bytes.Buffer) error) []byte {
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func jpegOf(m image.Image) []byte {
	return encoded(func(b *bytes.Buffer) error { return jpeg.Encode(b, m, &jpeg.Options{Quality: 95}) })
}

func pngOf(m image.Image) []byte {
	return encoded(func(b *bytes.Buffer) error { return png.Encode(b, m) })
}

func gifOf(m image.Image) []byte {
	return encoded(func(b *bytes.Buffer) error { return gif.Encode(b, m, nil) })
}

// webpOf is a WebP of one colour, written without loss: every pixel takes no bits at all.
func webpOf(w, h int) []byte {
	var bits uint64
	var data []byte
	n := 0
	write := func(value uint64, width int) {
		bits |= value << n
		for n += width; n >= 8; n -= 8 {
			data, bits = append(data, byte(bits)), bits>>8
		}
	}
	write(0x2f, 8)
	write(uint64(w-1), 14)
	write(uint64(h-1), 14)
	write(0, 1+3)                                       // no transparency, version 0
	write(0, 3)                                         // no transform, no cache, no groups
	for _, symbol := range []uint64{200, 30, 60, 255} { // green, red, blue, alpha: codes of one symbol
		write(0b101, 3)
		write(symbol, 8)
	}
	write(0b0001, 4) // distances
	write(0, 7)      // to the end of the byte
	if len(data)%2 == 1 {
		data = append(data, 0)
	}
	return riff(chunkOf("VP8L", data))
}

func riff(chunks ...[]byte) []byte {
	body := slices.Concat(append([][]byte{[]byte("WEBP")}, chunks...)...)
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

func chunkOf(name string, data []byte) []byte {
	chunk := slices.Concat([]byte(name), binary.LittleEndian.AppendUint32(nil, uint32(len(data))), data)
	if len(data)%2 == 1 {
		chunk = append(chunk, 0)
	}
	return chunk
}

// extended is a WebP with the header that announces more than a picture.
func extended(w, h int, flags byte, chunks ...[]byte) []byte {
	header := []byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8),
		byte((h - 1) >> 16)}
	return riff(append([][]byte{chunkOf("VP8X", header)}, chunks...)...)
}

// withPNGChunk puts a chunk behind the header of a PNG.
func withPNGChunk(b []byte, kind string, data []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	chunk = append(append(chunk, kind...), data...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return slices.Concat(b[:33], chunk, b[33:])
}

// withPNGSize has the header of a PNG claim a size.
func withPNGSize(b []byte, w, h uint32) []byte {
	b = slices.Clone(b)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// withSegment puts a segment behind the first two bytes of a JPEG.
func withSegment(b []byte, mark byte, data []byte) []byte {
	segment := append([]byte{0xff, mark}, binary.BigEndian.AppendUint16(nil, uint16(len(data)+2))...)
	return slices.Concat(b[:2], segment, data, b[2:])
}

// exif is metadata that tells how the camera was held.
func exif(orientation byte) []byte {
	return []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string(orientation) +
		"\x00\x00\x00\x00\x00\x00\x00")
}

// withComment puts a comment before the first frame of a GIF.
func withComment(b []byte, text string) []byte {
	at := 13 + 3<<(b[10]&7+1)
	comment := []byte{'!', 0xfe}
	for part := range slices.Chunk([]byte(text), 255) {
		comment = append(append(comment, byte(len(part))), part...)
	}
	return slices.Concat(b[:at], comment, []byte{0}, b[at:])
}

// hostile is a file that should be refused with these words, or, without any, drawn without a trace of its payload.
type hostile struct {
	name    string
	content []byte
	says    string
}

const (
	saysDamaged = "damaged or cut off"
	saysFollows = "Something follows"
	saysNone    = "no JPEG, PNG, GIF or WebP"
	saysLarge   = "million pixels"
)

var payloads = map[string]string{
	"script":    "<script>alert('" + marker + "')</script>",
	"php":       "<?php system($_GET['" + marker + "']); __HALT_COMPILER(); ?>",
	"archive":   "PK\x03\x04\x14\x00\x00\x00\x00\x00" + marker + "PK\x05\x06" + strings.Repeat("\x00", 18),
	"program":   "MZ\x90\x00" + marker,
	"elf":       "\x7fELF\x02\x01\x01" + marker,
	"document":  "%PDF-1.7\n" + marker + "\n%%EOF",
	"svg":       "<svg xmlns='http://www.w3.org/2000/svg' onload='" + marker + "'/>",
	"class":     "\xca\xfe\xba\xbe" + marker,
	"shell":     "\n#!/bin/sh\necho " + marker + "\n",
	"statement": "*/=1;alert('" + marker + "');/*",
}

// hostiles are some two hundred files.
func hostiles() (all []hostile) {
	add := func(says, name string, content []byte) { all = append(all, hostile{name, content, says}) }
	good := map[string][]byte{"jpeg": jpegOf(painted(48, 32)), "png": pngOf(painted(48, 32)), "gif": gifOf(painted(48, 32)),
		"webp": webpOf(48, 32)}
	for kind, b := range good {
		for i := range 10 {
			add(saysDamaged, fmt.Sprintf("%s cut off at %d/10", kind, i), b[:max(16, len(b)*i/10)])
		}
		for name, payload := range payloads {
			add(saysFollows, kind+" followed by "+name, append(slices.Clone(b), payload...))
		}
		add(saysFollows, kind+" followed by a PNG", slices.Concat(b, good["png"]))
		add(saysFollows, kind+" followed by nothing much", slices.Concat(b, []byte{0}))
		add("5 MiB", kind+" that is long", append(slices.Clone(b), make([]byte, 5<<20)...))
		dice := rand.New(rand.NewPCG(6, 7))
		for i := range 8 {
			broken := slices.Clone(b)
			for range 3 {
				broken[12+dice.IntN(len(b)-12)] ^= byte(1 + dice.IntN(255))
			}
			add("", fmt.Sprintf("%s with broken bytes %d", kind, i), broken)
		}
	}
	for name, payload := range payloads {
		add("", "jpeg with a comment of "+name, withSegment(good["jpeg"], 0xfe, []byte(payload)))
		add("", "png with a text of "+name, withPNGChunk(good["png"], "tEXt", []byte("Comment\x00"+payload)))
		add("", "gif with a comment of "+name, withComment(good["gif"], payload))
		add("", "webp with metadata of "+name, extended(48, 32, 8, good["webp"][12:], chunkOf("EXIF", []byte(payload))))
		add(saysNone, name+" alone", []byte(payload))
		add("", name+" called a JPEG", append([]byte("\xff\xd8\xff"), payload...))
		add("", name+" called a PNG", append([]byte("\x89PNG\r\n\x1a\n"), payload...))
		add("", name+" called a GIF", append([]byte("GIF89a"), payload...))
		add(saysNone, name+" called a WebP", append([]byte("RIFF"), payload...))
	}
	for name, text := range map[string]string{
		"nothing": "", "a space": " ", "a bitmap": "BM\x46\x00\x00\x00\x00\x00", "a TIFF": "II*\x00\x08\x00\x00\x00",
		"a HEIC":  "\x00\x00\x00\x18ftypheic",
		"an AVIF": "\x00\x00\x00\x1cftypavif", "an icon": "\x00\x00\x01\x00\x01\x00", "PostScript": "%!PS-Adobe-3.0",
		"ImageMagick's language": "push graphic-context",
		"an XML bomb":            `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>`,
		"gzip":                   "\x1f\x8b\x08\x00",
		"a sound":                "RIFF\x24\x00\x00\x00WAVEfmt ",
		"a video":                "\x00\x00\x00\x20ftypisom", "JSON": `{"a":1}`, "a bare magic": "\xff\xd8",
	} {
		add(saysNone, name, []byte(text))
	}
	for name, size := range map[string][2]uint32{"wide": {25_000_001, 1}, "high": {1, 25_000_001}, "square": {5001, 5000},
		"huge": {1<<31 - 1, 1<<31 - 1}} {
		add("", name+" PNG", withPNGSize(good["png"], size[0], size[1]))
	}
	add(saysLarge, "a PNG that is large when unpacked", pngOf(image.NewGray(image.Rect(0, 0, 8000, 4000))))
	add("", "a PNG without width", withPNGSize(good["png"], 0, 32))
	add("", "a PNG with a deceiving width", withPNGSize(good["png"], 4000, 32))
	huge := slices.Clone(good["gif"])
	copy(huge[6:], "\xff\xff\xff\xff")
	add(saysLarge, "huge GIF", huge)
	script := slices.Clone(good["gif"])
	copy(script[6:], "/*\xff\xff") // the size begins a comment that the end of the file closes
	add(saysFollows, "a GIF that is a script", append(script, payloads["statement"]...))
	sized := slices.Clone(good["jpeg"])
	copy(sized[bytes.Index(sized, []byte("\xff\xc0"))+5:], "\xff\xff\xff\xff")
	add(saysLarge, "huge JPEG", sized)
	add(saysLarge, "huge WebP", webpOf(16384, 16384))
	add(saysLarge, "WebP with a huge canvas", extended(1<<24, 100, 0, good["webp"][12:]))
	add("", "WebP with a small canvas and a large picture", extended(16, 16, 0, webpOf(16384, 16384)[12:]))
	add("Animations", "animated WebP", extended(48, 32, 2, chunkOf("ANIM", make([]byte, 6)), chunkOf("ANMF", make([]byte, 16))))
	scan := good["jpeg"][bytes.Index(good["jpeg"], []byte("\xff\xda")) : len(good["jpeg"])-2]
	add("passes", "a JPEG of many passes", slices.Concat(good["jpeg"][:len(good["jpeg"])-2], bytes.Repeat(scan, 100), []byte("\xff\xd9")))
	frame := good["gif"][13+3<<(good["gif"][10]&7+1) : len(good["gif"])-1]
	add("frames", "a GIF of many frames", slices.Concat(good["gif"][:len(good["gif"])-1], bytes.Repeat(frame, 1000), []byte(";")))
	add(saysDamaged, "a GIF whose frame does not end", slices.Concat(good["gif"][:len(good["gif"])-1], []byte(",\x00\x00")))
	add(saysDamaged, "a JPEG whose segment has no length", slices.Concat(good["jpeg"][:2], []byte("\xff\xfe\x00\x00"), good["jpeg"][2:]))
	add(saysDamaged, "a JPEG of nothing but padding", bytes.Repeat([]byte{0xff, 0xd8, 0xff}, 3))
	add(saysDamaged, "a PNG whose chunk is longer than the file", withPNGChunk(good["png"], "tEXt", nil)[:45])
	return all
}

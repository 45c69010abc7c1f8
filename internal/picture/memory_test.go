package picture_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"kith/internal/picture"
	"kith/models"
)

// frame is a JPEG of one colour, as small a file as it can be for its size.
type frame struct {
	progressive bool
	side        int
	// sampling has a byte for each component, such as 0x22.
	sampling []byte
}

// file writes the JPEG: a frame, a Huffman table of one symbol, and scans that are nothing but zeros.
func (f frame) file() []byte {
	var b bytes.Buffer
	segment := func(mark byte, data []byte) {
		b.Write([]byte{0xff, mark, byte((len(data) + 2) >> 8), byte(len(data) + 2)})
		b.Write(data)
	}
	b.Write([]byte{0xff, 0xd8})
	if len(f.sampling) == 4 {
		segment(0xee, append([]byte("Adobe"), 0, 100, 0, 0, 0, 0, 0))
	}
	mark, last := byte(0xc0), byte(63)
	if f.progressive {
		mark, last = 0xc2, 0
	}
	sof := []byte{8, byte(f.side >> 8), byte(f.side), byte(f.side >> 8), byte(f.side), byte(len(f.sampling))}
	sos := []byte{byte(len(f.sampling))}
	widest, bits := 1, 0
	for i, s := range f.sampling {
		sof = append(sof, byte(i+1), s, 0)
		sos = append(sos, byte(i+1), 0)
		widest = max(widest, int(s>>4))
		bits += int(s>>4) * int(s&15)
	}
	segment(mark, sof)
	segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...))
	table := append([]byte{0, 1}, make([]byte, 16)...) // one code of one bit, for the symbol 0
	segment(0xc4, table)
	segment(0xc4, append([]byte{0x10}, table[1:]...))
	segment(0xda, append(sos, 0, last, 0))
	if !f.progressive {
		bits *= 2 // the end of each block is said too
	}
	units := (f.side + 8*widest - 1) / (8 * widest)
	b.Write(make([]byte, (units*units*bits+7)/8))
	b.Write([]byte{0xff, 0xd9})
	return b.Bytes()
}

// large are pictures of 25 million pixels in files of a few hundred kilobytes.
var large = map[string]struct {
	frame
	refused bool
}{
	"baseline":                {frame{false, 5000, []byte{0x11, 0x11, 0x11}}, false},
	"baseline CMYK":           {frame{false, 5000, []byte{0x11, 0x11, 0x11, 0x11}}, false},
	"progressive 4:2:0":       {frame{true, 5000, []byte{0x22, 0x11, 0x11}}, false},
	"progressive 4:4:4":       {frame{true, 5000, []byte{0x11, 0x11, 0x11}}, true},
	"progressive CMYK":        {frame{true, 5000, []byte{0x11, 0x11, 0x11, 0x11}}, true},
	"progressive CMYK, small": {frame{true, 1000, []byte{0x11, 0x11, 0x11, 0x11}}, false},
}

const drawnAtOnce = "KITH_TEST_DRAWN_AT_ONCE"

// TestMemory draws four pictures of 25 million pixels at once, in a process of its own, which may not take more than 400 MB for them.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector, which runs short tests, takes many times the memory")
	}
	if name := os.Getenv(drawnAtOnce); name != "" {
		drawFour(t, name)
		return
	}
	for name := range large {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMemory$", "-test.count=1")
			cmd.Env = append(os.Environ(), drawnAtOnce+"="+name)
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			if most := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss / 1000; most > 400 {
				t.Errorf("it took %d MB", most)
			}
		})
	}
}

func drawFour(t *testing.T, name string) {
	one, renderer := large[name], picture.NewRenderer()
	content := one.file()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			pictures, err := renderer.Render(t.Context(), content, sizes)
			var refused *models.Error
			switch {
			case one.refused && (!errors.As(err, &refused) || refused.Code != models.Invalid || !strings.Contains(refused.Message, "memory")):
				t.Errorf("%s: %v", name, err)
			case !one.refused && (err != nil || len(pictures) != len(sizes)):
				t.Errorf("%s: %d pictures, %v", name, len(pictures), err)
			}
		})
	}
	all.Wait()
}

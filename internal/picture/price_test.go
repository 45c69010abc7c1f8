package picture_test

import (
	"testing"

	"kith/internal/picture"
	"kith/models"
)

// TestPicturesCostWhatTheyTake draws pictures of the same pixels: each costs a point for each MiB that drawing it takes, however small
// its file.
func TestPicturesCostWhatTheyTake(t *testing.T) {
	t.Parallel()
	const side, drawn = 1000, 1 + 32*1000*64>>20
	for name, test := range map[string]struct {
		file []byte
		want int
	}{
		"one component":             {frame{side: side, sampling: []byte{0x11}}.file(), 1},
		"three":                     {frame{side: side, sampling: []byte{0x11, 0x11, 0x11}}.file(), 3},
		"three, in passes":          {frame{side: side, sampling: []byte{0x11, 0x11, 0x11}, progressive: true}.file(), 15},
		"four, in passes, and CMYK": {frame{side: side, sampling: []byte{0x11, 0x11, 0x11, 0x11}, progressive: true}.file(), 24},
	} {
		spent := 0
		ctx := models.WithSpending(t.Context(), func(points int) { spent += points })
		if _, err := picture.NewRenderer().Render(ctx, test.file, []int{64}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if least, most := test.want+drawn-1, test.want+drawn+1; spent < least || spent > most {
			t.Errorf("%s, of %d bytes: %d points, not from %d to %d", name, len(test.file), spent, least, most)
		}
	}
	spent := 0
	ctx := models.WithSpending(t.Context(), func(points int) { spent += points })
	if _, err := picture.NewRenderer().Render(ctx, []byte("no picture"), []int{64}); err == nil || spent != 0 {
		t.Errorf("no picture: %v, %d points", err, spent)
	}
}

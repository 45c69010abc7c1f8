package demo

// windows is how many worlds of different seeds fit beside each other into what must be unique in an account.
const windows = 10

// walk goes through the numbers from 0 to size-1, each once, in an order that looks like none. Worlds whose seeds differ
// modulo windows begin a tenth of the way apart, so that several can be added to one account as long as they are small.
type walk struct{ size, at, left, stride int }

func newWalk(seed uint64, size int) *walk {
	stride := size*618/1000 + 1
	for divisor(stride, size) != 1 {
		stride++
	}
	return &walk{size: size, at: window(seed) * size / windows, left: size, stride: stride}
}

func window(seed uint64) int { return int(seed % windows) }

// next returns the next number; false when all have been taken.
func (w *walk) next() (int, bool) {
	if w.left == 0 {
		return 0, false
	}
	n := (w.at%w.size*w.stride + w.size*3/7) % w.size
	w.at++
	w.left--
	return n, true
}

func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

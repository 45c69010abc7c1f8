package transport

import "slices"

// weighted reports whether a field below counts for more than one, so that an answer can't be priced by counting its members.
func weighted(shapes []*shape) bool {
	return slices.ContainsFunc(shapes, func(s *shape) bool {
		return s.weight != 1 && s.weight != introspectionWeight || len(s.rates) > 0 || weighted(s.children)
	})
}

// nodes counts the fields that the data of an answer really hold, each with its weight.
func (r *run) nodes(data []byte) int {
	if !r.weighted {
		return countNodes(data)
	}
	w := &weigher{data: data, variables: r.variables}
	w.value(r.fields)
	return w.total
}

// weigher walks through JSON that was made here, with the shape of the operation beside it.
type weigher struct {
	data      []byte
	at        int
	variables map[string]any
	total     int
}

// value passes over one value.
func (w *weigher) value(shapes []*shape) {
	for w.at < len(w.data) {
		switch w.data[w.at] {
		case '{':
			w.at++
			w.members(shapes)
			return
		case '[':
			w.at++
			w.elements(shapes)
			return
		case '"':
			w.text()
			return
		case ' ', '\t', '\n', '\r':
			w.at++
		default: // a number, true, false or null
			for w.at < len(w.data) && !slices.Contains([]byte(",]} \n"), w.data[w.at]) {
				w.at++
			}
			return
		}
	}
}

// members passes over the rest of an object.
func (w *weigher) members(shapes []*shape) {
	for w.at < len(w.data) {
		switch w.data[w.at] {
		case '}':
			w.at++
			return
		case '"':
			name := w.text()
			weight, below := 1, []*shape(nil)
			if i := slices.IndexFunc(shapes, func(s *shape) bool { return s.name == string(name) }); i >= 0 {
				weight, below = shapes[i].weighs(w.variables), shapes[i].children
			}
			w.total += weight
			for w.at < len(w.data) && w.data[w.at] != ':' {
				w.at++
			}
			w.at++
			w.value(below)
		default:
			w.at++
		}
	}
}

// elements passes over the rest of a list.
func (w *weigher) elements(shapes []*shape) {
	for w.at < len(w.data) {
		switch w.data[w.at] {
		case ']':
			w.at++
			return
		case ',', ' ', '\t', '\n', '\r':
			w.at++
		default:
			w.value(shapes)
		}
	}
}

// text passes over a string and returns what is between its quotes.
func (w *weigher) text() []byte {
	w.at++
	from := w.at
	for w.at < len(w.data) && w.data[w.at] != '"' {
		if w.data[w.at] == '\\' {
			w.at++
		}
		w.at++
	}
	end := min(w.at, len(w.data))
	w.at++
	return w.data[from:end]
}

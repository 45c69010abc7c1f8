package transport

import (
	"encoding/json"
	"strconv"
)

// cost is the number of fields in the largest answer that the shape can have: fields times page sizes, no more than most+1.
func cost(shapes []*shape, variables map[string]any, most int) int {
	return min(sumCost(shapes, variables, 1, most), most+1)
}

// sumCost counts the fields of an object; page is the size of the connection that the object is, which its lists have.
func sumCost(shapes []*shape, variables map[string]any, page, most int) int {
	total := 0
	for _, s := range shapes {
		if total > most {
			break
		}
		times := 1
		if s.list {
			times = page
		}
		if len(s.sizes) > 0 {
			times = largest(s.sizes, variables)
		}
		inner := 1
		if len(s.pages) > 0 {
			inner = largest(s.pages, variables)
		}
		if below := sumCost(s.children, variables, inner, most); times > 0 && below > most/times {
			return most + 1
		} else {
			total += s.weighs(variables) + times*below
		}
	}
	return total
}

// weighs is what the field itself counts.
func (s *shape) weighs(variables map[string]any) int {
	most := 0
	for _, r := range s.rates {
		most = max(most, r.value(variables)/r.per)
	}
	return s.weight + most
}

func largest(sizes []size, variables map[string]any) int {
	most := 0
	for _, s := range sizes {
		most = max(most, s.value(variables))
	}
	return most
}

func (s size) value(variables map[string]any) int {
	if s.variable == "" {
		return s.literal
	}
	switch v := variables[s.variable].(type) {
	case json.Number:
		return number(v.String(), s.literal)
	case []any:
		return len(v)
	}
	return s.literal
}

// number reads a page size. One that no page can have is refused by the field itself, later: it counts as the default.
func number(text string, otherwise int) int {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil && n >= 0 {
		return int(n)
	}
	return otherwise
}

package sheet

import (
	"slices"
	"strings"
	"unicode"

	"kith/models/address"
	"kith/models/phone"
)

// stillHas reports whether the record has the value that another one has in a column, as far as it could be stored.
func (r record) stillHas(was record, column string) bool {
	value := was.get(column)
	base := addressColumn(column)
	switch {
	case strings.HasSuffix(column, " label"), column == notesColumn, column == birthdayColumn, column == firstColumn:
		return true
	case base != "":
		return neverStored(base, value) ||
			slices.ContainsFunc(r.addresses(base), func(v string) bool { return sameAddress(v, value) })
	case column == labelsColumn:
		return sameLabels(r.get(column), value)
	}
	return sameText(r.get(column), value)
}

// tells reports whether the record has the value of a cell, though maybe written otherwise.
func (r record) tells(c Cell) bool {
	is := r.get(c.Column)
	switch {
	case is == "":
		return false
	case strings.HasPrefix(c.Column, phoneColumn):
		return sameAddress(is, c.Text)
	case c.Column == labelsColumn:
		return is == c.Text
	}
	return sameText(is, c.Text)
}

// asStored reports whether contacts have the values of a record as they are written in it, so that an export writes them like this again.
func (r record) asStored() bool {
	return !slices.ContainsFunc(r, func(c Cell) bool {
		switch base := addressColumn(c.Column); {
		case strings.HasSuffix(c.Column, " label"), strings.HasPrefix(c.Column, customPrefix):
			return false
		case base == phoneColumn:
			return !isE164(c.Text) || neverStored(base, c.Text)
		case base == emailColumn:
			return c.Text != strings.ToLower(c.Text) || neverStored(base, c.Text)
		case c.Column == labelsColumn:
			return strings.Join(labelKeys(c.Text), ",") != c.Text
		}
		return strings.Join(strings.Fields(c.Text), " ") != c.Text
	})
}

// addressColumn returns the first column of emails or of phone numbers if the column is one of these or of their labels, else nothing.
func addressColumn(column string) string {
	for _, base := range []string{phoneColumn, emailColumn} {
		if column == base || strings.HasPrefix(column, base+" ") {
			return base
		}
	}
	return ""
}

// neverStored reports whether a text can't be the address of a contact, so that none of them can have lost it.
func neverStored(column, value string) bool {
	if column == emailColumn {
		_, ok := address.Email(value)
		return !ok
	}
	number, _, _ := strings.Cut(value, " ext. ")
	digits := digitsOf(number)
	if strings.HasPrefix(number, "+") {
		_, _, ok := phone.Read(number)
		return !ok && !phone.Valid("+"+digits)
	}
	return len(digits) < leastDigits || len(digits) > 20
}

// leastDigits is how many digits the numbers have that are compared without their country, area or trunk prefix.
const leastDigits = 6

// sameAddress compares numbers by their digits, without extensions and, if one of them has no country, by their ends; emails without regard
// to case.
func sameAddress(a, b string) bool {
	if strings.Contains(a, "@") || strings.Contains(b, "@") {
		return strings.EqualFold(a, b)
	}
	a, _, _ = strings.Cut(a, " ext. ")
	b, _, _ = strings.Cut(b, " ext. ")
	whole, part := digitsOf(a), digitsOf(b)
	switch {
	case a == b, whole != "" && whole == part:
		return true
	case !strings.HasPrefix(a, "+"):
		a, b, whole, part = b, a, part, whole
	}
	if !strings.HasPrefix(a, "+") || strings.HasPrefix(b, "+") {
		return false
	}
	if bare, international := strings.CutPrefix(part, "00"); international {
		return bare == whole
	}
	return endsLike(whole, part) || part != "" && strings.Contains("08", part[:1]) && endsLike(whole, part[1:])
}

func endsLike(whole, part string) bool {
	return len(part) >= leastDigits && strings.HasSuffix(whole, part)
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// sameText compares texts without regard to white space around and between words.
func sameText(a, b string) bool { return a == b || slices.Equal(strings.Fields(a), strings.Fields(b)) }

// sameLabels compares lists of labels by what labels are made of them.
func sameLabels(a, b string) bool { return slices.Equal(labelKeys(a), labelKeys(b)) }

// labelKeys returns the labels that a list stands for, in one order, without those that can't be labels.
func labelKeys(list string) (keys []string) {
	for text := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune(",;|\r\n", r) }) {
		var b strings.Builder
		for _, r := range strings.ToLower(text) {
			switch {
			case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || r == '_':
				b.WriteRune(r)
			case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
				b.WriteByte('-')
			}
		}
		if key := strings.Trim(b.String(), "-_"); len([]rune(key)) > 1 {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

package models

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kith/models/address"
	"kith/models/phone"
)

// rowPoint is an address of a row.
type rowPoint struct {
	kind   PointKind
	in     ContactPointInput
	key    PointKey
	column *ImportColumn
	// main says that the address is to be the preferred one, further ones and those in lists are not.
	main bool
}

// Keys returns the keys that identify the contact of the row: its identifiers, emails and phone numbers, in the order in which they are
// looked up.
func (r *ImportRow) Keys() (keys []PointKey) {
	for _, kind := range keyKinds {
		keys = append(keys, r.KeysOf(kind)...)
	}
	return keys
}

// KeysOf returns the keys of a kind. Addresses that the row itself says are shared are none.
func (r *ImportRow) KeysOf(kind PointKind) (keys []PointKey) {
	for _, key := range r.keys {
		if key.Kind == kind {
			keys = append(keys, key)
		}
	}
	for _, p := range r.points {
		if p.kind == kind && p.in.Shared == nil {
			keys = append(keys, p.key)
		}
	}
	return keys
}

// SharedKeys returns the addresses that the row itself says are shared.
func (r *ImportRow) SharedKeys() (keys []PointKey) {
	for _, p := range r.points {
		if p.in.Shared != nil && *p.in.Shared {
			keys = append(keys, p.key)
		}
	}
	return keys
}

// FieldOf returns the field of the column that an address is from.
func (r *ImportRow) FieldOf(key PointKey) string {
	for _, p := range r.points {
		if p.key == key {
			return p.column.Field
		}
	}
	return ""
}

// readPoints adds the addresses of a cell to the row. Placeholders are left out with a warning; a value that is no address makes the row
// fail if it is the only one of the cell, and is left out with a warning otherwise.
func (r *ImportRow) readPoints(kind PointKind, all []ContactPointInput, main bool) *Error {
	for i, in := range all {
		if address.Placeholder(in.Value) {
			r.warn(r.column, "%q stands for no value and was left out.", address.Trim(in.Value))
			continue
		}
		label := r.column.Label
		if i < len(r.pointLabels) || len(r.pointLabels) == 1 {
			given := r.pointLabels[min(i, len(r.pointLabels)-1)]
			if label = cleanPointLabel(given, label); r.task.Own() {
				label = given
			}
		}
		written := in.Value
		var e *Error
		if kind == PointPhone {
			var extension string
			in.Value, extension, e = r.readPhone(in.Value)
			label = strings.TrimPrefix(strings.TrimSuffix(label, extension)+extension, ", ")
		}
		var p ContactPoint
		if e == nil {
			p, e = in.read(kind, r.task.Region)
		}
		switch {
		case e != nil && (len(all) > 1 || r.task.keepsCards()):
			r.warn(r.column, "%q was left out: %s", cutRunes(address.Trim(written), MaxName), e.Message)
			continue
		case e != nil:
			return e
		}
		if len(r.points) >= MaxPoints {
			return Errorf(Limit, "A contact has at most %d addresses.", MaxPoints)
		}
		if label = cutRunes(label, MaxPointLabel); label != "" {
			in.Label = &label // or the one that the value came with
		}
		if r.pointShared {
			in.Shared = new(true)
		}
		if at := slices.IndexFunc(r.points, func(o rowPoint) bool { return o.key == p.PointKey() }); at >= 0 {
			known := &r.points[at]
			known.main = known.main || main && i == 0 && !r.hasMain(kind)
			known.in.Label, known.in.Shared = cmp.Or(known.in.Label, in.Label), cmp.Or(known.in.Shared, in.Shared)
			known.column = r.column
			continue
		}
		if copied := r.copyOf(p.PointKey()); copied != nil {
			copied.in, copied.key, copied.column = in, p.PointKey(), r.column
			continue
		}
		r.points = append(r.points, rowPoint{kind, in, p.PointKey(), r.column, main && i == 0 && !r.hasMain(kind)})
	}
	return nil
}

// copyOf returns the plain identifier of a row of our own exports that is the copy of a system's: exports have the preferred identifier
// without its system, and then all of them.
func (r *ImportRow) copyOf(key PointKey) *rowPoint {
	if key.Kind != PointIdentifier || key.System == "" || !r.task.Own() {
		return nil
	}
	for i := range r.points {
		if p := &r.points[i]; p.main && p.column != r.column && p.key.Kind == key.Kind && p.key.System == "" && p.key.Key == key.Key {
			return p
		}
	}
	return nil
}

func (r *ImportRow) hasMain(kind PointKind) bool {
	return slices.ContainsFunc(r.points, func(p rowPoint) bool { return p.kind == kind && p.main })
}

// cleanPointLabel returns the label of an address as files write it, such as `* Work`; types of addresses are none.
func cleanPointLabel(label, otherwise string) string {
	label = strings.ToLower(strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(label), "*")))
	if label == "" || label == "smtp" || label == "ex" || label == "internet" {
		return otherwise
	}
	return label
}

var (
	// rounded is a number that a spreadsheet shows in scientific notation; its last digits are lost.
	rounded   = regexp.MustCompile(`(?i)\A\+?(\d)(?:[.,](\d+))?e\+?(\d{1,2})\z`)
	extension = regexp.MustCompile(`(?i)[\s,;]*(?:\bext(?:ension)?\.?|\bx|#|\bdurchwahl|\bposte|\bdw\.?)\s*[:=]?\s*(\d{1,7})\z`)
)

// cutExtension splits the extension off a phone number.
func cutExtension(s string) (number, ext string) {
	if at := extension.FindStringSubmatchIndex(s); at != nil && at[0] > 0 {
		return s[:at[0]], s[at[2]:at[3]]
	}
	if at := strings.LastIndexAny(s, "xX"); at > 0 { // written without a space
		if rest := strings.TrimSpace(s[at+1:]); rest != "" && len(rest) <= 7 && strings.Trim(rest, "0123456789") == "" {
			return s[:at], rest
		}
	}
	return s, ""
}

// readPhone reads a number as people write it in the region, with 00 for the plus sign, or international without one. The extension is
// returned as the end of a label.
func (r *ImportRow) readPhone(cell string) (number, label string, e *Error) {
	cell = strings.TrimPrefix(strings.TrimLeft(address.Trim(cell), "'"), "tel:")
	if parts := rounded.FindStringSubmatch(cell); parts != nil {
		if power, _ := strconv.Atoi(parts[3]); len(parts[2]) != power {
			return "", "", Errorf(Invalid, "Excel has rounded this number: format the column as text and enter it again.")
		}
		cell = parts[1] + parts[2] // which has all digits
	}
	number, ext := cutExtension(cell)
	number = address.Trim(number)
	if ext != "" {
		label = ", ext. " + ext
	}
	if _, _, ok := phone.Read(number); ok {
		return number, label, nil
	}
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) && r <= '9' {
			return r
		}
		return -1
	}, number)
	if bare, found := strings.CutPrefix(digits, "00"); found && phone.Valid("+"+bare) {
		return "+" + bare, label, nil
	}
	if normal, ok := r.nationalPhone(number, digits); ok {
		return normal, label, nil
	}
	if len(digits) >= 11 && looksLikePhone(number) && phone.Valid("+"+digits) {
		return "+" + digits, label, nil
	}
	if r.task.Region == "" && looksLikePhone(number) {
		return "", "", Errorf(Invalid,
			"A phone number without a country code needs a default region, of this import (defaultRegion, -region) or of the account.")
	}
	return number, label, nil
}

// splitCell splits a cell at any of the separators; ` ::: ` always is one.
func splitCell(cell, separators string) (values []string) {
	cell = strings.ReplaceAll(cell, ":::", "\n")
	for _, value := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(separators+"\r\n", r) }) {
		if address.Trim(value) != "" {
			values = append(values, strings.TrimSpace(value))
		}
	}
	return values
}

func splitPlain(cell string) []string { return splitCell(cell, "") }

// readAddresses reads emails, one a line or separated by commas, semicolons, bars or ` ::: `, or a JSON array of them.
func readAddresses(cell string) ([]ContactPointInput, *Error) {
	if listed, ok := readList(cell); ok {
		return inputsOf(listed), nil
	}
	if _, ok := address.Email(cell); ok {
		return []ContactPointInput{{Value: cell}}, nil
	}
	return inputsOf(splitCell(cell, ",;|")), nil
}

// readPhones reads phone numbers, separated like emails, or a JSON array of them; commas, slashes and words such as `or` separate them only
// from what can be a number.
func readPhones(cell string) ([]ContactPointInput, *Error) {
	if listed, ok := readList(cell); ok {
		return inputsOf(listed), nil
	}
	values := splitCell(strings.ReplaceAll(cell, ";ext=", " ext. "), ";|")
	var all []string
	for _, value := range values {
		parts := betweenPhones.Split(value, -1)
		if slices.ContainsFunc(parts, func(part string) bool { return !looksLikePhone(part) }) {
			parts = []string{value}
		}
		all = append(all, parts...)
	}
	return inputsOf(all), nil
}

// betweenPhones is what stands between two numbers in a cell.
var betweenPhones = regexp.MustCompile(`(?i)\s*,\s*|\s*/\s*|\s+(?:or|and|oder|und|ou|et|o|y|e|of|en|&)\s+`)

// readList reads a JSON array of texts, or of objects that have an address as Twenty writes them.
func readList(cell string) (values []string, ok bool) {
	if cell = strings.TrimSpace(cell); !strings.HasPrefix(cell, "[") || !strings.HasSuffix(cell, "]") {
		return nil, false
	}
	if json.Unmarshal([]byte(cell), &values) == nil {
		return values, true
	}
	var objects []struct{ Email, Value, Number, CallingCode string }
	if json.Unmarshal([]byte(cell), &objects) != nil {
		return nil, false
	}
	values = nil
	for _, o := range objects {
		values = append(values, cmp.Or(o.Email, o.Value, o.CallingCode+o.Number))
	}
	return values, true
}

func inputsOf(values []string) []ContactPointInput {
	all := make([]ContactPointInput, len(values))
	for i, value := range values {
		all[i].Value = value
	}
	return all
}

// readOneIdentifier reads the identifier in a cell.
func readOneIdentifier(cell string) ([]ContactPointInput, *Error) {
	return []ContactPointInput{{Value: cell}}, nil
}

// identifierCell is an identifier in a cell that is JSON.
type identifierCell struct {
	Identifier string `json:"identifier"`
	System     string `json:"system,omitempty"`
	Label      string `json:"label,omitempty"`
	Shared     bool   `json:"shared,omitempty"`
}

// readIdentifiers reads identifiers, one a line, or a JSON array of objects with `identifier`, `system`, `label` and `shared`.
func readIdentifiers(cell string) ([]ContactPointInput, *Error) {
	var all []ContactPointInput
	if !strings.HasPrefix(cell, "[{") {
		for line := range strings.Lines(cell) {
			if address.Trim(line) != "" {
				all = append(all, ContactPointInput{Value: line})
			}
		}
		return all, nil
	}
	var cells []identifierCell
	if json.Unmarshal([]byte(cell), &cells) != nil {
		return nil, Errorf(Invalid, "Identifiers are one a line, or a JSON array of objects with identifier and system.")
	}
	for _, c := range cells {
		in := ContactPointInput{Value: c.Identifier, System: &c.System}
		if c.Label != "" {
			in.Label = &c.Label
		}
		if c.Shared {
			in.Shared = &c.Shared
		}
		all = append(all, in)
	}
	return all, nil
}

// exportedPoints is what an export writes of addresses: a list of texts, or of objects if there are identifiers of which more is known.
func exportedPoints(points []ContactPoint) any {
	values, cells, more := []string{}, []identifierCell{}, false
	for _, p := range points {
		more = more || p.Kind == PointIdentifier && (p.System != "" || p.Label != "" || p.Shared || strings.HasPrefix(p.Value, "[{"))
		values, cells = append(values, p.Value), append(cells, identifierCell{p.Value, p.System, p.Label, p.Shared})
	}
	if more {
		return cells
	}
	return values
}

// pointsCell writes addresses one a line if that can be read back, else JSON.
func pointsCell(value JSON) string {
	var values []string
	if json.Unmarshal(value, &values) != nil {
		return string(value)
	}
	return strings.Join(values, "\n")
}

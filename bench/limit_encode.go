package main

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/google/uuid"
	"go.jetify.com/typeid/base32"
)

// column is a column that is a field of the answer: its beginning, with the name, and how PostgreSQL's binary form of it is
// appended as JSON.
type column struct {
	begin  string
	append func(to, raw []byte) []byte
}

func at(name string, append func(to, raw []byte) []byte) column {
	return column{`"` + name + `":`, append}
}

// appendRow appends an object of the columns, without its end.
func appendRow(to []byte, columns []column, raw [][]byte) []byte {
	to = append(to, '{')
	for i, c := range columns {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, c.begin...)
		if raw[i] == nil {
			to = append(to, "null"...)
		} else {
			to = c.append(to, raw[i])
		}
	}
	return to
}

func text(to, raw []byte) []byte {
	for _, b := range raw {
		if b < ' ' || b == '"' || b == '\\' || b >= 0x7f || b == '<' || b == '>' || b == '&' {
			quoted, err := json.Marshal(string(raw))
			if err != nil {
				panic(err) // text always marshals
			}
			return append(to, quoted...)
		}
	}
	return append(append(append(to, '"'), raw...), '"')
}

func id(noun string) func(to, raw []byte) []byte {
	begin := `"` + noun + `_`
	return func(to, raw []byte) []byte {
		return append(append(append(to, begin...), base32.Encode(uuid.UUID(raw))...), '"')
	}
}

func integer(to, raw []byte) []byte {
	if len(raw) == 4 {
		return strconv.AppendInt(to, int64(int32(binary.BigEndian.Uint32(raw))), 10)
	}
	return strconv.AppendInt(to, int64(binary.BigEndian.Uint64(raw)), 10)
}

func float(to, raw []byte) []byte {
	return strconv.AppendFloat(to, math.Float64frombits(binary.BigEndian.Uint64(raw)), 'f', -1, 64)
}

// epoch is where PostgreSQL's microseconds begin.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func instant(to, raw []byte) []byte {
	at := epoch.Add(time.Duration(binary.BigEndian.Uint64(raw)) * time.Microsecond)
	return at.AppendFormat(to, `"2006-01-02T15:04:05.000000Z"`)
}

// lists are lists of objects by the record that they belong to.
type lists map[uuid.UUID][]byte

// appendTo appends a list and what follows it.
func (l lists) appendTo(to []byte, of uuid.UUID, then string) []byte {
	return append(append(append(append(to, '['), l[of]...), ']'), then...)
}

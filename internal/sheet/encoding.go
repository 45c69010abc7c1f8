package sheet

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// The encodings that detection tells from others without statistics.
const (
	utf8Name    = "UTF-8"
	utf16Little = "UTF-16LE"
	utf16Big    = "UTF-16BE"
	windows1252 = "WINDOWS-1252"
)

// An encodingName names an encoding as in Format.
type encodingName struct {
	name string
	of   encoding.Encoding
}

// encodingNames are all encodings, the more frequent ones first: of two that fit equally well the earlier one is taken.
var encodingNames = []encodingName{
	{utf8Name, unicode.UTF8BOM},
	{utf16Little, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
	{utf16Big, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
	{windows1252, charmap.Windows1252},
	{"WINDOWS-1250", charmap.Windows1250},
	{"WINDOWS-1251", charmap.Windows1251},
	{"WINDOWS-1253", charmap.Windows1253},
	{"WINDOWS-1254", charmap.Windows1254},
	{"WINDOWS-1255", charmap.Windows1255},
	{"WINDOWS-1256", charmap.Windows1256},
	{"WINDOWS-1257", charmap.Windows1257},
	{"WINDOWS-1258", charmap.Windows1258},
	{"WINDOWS-874", charmap.Windows874},
	{"ISO-8859-2", charmap.ISO8859_2},
	{"MACINTOSH", charmap.Macintosh},
	{"X-MAC-CYRILLIC", charmap.MacintoshCyrillic},
	{"IBM850", charmap.CodePage850},
	{"IBM866", charmap.CodePage866},
	{"KOI8-R", charmap.KOI8R},
	{"SHIFT_JIS", japanese.ShiftJIS},
	{"EUC-JP", japanese.EUCJP},
	{"GB18030", simplifiedchinese.GB18030},
	{"BIG5", traditionalchinese.Big5},
	{"EUC-KR", korean.EUCKR},
}

var encodings = func() map[string]encoding.Encoding {
	m := make(map[string]encoding.Encoding, len(encodingNames))
	for _, e := range encodingNames {
		m[e.name] = e.of
	}
	return m
}()

// Encodings returns the names of the encodings that can be read.
func Encodings() []string {
	names := make([]string, len(encodingNames))
	for i, e := range encodingNames {
		names[i] = e.name
	}
	return names
}

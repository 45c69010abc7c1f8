package sheet

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
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

// encodingAliases are names of encodings that people use and the WHATWG's Encoding Standard does not have, in capitals and without the
// characters between letters and digits.
var encodingAliases = map[string]string{
	"UTF16": utf16Little, "UCS2": utf16Little, "ANSI": windows1252, "LATIN1": windows1252, "MAC": "MACINTOSH", "MACROMAN": "MACINTOSH",
	"MACCYRILLIC": "X-MAC-CYRILLIC", "CP850": "IBM850", "DOS": "IBM850", "GBK": "GB18030",
	"GB2312": "GB18030", "CP936": "GB18030", "CP932": "SHIFT_JIS", "CP949": "EUC-KR", "CP950": "BIG5", "CP874": "WINDOWS-874",
}

// FindEncoding returns the name, as Encodings has it, of the encoding that a user names: in any case, and by the aliases of the WHATWG's
// Encoding Standard or of code pages too. A *FileError that lists the names if there is none.
func FindEncoding(name string) (string, error) {
	upper := strings.ToUpper(strings.TrimSpace(name))
	if encodings[upper] != nil {
		return upper, nil
	}
	withoutMarks := strings.NewReplacer("-", "", "_", "", " ", "")
	bare := withoutMarks.Replace(upper)
	for _, e := range encodingNames {
		if withoutMarks.Replace(e.name) == bare {
			return e.name, nil
		}
	}
	if found, ok := encodingAliases[bare]; ok {
		return found, nil
	}
	if page, ok := strings.CutPrefix(bare, "CP"); ok && encodings["WINDOWS-"+page] != nil {
		return "WINDOWS-" + page, nil
	}
	if e, err := htmlindex.Get(upper); err == nil {
		if label, err := htmlindex.Name(e); err == nil {
			if label = strings.ToUpper(label); encodings[label] != nil {
				return label, nil
			}
		}
	}
	return "", &FileError{Reason: fmt.Sprintf("There is no encoding %q; there are %s.", name, strings.Join(Encodings(), ", "))}
}

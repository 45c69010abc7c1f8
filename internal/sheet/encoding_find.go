package sheet

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

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

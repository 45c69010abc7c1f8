package identity

import "strings"

// forms are legal forms of companies, which are often left out.
var forms = readSet(`inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh ag kg ohg ug se eg ev mbh sarl sas sa sasu
eurl srl spa snc bv nv oy oyj ab as aps a/s sp zoo sro kft zrt doo dd ooo oao zao pao pte pty bhd sdn kk gk holding holdings group`)

// withoutForm removes the legal form of a company's name, unless nothing else is left.
func withoutForm(s string) string {
	words := strings.Fields(s)
	for len(words) > 1 && forms[strings.ReplaceAll(latin(strings.ToLower(words[len(words)-1])), ".", "")] {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

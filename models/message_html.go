package models

import (
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// safeHTML is what is left of the HTML of strangers: text, its structure, and links that open elsewhere and tell nothing of the page.
// Pictures are left out, because the server that has them would learn who reads the message.
var safeHTML = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowStandardURLs()
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	p.AllowLists()
	p.AllowTables()
	p.AllowElements("p", "br", "div", "span", "hr", "pre", "code", "blockquote", "b", "strong", "i", "em", "u", "s", "del", "ins", "sub",
		"sup", "small", "h1", "h2", "h3", "h4", "h5", "h6")
	return p
})

// HTML returns the text of the email as HTML that a page can show, nil if it has none.
func (e *MessageEmail) HTML() *string {
	if e.html == "" {
		return nil
	}
	clean := safeHTML().Sanitize(e.html)
	return &clean
}

package auth

import (
	"html/template"
	"net/http"
	"net/url"

	"kith/internal/crm"
)

// page is what a browser shows when a sign-in through the provider does not go on by itself.
type page struct {
	Title, Text string
	// Again is where to begin anew, blank for no link.
	Again string
	Links []link
}

type link struct{ Name, To string }

var pageTemplate = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title>
<h1>{{.Title}}</h1><p>{{.Text}}</p>
{{with .Links}}<ul>{{range .}}<li><a href="{{.To}}">{{.Name}}</a></li>{{end}}</ul>{{end}}
{{with .Again}}<p><a href="{{.}}">Try again</a></p>{{end}}
</html>
`))

func showPage(w http.ResponseWriter, status int, p page) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, p) // the browser is gone: nobody is left to be told
}

// accountPage lets a person with users in several accounts choose one. The provider still knows the person, so it asks nothing again.
func accountPage(found []crm.Credentials, returnTo string) page {
	p := page{Title: "Choose an account", Text: "Your email has users in several accounts."}
	for _, c := range found {
		search := url.Values{"account": {c.AccountID.String()}, "returnTo": {returnTo}}
		p.Links = append(p.Links, link{c.AccountName, oidcPath + "?" + search.Encode()})
	}
	return p
}

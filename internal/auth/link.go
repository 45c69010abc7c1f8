package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"kith/models"
)

// linkPath is where browsers use the link by which a user chooses a password.
const linkPath = "/auth/link"

// linkScript sends the secret, which browsers keep behind `#`, with the password. It runs by its hash, which the page's policy has.
const linkScript = `
document.querySelector('form').addEventListener('submit', async event => {
  event.preventDefault()
  const says = document.querySelector('output')
  says.value = ''
  try {
    const response = await fetch(location.pathname, {method: 'POST', headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({token: location.hash.slice(1), password: document.querySelector('input').value})})
    const answer = await response.json()
    if (response.ok) { event.target.hidden = true; history.replaceState(null, '', location.pathname) }
    says.value = response.ok ? 'Your password is set. You can sign in as ' + answer.email + ' now.' : answer.error.message
  } catch { says.value = 'The server did not answer. Try again.' }
})
`

const linkPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Choose a password</title>
<h1>Choose a password</h1>
<form><p><label>Password, 10 characters or more
<input type="password" minlength="10" maxlength="1024" autocomplete="new-password" required></label></p>
<p><button>Set the password</button></p></form>
<p><output></output></p>
<script>` + linkScript + `</script>
</html>
`

// showLink shows the page on which a user chooses a password.
func showLink(w http.ResponseWriter, _ *http.Request) {
	hash := sha256.Sum256([]byte(linkScript))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'sha256-"+base64.StdEncoding.EncodeToString(hash[:])+
		"'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, linkPage) // the browser is gone: nobody is left to be told
}

// acceptLink sets the password: POST {"token", "password"} answers {"email"}.
func (a *Authenticator) acceptLink(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, models.Invalid, "Send application/json.")
		return
	}
	var in struct{ Token, Password string }
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, signInBody))
	if err != nil || json.Unmarshal(body, &in) != nil {
		refuse(w, http.StatusBadRequest, models.Invalid, `Send {"token": "…", "password": "…"}.`)
		return
	}
	email, err := a.crm.AcceptLink(r.Context(), models.UserLinkAcceptInput{Token: in.Token, Password: in.Password})
	var refused *models.Error
	switch {
	case err == nil:
		answer(w, http.StatusOK, map[string]string{"email": email})
	case errors.As(err, &refused) && refused.Code == models.Invalid:
		refuse(w, http.StatusBadRequest, refused.Code, refused.Message)
	case errors.As(err, &refused) && refused.Code == models.RateLimited:
		w.Header().Set("Retry-After", strconv.Itoa(6))
		refuse(w, http.StatusTooManyRequests, refused.Code, refused.Message)
	default:
		a.log.ErrorContext(r.Context(), "a password was not set by a link", "error", err)
		a.unavailable(w, "Setting a password")
	}
}

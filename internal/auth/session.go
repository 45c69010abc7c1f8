package auth

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"kith/internal/crm"
	"kith/models"
)

const (
	signInBody = 8 << 10
	// maxCandidates bounds the passwords that one sign-in is compared with. Users of more accounts name theirs.
	maxCandidates = 10
	// auditTimeout bounds how long it is tried to record a failed sign-in.
	auditTimeout = 10 * time.Second
)

// secondFactorRequired is the code of answers to a right password without a right code of the second factor.
const secondFactorRequired models.Code = "SECOND_FACTOR_REQUIRED"

type signIn struct {
	Email     string `json:"email"`
	Password  string `json:"password"`
	AccountID string `json:"accountId"`
	// Code is one of the user's authenticator app, or a recovery code.
	Code string `json:"code"`
}

// Sessions serves browser sessions: POST {"email", "password", "accountId", "code"} signs in with a cookie, DELETE signs out; both answer
// 204. accountId is needed only if the email has users with this password in several accounts; the response is then 409 and lists them.
// code is needed by users with a second factor; without it, and with a wrong one, the response is 401 with SECOND_FACTOR_REQUIRED.
func (a *Authenticator) Sessions() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		switch r.Method {
		case http.MethodPost:
			a.signIn(w, r)
		case http.MethodDelete:
			a.signOut(w, r)
		default:
			w.Header().Set("Allow", "POST, DELETE")
			refuse(w, http.StatusMethodNotAllowed, models.Invalid, "Use POST to sign in and DELETE to sign out.")
		}
	})
}

// readSignIn reads who wants to sign in, or answers that it can't be read.
func readSignIn(w http.ResponseWriter, r *http.Request) (in signIn, ok bool) {
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, models.Invalid, "Send application/json.")
		return in, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, signInBody))
	switch {
	case err != nil || json.Unmarshal(body, &in) != nil || in.Email == "" || in.Password == "" || len(in.Password) > models.MaxPassword:
		refuse(w, http.StatusBadRequest, models.Invalid, `Send {"email": "…", "password": "…"}.`)
		return in, false
	case strings.ContainsRune(in.Email+in.AccountID+in.Code, 0):
		refuse(w, http.StatusBadRequest, models.Invalid, "email, accountId and code must not hold a NUL character.")
		return in, false
	}
	in.Email = models.EmailKey(in.Email)
	return in, true
}

func (a *Authenticator) signIn(w http.ResponseWriter, r *http.Request) {
	in, ok := readSignIn(w, r)
	if !ok {
		return
	}
	giveBack, wait := a.tries.address(r)
	if wait > 0 {
		a.limited(w, r, outcomeLimitAddress, wait)
		return
	}
	found, err := a.verified(r, in)
	var late *tooManyTries
	switch {
	case errors.As(err, &late):
		giveBack() // it was not compared with anything
		a.limited(w, r, outcomeLimitEmail, late.wait)
		return
	case err != nil:
		giveBack()
		a.record(r.Context(), byPassword, outcomeUnavailable, "error", err)
		a.unavailable(w, "Signing in")
		return
	case len(found) == 0:
		a.record(r.Context(), byPassword, outcomeWrong)
		refuse(w, http.StatusUnauthorized, models.Unauthenticated,
			"Email or password is wrong. Users of more than 10 accounts send the accountId too.")
		return
	}
	if len(found) == 1 && found[0].SecondFactor && !a.secondFactor(w, r, found[0].Viewer, in.Code, giveBack) {
		return
	}
	giveBack()
	if len(found) > 1 {
		a.record(r.Context(), byPassword, outcomeChoice)
		chooseAccount(w, found)
		return
	}
	if a.open(w, r, byPassword, found[0].Viewer, in.Email) {
		w.WriteHeader(http.StatusNoContent)
	}
}

// secondFactor checks the code of a user whose password was right, or answers what is wrong with it. A wrong code is a try of the address.
func (a *Authenticator) secondFactor(w http.ResponseWriter, r *http.Request, v *models.Viewer, code string, giveBack func()) bool {
	if code == "" {
		giveBack()
		a.record(r.Context(), byPassword, outcomeCode)
		refuse(w, http.StatusUnauthorized, secondFactorRequired, "Send a code of your authenticator app, or a recovery code, as code.")
		return false
	}
	ok, wait, err := a.crm.CheckSecondFactor(r.Context(), v, code)
	switch {
	case err != nil:
		giveBack()
		a.record(r.Context(), byPassword, outcomeUnavailable, "error", err)
		a.unavailable(w, "Signing in")
	case wait > 0:
		giveBack()
		a.limited(w, r, outcomeLimitCode, wait)
	case !ok:
		a.record(r.Context(), byPassword, outcomeWrongCode)
		refuse(w, http.StatusUnauthorized, secondFactorRequired,
			"This code is wrong, or was used already. Send the one that the app shows now, or a recovery code.")
	}
	return ok
}

// limited answers a try beyond the limit.
func (a *Authenticator) limited(w http.ResponseWriter, r *http.Request, outcome string, wait time.Duration) {
	a.record(r.Context(), byPassword, outcome)
	w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	refuse(w, http.StatusTooManyRequests, models.RateLimited, "Too many attempts; wait a little.")
}

// tooManyTries says how long an email can't be tried.
type tooManyTries struct{ wait time.Duration }

func (*tooManyTries) Error() string { return "too many tries" }

// verified returns the users with the email and password. An unknown email takes as long as a known one, so that the response time does
// not reveal which emails exist.
func (a *Authenticator) verified(r *http.Request, in signIn) ([]crm.Credentials, error) {
	candidates, err := a.crm.CredentialsByEmail(r.Context(), in.Email, in.AccountID, maxCandidates)
	if err != nil {
		return nil, err
	}
	release, err := crm.PasswordSlot(r.Context())
	if err != nil {
		return nil, err
	}
	defer release()
	giveBack, wait := a.tries.email(in.Email, a.knownDevice(r, in.Email))
	if wait > 0 {
		return nil, &tooManyTries{wait}
	}
	candidates = slices.DeleteFunc(candidates, func(c crm.Credentials) bool { return c.PasswordHash == "" })
	if len(candidates) == 0 {
		candidates = make([]crm.Credentials, 1) // nobody, without a password
	}
	var good []crm.Credentials
	for _, c := range candidates {
		match, err := crm.MatchPassword(in.Password, c.PasswordHash)
		if err != nil {
			return nil, err
		}
		if match {
			good = append(good, c)
		}
	}
	if len(good) > 0 {
		giveBack()
	} else if candidates[0].Viewer != nil {
		go a.auditFailure(context.WithoutCancel(r.Context()), candidates)
	}
	return good, nil
}

// auditFailure records a failed sign-in in the accounts of the email. The answer does not wait for it: how long it takes would reveal
// which emails exist.
func (a *Authenticator) auditFailure(ctx context.Context, candidates []crm.Credentials) {
	ctx, cancel := context.WithTimeout(ctx, auditTimeout)
	defer cancel()
	if err := a.crm.AuditFailedSignIn(ctx, candidates); err != nil {
		a.log.ErrorContext(ctx, "a failed sign-in was not recorded", "error", err)
	}
}

// open stores a session and sets its cookie, or answers that this is not possible. The cookie lasts as long as the session may; when
// it is not used for a while, the server ends it sooner.
func (a *Authenticator) open(w http.ResponseWriter, r *http.Request, by string, viewer *models.Viewer, email string) bool {
	token := crm.NewSecret()
	ends, err := a.crm.CreateSession(r.Context(), viewer, crm.HashToken(token), r.UserAgent(), a.options.Sessions)
	if err != nil {
		a.record(r.Context(), by, outcomeUnavailable, "error", err)
		a.unavailable(w, "Signing in")
		return false
	}
	a.record(r.Context(), by, outcomeOK)
	a.setCookie(w, r, sessionCookieName, token, ends)
	a.rememberDevice(w, r, email)
	return true
}

func (a *Authenticator) signOut(w http.ResponseWriter, r *http.Request) {
	if cookie := a.sessionCookie(r); cookie != "" {
		if err := a.crm.DeleteSession(r.Context(), crm.HashToken(cookie)); err != nil {
			a.log.ErrorContext(r.Context(), "session was not ended", "error", err)
			a.unavailable(w, "Signing out")
			return
		}
	}
	a.setCookie(w, r, sessionCookieName, "", time.Time{})
	w.WriteHeader(http.StatusNoContent)
}

func chooseAccount(w http.ResponseWriter, found []crm.Credentials) {
	type account struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	accounts := make([]account, len(found))
	for i, c := range found {
		accounts[i] = account{c.AccountID.String(), c.AccountName}
	}
	answer(w, http.StatusConflict, map[string]any{"accounts": accounts,
		"error": map[string]any{"code": models.Conflict, "message": "Choose an account: send its id as accountId."}})
}

func refuse(w http.ResponseWriter, status int, code models.Code, message string) {
	answer(w, status, map[string]any{"error": map[string]any{"code": code, "message": message}})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

var errShortToken = errors.New("KITH_BOOTSTRAP_TOKEN must have at least 32 characters")

// CheckToken rejects a chosen API token that could be guessed.
func CheckToken(token string) error {
	if len(token) < 32 {
		return errShortToken
	}
	return nil
}

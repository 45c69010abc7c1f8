package auth

import (
	"crypto/rand"
	"net/http"
	"time"

	"kith/internal/ratelimit"
)

// tries bounds how often passwords can be guessed, by tables that share no keys:
//
//   - for each address, so that one host cannot try many emails;
//   - for each email, so that many hosts cannot try one. It allows more than one address ever gets, so a single stranger never uses it up;
//   - for each device with which somebody has signed in with the email before, which the table of emails does not hold for. So strangers
//     with many addresses, who do use an email up, do not lock its owner out.
//
// A try of the right password is given back. The tables of emails and devices are asked by whoever has a slot for comparing passwords, so
// two processors could not fill them with made-up emails in the time in which a known one is refilled.
type tries struct{ addresses, emails, devices *ratelimit.Table }

var (
	perAddress = ratelimit.Limit{Burst: 10, Interval: 6 * time.Second, Keys: 1 << 16}
	perEmail   = ratelimit.Limit{Burst: 100, Interval: 6 * time.Second, Keys: 1 << 16}
	perDevice  = ratelimit.Limit{Burst: 10, Interval: 6 * time.Second, Keys: 1 << 16}
)

func newTries(now func() time.Time) *tries {
	return &tries{ratelimit.New(perAddress, now), ratelimit.New(perEmail, now), ratelimit.New(perDevice, now)}
}

// address takes a try of the address of a request.
func (t *tries) address(r *http.Request) (giveBack func(), wait time.Duration) {
	return t.addresses.Take(AddressKey(r))
}

// email takes a try of an email, or of the device that has signed in with it before.
func (t *tries) email(email, device string) (giveBack func(), wait time.Duration) {
	if device != "" {
		return t.devices.Take(device)
	}
	return t.emails.Take(email)
}

// deviceLifetime is how long a device is known after a sign-in.
const deviceLifetime = 365 * 24 * time.Hour

// device is what the cookie of a device holds: a number by which its tries are counted, and the email that it stands for, as a hash.
type device struct {
	ID    string    `json:"id"`
	Email []byte    `json:"email"`
	Until time.Time `json:"until"`
}

// knownDevice returns the id of the device if somebody has signed in with the email on it before, else blank.
func (a *Authenticator) knownDevice(r *http.Request, email string) string {
	var d device
	if !a.seal.open(deviceCookieName, a.cookie(r, deviceCookieName), &d) || a.now().After(d.Until) || string(d.Email) != a.seal.hash(email) {
		return ""
	}
	return d.ID
}

// rememberDevice sets the cookie by which the device is known from now on.
func (a *Authenticator) rememberDevice(w http.ResponseWriter, r *http.Request, email string) {
	d := device{ID: rand.Text(), Email: []byte(a.seal.hash(email)), Until: a.now().Add(deviceLifetime)}
	if known := a.knownDevice(r, email); known != "" {
		d.ID = known
	}
	a.setCookie(w, r, deviceCookieName, a.seal.seal(deviceCookieName, d), d.Until)
}

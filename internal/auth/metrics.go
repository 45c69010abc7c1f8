package auth

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"kith/models"
)

// metrics counts sign-ins.
type metrics struct {
	signIns *prometheus.CounterVec // by, outcome
}

// The outcomes of a sign-in. None says anything about who wanted to sign in.
const (
	outcomeOK           = "ok"
	outcomeWrong        = "wrong"         // an unknown email or a wrong password
	outcomeChoice       = "choice"        // an account has to be chosen
	outcomeLimitAddress = "limit_address" // too many tries of the address
	outcomeLimitEmail   = "limit_email"   // too many tries of the email or device
	outcomeCode         = "code"          // a code of the second factor has to be sent
	outcomeWrongCode    = "wrong_code"    // the code is wrong or was used already
	outcomeLimitCode    = "limit_code"    // too many wrong codes
	outcomeRefused      = "refused"       // by the provider, or by what it says
	outcomeUnavailable  = "unavailable"   // the database or the provider can't be reached
)

// The ways to sign in.
const (
	byPassword = "password"
	byOIDC     = "oidc"
)

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{signIns: prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: "kith", Name: "sign_ins_total", Help: "Sign-ins by way (password, oidc) and outcome.",
	}, []string{"by", "outcome"})}
	if reg != nil {
		reg.MustRegister(m.signIns)
	}
	return m
}

// record counts a sign-in and writes a line about one that failed: neither who wanted to sign in, nor from where.
func (a *Authenticator) record(ctx context.Context, by, outcome string, attrs ...any) {
	a.metrics.signIns.WithLabelValues(by, outcome).Inc()
	if outcome == outcomeOK || outcome == outcomeChoice || outcome == outcomeCode {
		return
	}
	a.log.WarnContext(ctx, "sign-in failed", append([]any{"by", by, "outcome", outcome}, attrs...)...)
}

// unavailable answers a request that needs what can't be reached at this moment.
func (a *Authenticator) unavailable(w http.ResponseWriter, what string) {
	w.Header().Set("Retry-After", "1")
	refuse(w, http.StatusServiceUnavailable, models.Unavailable, what+" is not possible right now; try again later.")
}

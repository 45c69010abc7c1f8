package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// maxErrors is how many errors one answer shows.
const maxErrors = 10

// refuse makes the one error of a request that is not executed.
func refuse(code models.Code, format string, args ...any) gqlerror.List {
	return gqlerror.List{{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": string(code)}}}
}

// codeOf returns the code of the first error, or "" when there is none.
func codeOf(errs gqlerror.List) models.Code {
	if len(errs) == 0 {
		return ""
	}
	code, _ := errs[0].Extensions["code"].(string)
	return models.Code(code)
}

// hasCode reports whether one of the errors has one of the codes.
func hasCode(errs gqlerror.List, codes ...models.Code) bool {
	for _, err := range errs {
		for _, code := range codes {
			if err.Extensions["code"] == string(code) {
				return true
			}
		}
	}
	return false
}

// crash is a panic on its way to the presenter.
type crash struct {
	reason any
	stack  []byte
}

func (c *crash) Error() string { return fmt.Sprintf("panic: %v", c.reason) }

func recovered(_ context.Context, reason any) error { return &crash{reason, debug.Stack()} }

// present turns whatever a resolver returned into what a client may see: the text of a models.Error, and no other.
func (s *Server) present(ctx context.Context, err error) *gqlerror.Error {
	shown := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	var located *gqlerror.Error
	if errors.As(err, &located) {
		shown.Locations = located.Locations
		if located.Path != nil {
			shown.Path = located.Path
		}
	}
	var many models.Errors
	var one *models.Error
	switch {
	case errors.As(err, &many) && len(many) > 0:
		for _, e := range many[:len(many)-1] {
			graphql.AddError(ctx, &gqlerror.Error{Err: e, Path: shown.Path, Locations: shown.Locations})
		}
		one = many[len(many)-1]
	case errors.As(err, &one):
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		one = models.Errorf(models.Unavailable, "The request was not finished in time. Try again, or ask for less.")
	case s.unavailable(err):
		one = s.outage(ctx, err)
	case inArguments(ctx):
		one = models.Errorf(models.Invalid, "The value of %s is not valid.", argumentName(ctx, shown))
	default:
		one = s.internal(ctx, shown, err)
	}
	shown.Message = one.Message
	shown.Extensions = map[string]any{"code": string(topLevel(one.Code))}
	if len(one.Field) > 0 {
		shown.Extensions["field"] = one.Field
	}
	if one.Cursor != nil {
		shown.Extensions["cursor"] = string(*one.Cursor)
	}
	if one.Code == models.Internal {
		shown.Extensions["requestId"] = models.RequestIDFrom(ctx)
	}
	return shown
}

// topLevel turns a code of userErrors into the one that stands for it outside of mutations' payloads.
func topLevel(code models.Code) models.Code {
	switch code {
	case models.Required, models.TooLong, models.Taken, models.Limit, models.BlockedByRule, models.Suppressed:
		return models.Invalid
	case models.StaleVersion:
		return models.Conflict
	}
	return code
}

// inArguments reports whether gqlgen was still reading the field's arguments: a value was refused by its scalar.
func inArguments(ctx context.Context) bool {
	field := graphql.GetFieldContext(ctx)
	return field != nil && field.Field.Field != nil && field.Args == nil &&
		field.Field.Definition != nil && len(field.Field.Definition.Arguments) > 0
}

// argumentName is the path inside the field's arguments, such as input.birthday.
func argumentName(ctx context.Context, err *gqlerror.Error) string {
	field := graphql.GetFieldContext(ctx).Path()
	if len(err.Path) <= len(field) {
		return "an argument"
	}
	return err.Path[len(field):].String()
}

// internal logs an error that nobody foresaw and returns what is said about it. One answer logs no more errors than it shows.
func (s *Server) internal(ctx context.Context, at *gqlerror.Error, err error) *models.Error {
	if run := runFrom(ctx); run == nil || run.logged.Add(1) <= maxErrors {
		attrs := []slog.Attr{
			slog.String("path", at.Path.String()),
			slog.String("err", err.Error()),
		}
		var panicked *crash
		if errors.As(err, &panicked) {
			attrs = append(attrs, slog.String("stack", string(panicked.stack)))
		}
		s.log.LogAttrs(ctx, slog.LevelError, "internal error", attrs...)
	}
	return models.Errorf(models.Internal, "Something went wrong on our side. Tell us the request id if it stays so.")
}

func (s *Server) unavailable(err error) bool {
	return s.config.Unavailable != nil && s.config.Unavailable(err)
}

// outage logs that something cannot be reached and returns what is said about it. A change may have been made although its answer was lost.
func (s *Server) outage(ctx context.Context, err error) *models.Error {
	if run := runFrom(ctx); run == nil || run.logged.Add(1) <= maxErrors {
		s.log.LogAttrs(ctx, slog.LevelWarn, "unavailable", slog.String("err", err.Error()))
	}
	return models.Errorf(models.Unavailable,
		"The database cannot be reached at this moment. Try again, with an Idempotency-Key if it was a change, which may have been made.")
}

// refusal turns the error of a function that we call outside of an operation, such as Config.Viewer, into an answer's.
func (s *Server) refusal(ctx context.Context, err error) gqlerror.List {
	var one *models.Error
	switch {
	case errors.As(err, &one):
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		one = models.Errorf(models.Unavailable, "The request was not finished in time. Try again.")
	case s.unavailable(err):
		one = s.outage(ctx, err)
	default:
		one = s.internal(ctx, &gqlerror.Error{}, err)
	}
	errs := refuse(topLevel(one.Code), "%s", one.Message)
	if one.Cursor != nil {
		errs[0].Extensions["cursor"] = string(*one.Cursor)
	}
	if one.Code == models.Internal {
		errs[0].Extensions["requestId"] = models.RequestIDFrom(ctx)
	}
	return errs
}

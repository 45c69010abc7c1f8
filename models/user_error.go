package models

import (
	"errors"
	"slices"
)

// UserError is a broken rule as mutations show it: an InputError, a TakenError or a StaleVersionError.
type UserError interface{ IsUserError() }

// InputError is a broken rule about a value of the input.
type InputError struct {
	Code    Code     `json:"code"`
	Message string   `json:"message"`
	Field   []string `json:"field"`
}

// TakenError names the record that has a value which must be unique.
type TakenError struct {
	InputError
	Node    Node
	Contact *Contact
}

// StaleVersionError carries the record as it is now.
type StaleVersionError struct {
	InputError
	Current Node
}

// IsUserError marks the type for GraphQL.
func (InputError) IsUserError() {}

// Failures is a part of the payload of every mutation: the rules that its input broke, none if the mutation succeeded.
type Failures struct{ UserErrors []UserError }

// Fail records the rules that were broken.
func (f *Failures) Fail(broken []UserError) { f.UserErrors = broken }

// UserErrors splits what a use case returned: broken rules become userErrors of the payload, every other error stays a
// GraphQL error.
func UserErrors(err error) ([]UserError, error) {
	broken, ok := brokenRules(err)
	if !ok {
		return nil, err
	}
	shown := make([]UserError, len(broken))
	for i, e := range broken {
		shown[i] = e.userError()
	}
	return shown, nil
}

// BrokenBy returns the broken rules of an error, for storage; false if it is any other error.
func BrokenBy(err error) (BrokenRules, bool) {
	broken, ok := brokenRules(err)
	rules := make(BrokenRules, len(broken))
	for i, e := range broken {
		rules[i] = e.input()
	}
	return rules, ok
}

func brokenRules(err error) (Errors, bool) {
	var many Errors
	var one *Error
	switch {
	case err == nil, errors.As(err, &many):
	case errors.As(err, &one):
		many = Errors{one}
	default:
		return nil, false
	}
	return many, !slices.ContainsFunc(many, func(e *Error) bool { return !e.Code.inMutations() })
}

func (c Code) inMutations() bool {
	switch c {
	case Invalid, Required, TooLong, NotFound, Taken, StaleVersion, Forbidden, BlockedByRule, Limit, Suppressed:
		return true
	}
	return false
}

// record is the record that the error names.
func (e *Error) record() Node {
	if e.Contact != nil {
		return e.Contact
	}
	return e.Node
}

func (e *Error) input() InputError {
	return InputError{Code: e.Code, Message: e.Message, Field: append([]string{}, e.Field...)}
}

func (e *Error) userError() UserError {
	input := e.input()
	switch {
	case e.Code == Taken:
		return TakenError{InputError: input, Node: e.record(), Contact: e.Contact}
	case e.Code == StaleVersion && e.record() != nil:
		return StaleVersionError{InputError: input, Current: e.record()}
	default:
		return input
	}
}

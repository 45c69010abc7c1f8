package models

import "errors"

// UserError is a broken rule as mutations show it: an InputError, a TakenError or a StaleVersionError.
type UserError interface{ IsUserError() }

// InputError is a broken rule about a value of the input.
type InputError struct {
	Code    Code
	Message string
	Field   []string
}

// TakenError names the contact that has a value which must be unique.
type TakenError struct {
	InputError
	Contact *Contact
}

// StaleVersionError carries the record as it is now.
type StaleVersionError struct {
	InputError
	Current *Contact
}

// IsUserError marks the type for GraphQL.
func (InputError) IsUserError() {}

// UserErrors splits what a use case returned: broken rules become userErrors of the payload, every other error stays a
// GraphQL error.
func UserErrors(err error) ([]UserError, error) {
	var many Errors
	var one *Error
	switch {
	case err == nil:
		return []UserError{}, nil
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = Errors{one}
	default:
		return nil, err
	}
	shown := make([]UserError, len(many))
	for i, e := range many {
		if !e.Code.inMutations() {
			return nil, err
		}
		shown[i] = e.userError()
	}
	return shown, nil
}

func (c Code) inMutations() bool {
	switch c {
	case Invalid, Required, TooLong, NotFound, Taken, StaleVersion, Forbidden, BlockedByRule, Limit:
		return true
	}
	return false
}

func (e *Error) userError() UserError {
	input := InputError{Code: e.Code, Message: e.Message, Field: e.Field}
	if input.Field == nil {
		input.Field = []string{}
	}
	switch {
	case e.Code == Taken && e.Contact != nil:
		return TakenError{InputError: input, Contact: e.Contact}
	case e.Code == StaleVersion && e.Contact != nil:
		return StaleVersionError{InputError: input, Current: e.Contact}
	default:
		return input
	}
}

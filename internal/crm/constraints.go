package crm

import (
	"errors"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// constraints maps the constraints of the database to the errors that clients get. Input is checked before it is written; the
// constraints catch what another transaction did in the meantime, and values that only a unique index can guarantee.
var constraints = map[string]models.Error{
	"contact_points_email_key": {Code: models.Taken, Field: []string{"email"}, Message: "Another contact has this email."},
	"contact_points_phone_number_key": {Code: models.Taken, Field: []string{"phoneNumber"},
		Message: "Another contact has this phone number."},
	"contact_points_identifier_key": {Code: models.Taken, Field: []string{"identifier"},
		Message: "Another contact has this identifier."},
	"contacts_company_fkey":       {Code: models.NotFound, Field: []string{"companyId"}, Message: "There is no such company."},
	"contact_inboxes_source_key":  {Code: models.Taken, Field: []string{"sourceId"}, Message: "The inbox already has this source id."},
	"contact_inboxes_inbox_fkey":  {Code: models.NotFound, Field: []string{"inboxId"}, Message: "There is no such inbox."},
	"conversations_inbox_fkey":    {Code: models.NotFound, Field: []string{"inboxId"}, Message: "There is no such inbox."},
	"conversations_team_fkey":     {Code: models.NotFound, Field: []string{"teamId"}, Message: "There is no such team."},
	"conversations_assignee_fkey": {Code: models.NotFound, Field: []string{"assigneeId"}, Message: "There is no such user."},
	"messages_conversation_fkey":  {Code: models.NotFound, Field: []string{"conversationId"}, Message: "There is no such conversation."},
	"csat_responses_conversation_key": {Code: models.BlockedByRule, Field: []string{"conversationId"},
		Message: "The conversation already has a rating."},
	"labels_title_key":                 {Code: models.Taken, Field: []string{"title"}, Message: "There is a label with this title."},
	"companies_domain_key":             {Code: models.Taken, Field: []string{"domain"}, Message: "Another company has this domain."},
	"custom_attribute_definitions_key": {Code: models.Taken, Field: []string{"key"}, Message: "There is a definition with this key."},
	"custom_attribute_definitions_folded_key": {Code: models.Taken, Field: []string{"key"},
		Message: "There is a definition with this key, or one that differs in case only."},
	"suppression_key": {Code: models.Unavailable,
		Message: "The server's KITH_SECRET_KEY is not the one under which erased addresses were suppressed; whoever runs it must set that one."},
	"suppressed_email":        {Code: models.Suppressed, Field: []string{"email"}, Message: suppressedMessage},
	"suppressed_phone_number": {Code: models.Suppressed, Field: []string{"phoneNumber"}, Message: suppressedMessage},
	"suppressed_identifier":   {Code: models.Suppressed, Field: []string{"identifier"}, Message: suppressedMessage},
	"roles_name_key":          {Code: models.Taken, Field: []string{"name"}, Message: "Another role has this name."},
	"users_role_fkey":         {Code: models.NotFound, Field: []string{"roleId"}, Message: "There is no such role."},
	"teams_name_key":          {Code: models.Taken, Field: []string{"name"}, Message: "Another team has this name."},
	"users_email_key":         {Code: models.Taken, Field: []string{"email"}, Message: "Another user has this email."},
}

// constraintError translates the violation of a known constraint and returns any other error unchanged.
func constraintError(err error) error {
	known, ok := constraints[store.ConstraintOf(err)]
	if !ok {
		return err
	}
	known.Field = slices.Clone(known.Field)
	return &known
}

// isTaken reports whether an error says that another record has a value.
func isTaken(err error) bool {
	var refused *models.Error
	return errors.As(err, &refused) && refused.Code == models.Taken
}

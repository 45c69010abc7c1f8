// Package resolvers translates between GraphQL and the use cases of crm, nothing more: no rule, no permission, no SQL.
package resolvers

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/sync/errgroup"

	"kith/internal/avatar"
	"kith/internal/crm"
	"kith/internal/events"
	"kith/internal/live"
	"kith/internal/loaders"
	"kith/internal/transfer"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// Resolver is the root of all resolvers.
type Resolver struct {
	CRM       *crm.Service
	Events    *events.Hub
	Live      *live.Hub
	Avatars   *avatar.Service
	Transfers *transfer.Service
}

func args(first *int, after *page.Cursor, last *int, before *page.Cursor) page.Args {
	return page.Args{First: first, After: after, Last: last, Before: before}
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// defaultFailures is how many failures of a job are returned if `first` is null.
const defaultFailures = 20

func or[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

// payload is a pointer to the payload of a mutation: a struct that embeds models.Failures.
type payload[T any] interface {
	*T
	Fail(broken []models.UserError)
}

// respond returns the payload of a mutation. Broken rules give an empty payload that lists them; every other error becomes a GraphQL
// error.
func respond[T any, P payload[T]](err error, success P) (P, error) {
	if err == nil {
		return success, nil
	}
	broken, err := models.UserErrors(err)
	if err != nil {
		return nil, err
	}
	failed := P(new(T))
	failed.Fail(broken)
	return failed, nil
}

// usedBySegments returns the segments whose filters name a record, by its id; nil without one.
func usedBySegments[K fmt.Stringer](ctx context.Context, id *K) (*models.SegmentUsage, error) {
	if id == nil {
		return nil, nil
	}
	return loaders.From(ctx).SegmentsByUse.Load(ctx, (*id).String())
}

// pointsOf returns the addresses of a contact of one kind.
func pointsOf(ctx context.Context, id models.ContactID, kind models.PointKind) ([]*models.ContactPoint, error) {
	all, err := loaders.From(ctx).PointsByContact.Load(ctx, id)
	found := []*models.ContactPoint{}
	for _, p := range all {
		if p.Kind == kind {
			found = append(found, p)
		}
	}
	return found, err
}

// nulls returns the members of an input object, which is found by a path, that were given as null.
func nulls(ctx context.Context, path ...string) (names []string) {
	at := graphql.GetFieldContext(ctx).Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	for _, step := range path {
		at, _ = at[step].(map[string]any)
	}
	for name, value := range at {
		if value == nil {
			names = append(names, name)
		}
	}
	return names
}

func segmentID(id *string) *models.SegmentID {
	if id == nil {
		return nil
	}
	segment := typeid.Read[models.SegmentID](*id)
	return &segment
}

func contactID(id *string) *models.ContactID {
	if id == nil {
		return nil
	}
	contact := typeid.Read[models.ContactID](*id)
	return &contact
}

// optionalID reads the public form of an id that may be absent.
func optionalID[K ~struct{ typeid.ID[N] }, N typeid.Noun](id *string) *K {
	if id == nil {
		return nil
	}
	read := typeid.Read[K](*id)
	return &read
}

func contactIDs(ids []string) []models.ContactID {
	if ids == nil {
		return nil
	}
	contacts := make([]models.ContactID, len(ids))
	for i, id := range ids {
		contacts[i] = typeid.Read[models.ContactID](id)
	}
	return contacts
}

// must is for relations that the database guarantees: a missing record was deleted between two statements of the response.
func must[T any](v *T, err error) (*T, error) {
	if err == nil && v == nil {
		err = models.Errorf(models.Conflict, "The record was deleted while it was being read; ask again.")
	}
	return v, err
}

// some prevents a missing record from becoming a typed nil in an interface.
func some[I any, T any](v *T, err error, as func(*T) I) (none I, _ error) {
	if err != nil || v == nil {
		return none, err
	}
	return as(v), nil
}

// node finds the record with an id of any noun; an id of an unknown noun finds nothing.
func node(ctx context.Context, id string) (models.Node, error) {
	l := loaders.From(ctx)
	prefix, _, _ := typeid.Split(id)
	switch prefix {
	case models.AccountNoun{}.Prefix():
		account, err := l.Account()
		if err != nil || account.ID != typeid.Read[models.AccountID](id) {
			return nil, err
		}
		return account, nil
	case models.UserNoun{}.Prefix():
		return load(ctx, l.Users, typeid.Read[models.UserID](id))
	case models.APITokenNoun{}.Prefix():
		if v := models.ViewerFrom(ctx); v != nil && !v.Can(models.PermAccountWrite) {
			return nil, nil // as Account.apiTokens has none for agents
		}
		return load(ctx, l.APITokens, typeid.Read[models.APITokenID](id))
	case models.ContactNoun{}.Prefix():
		return load(ctx, l.Contacts, typeid.Read[models.ContactID](id))
	case models.InboxNoun{}.Prefix():
		return load(ctx, l.Inboxes, typeid.Read[models.InboxID](id))
	case models.TeamNoun{}.Prefix():
		return load(ctx, l.Teams, typeid.Read[models.TeamID](id))
	case models.RoleNoun{}.Prefix():
		return load(ctx, l.Roles, typeid.Read[models.RoleID](id))
	case models.ContactInboxNoun{}.Prefix():
		return load(ctx, l.Links, typeid.Read[models.ContactInboxID](id))
	case models.ConversationNoun{}.Prefix():
		return load(ctx, l.Conversations, typeid.Read[models.ConversationID](id))
	case models.MessageNoun{}.Prefix():
		return load(ctx, l.Messages, typeid.Read[models.MessageID](id))
	case models.AttachmentNoun{}.Prefix():
		return load(ctx, l.Attachments, typeid.Read[models.AttachmentID](id))
	case models.BotNoun{}.Prefix():
		return load(ctx, l.Bots, typeid.Read[models.BotID](id))
	case models.LabelNoun{}.Prefix():
		return load(ctx, l.Labels, typeid.Read[models.LabelID](id))
	case models.NoteNoun{}.Prefix():
		return load(ctx, l.Notes, typeid.Read[models.NoteID](id))
	case models.CsatResponseNoun{}.Prefix():
		return load(ctx, l.CsatResponses, typeid.Read[models.CsatResponseID](id))
	case models.CompanyNoun{}.Prefix():
		return load(ctx, l.Companies, typeid.Read[models.CompanyID](id))
	case models.ContactMergeNoun{}.Prefix():
		return load(ctx, l.Merges, typeid.Read[models.ContactMergeID](id))
	case models.CompanyMergeNoun{}.Prefix():
		return load(ctx, l.CompanyMerges, typeid.Read[models.CompanyMergeID](id))
	case models.ContactEventNoun{}.Prefix():
		return load(ctx, l.Events, typeid.Read[models.ContactEventID](id))
	case models.WebhookEndpointNoun{}.Prefix():
		return load(ctx, l.Endpoints, typeid.Read[models.WebhookEndpointID](id))
	case models.WebhookDeliveryNoun{}.Prefix():
		return load(ctx, l.Deliveries, typeid.Read[models.WebhookDeliveryID](id))
	case models.SegmentNoun{}.Prefix():
		return load(ctx, l.Segments, typeid.Read[models.SegmentID](id))
	case models.JobNoun{}.Prefix():
		return load(ctx, l.Jobs, typeid.Read[models.JobID](id))
	case models.CustomAttributeDefinitionNoun{}.Prefix():
		return load(ctx, l.Definitions, typeid.Read[models.CustomAttributeDefinitionID](id))
	default:
		return nil, nil
	}
}

// maxNodes bounds the number of ids in one lookup.
const maxNodes = 100

func load[K comparable, P interface {
	comparable
	models.Node
}](ctx context.Context, l loaders.ByKey[K, P], id K) (models.Node, error) {
	var none P
	found, err := l.Load(ctx, id)
	if err != nil || found == none {
		return nil, err
	}
	return found, nil
}

func actor(ctx context.Context, user *models.UserID, token *models.APITokenID) (models.Actor, error) {
	l := loaders.From(ctx)
	if user != nil {
		found, err := l.Users.Load(ctx, *user)
		return some(found, err, func(u *models.User) models.Actor { return u })
	}
	found, err := l.APITokens.LoadOptional(ctx, token)
	return some(found, err, func(t *models.APIToken) models.Actor { return t })
}

func nodes(ctx context.Context, ids []string) ([]models.Node, error) {
	if len(ids) > maxNodes {
		return nil, models.Errorf(models.Invalid, "At most %d ids can be looked up at once.", maxNodes).At("ids")
	}
	found := make([]models.Node, len(ids))
	var all errgroup.Group
	for i, id := range ids {
		all.Go(func() (err error) {
			found[i], err = node(ctx, id)
			return err
		})
	}
	return found, all.Wait()
}

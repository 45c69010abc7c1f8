package models

import (
	"kith/models/page"
)

// ContactListChange is what a subscription to a list of contacts sends.
type ContactListChange interface{ IsContactListChange() }

// ContactListOp is one step of a patch.
type ContactListOp interface{ IsContactListOp() }

// ContactListHave is a contact that a client has already.
type ContactListHave struct {
	ID             ContactID
	Version        int
	LastActivityAt *DateTime
}

// MaxListHave is how many contacts or conversations a client can say it has.
const MaxListHave = 100

// ContactListSnapshot is the whole list.
type ContactListSnapshot struct {
	Cursor page.Cursor
	Nodes  []*Contact
	Count  *page.Count
}

// ContactListPatch leads from one state of the list to a later one.
type ContactListPatch struct {
	// From is the state that the patch is for, nil for what the client said that it has.
	From   *page.Cursor
	Cursor page.Cursor
	Ops    []ContactListOp
	Count  *page.Count
}

// ContactListReset says that the list has to be read anew; a snapshot follows.
type ContactListReset struct{ Reason string }

// ContactListInsert puts a contact after another one, or first.
type ContactListInsert struct {
	After *ContactID
	Node  *Contact
}

// ContactListMove puts a contact of the list after another one, or first.
type ContactListMove struct {
	ContactID ContactID
	After     *ContactID
}

// ContactListUpdate replaces a contact in its place.
type ContactListUpdate struct{ Node *Contact }

// ContactListRemove removes a contact. Into is the contact that it was merged into.
type ContactListRemove struct {
	ContactID ContactID
	Reason    ContactListReason
	Into      *ContactID
}

// ContactListReason is why a contact is in a list no longer.
type ContactListReason string

// The reasons.
const (
	// ContactLeftList says that it is not found any more, or that the viewer may not see it any more.
	ContactLeftList        ContactListReason = "LEFT"
	ContactPushedOut       ContactListReason = "PUSHED_OUT"
	ContactDeletedFromList ContactListReason = "DELETED"
	ContactMergedInList    ContactListReason = "MERGED"
)

// Valid reports whether r is one of the reasons.
func (r ContactListReason) Valid() bool {
	return r == ContactLeftList || r == ContactPushedOut || r == ContactDeletedFromList || r == ContactMergedInList
}

// IsContactListChange marks the type for GraphQL.
func (ContactListSnapshot) IsContactListChange() {}

// IsContactListChange marks the type for GraphQL.
func (ContactListPatch) IsContactListChange() {}

// IsContactListChange marks the type for GraphQL.
func (ContactListReset) IsContactListChange() {}

// IsContactListOp marks the type for GraphQL.
func (ContactListInsert) IsContactListOp() {}

// IsContactListOp marks the type for GraphQL.
func (ContactListMove) IsContactListOp() {}

// IsContactListOp marks the type for GraphQL.
func (ContactListUpdate) IsContactListOp() {}

// IsContactListOp marks the type for GraphQL.
func (ContactListRemove) IsContactListOp() {}

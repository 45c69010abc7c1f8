package crm

import (
	"kith/models"
	"kith/models/page"
)

var newestNotesOfCompany = page.Order{Name: "company.notes", ID: newestNotes.ID, Keys: newestNotes.Keys}

// ofMembers selects the rows of a table that belong to contacts of the company parent.id. No index of the table has the company, so the
// contacts are looked up by it, and the rows by the contacts.
func (b *Batch) ofMembers(alias string) (where string, args []any) {
	return alias + ".account_id = ? AND " + alias + `.contact_id IN (
		SELECT o.id
		FROM contacts o
		WHERE o.account_id = ? AND o.company_id = parent.id)`, []any{b.Account, b.Account}
}

// ConversationsByCompany are the conversations of each company's contacts.
func (b *Batch) ConversationsByCompany(ids []models.CompanyID, q ConversationQuery) Lists[models.CompanyID, models.Conversation] {
	where, args := b.ofMembers("v")
	return Lists[models.CompanyID, models.Conversation]{List: b.conversations(q, "company.conversations", where, args...), Parents: ids}
}

// NotesByCompany are the notes about each company's contacts, newest first.
func (b *Batch) NotesByCompany(ids []models.CompanyID) Lists[models.CompanyID, models.Note] {
	where, args := b.ofMembers("n")
	return Lists[models.CompanyID, models.Note]{List: List[models.Note]{Batch: b.Batch, Table: notes, Where: where, Args: args,
		Order: newestNotesOfCompany}, Parents: ids}
}

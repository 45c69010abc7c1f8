package models

// Versioned is a record whose version increases with every change of it.
type Versioned interface {
	Node
	Revision() *int
}

// Advance increases the version of a record that is about to be changed. StaleVersion, with the record, if another one is expected.
func Advance(record Versioned, expected *int) error {
	version := record.Revision()
	if expected != nil && *expected != *version {
		return &Error{Code: StaleVersion, Field: []string{"expectedVersion"}, Node: record,
			Message: "The record has changed meanwhile; look at it and send the change again with its current version."}
	}
	*version++
	return nil
}

// Revision returns the place of the version.
func (a *Account) Revision() *int { return &a.Version }

// Revision returns the place of the version.
func (u *User) Revision() *int { return &u.Version }

// Revision returns the place of the version.
func (c *Company) Revision() *int { return &c.Version }

// Revision returns the place of the version.
func (c *Conversation) Revision() *int { return &c.Version }

// Revision returns the place of the version.
func (d *CustomAttributeDefinition) Revision() *int { return &d.Version }

// Revision returns the place of the version.
func (i *Inbox) Revision() *int { return &i.Version }

// Revision returns the place of the version.
func (l *Label) Revision() *int { return &l.Version }

// Revision returns the place of the version.
func (n *Note) Revision() *int { return &n.Version }

// Revision returns the place of the version.
func (s *Segment) Revision() *int { return &s.Version }

// Revision returns the place of the version.
func (e *WebhookEndpoint) Revision() *int { return &e.Version }

// Revision returns the place of the version.
func (b *Bot) Revision() *int { return &b.Version }

// Revision returns the place of the version.
func (m *Message) Revision() *int { return &m.Version }

// Revision returns the place of the version.
func (r *CsatResponse) Revision() *int { return &r.Version }

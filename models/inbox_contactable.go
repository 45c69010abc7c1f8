package models

// ContactableInbox is an inbox through which a contact can be written to.
type ContactableInbox struct {
	Inbox *Inbox
	// SourceID is where messages would go; nil if it is made when a conversation begins.
	SourceID *string
	// ContactInbox is the link that would be used; nil if it would be made.
	ContactInbox *ContactInbox
}

// Contactable returns those of the inboxes through which a conversation with the contact could begin now, with the link that it would use:
// that of the contact's current address, or else the oldest.
func (c *Contact) Contactable(inboxes []*Inbox, links []*ContactInbox) []*ContactableInbox {
	found := []*ContactableInbox{}
	for _, inbox := range inboxes {
		address := c.SourceIn(inbox.ChannelType)
		var oldest, current *ContactInbox
		for _, link := range links {
			if link.InboxID != inbox.ID {
				continue
			}
			if oldest == nil {
				oldest = link
			}
			if link.SourceID == address {
				current = link
			}
		}
		if current == nil && address == "" {
			current = oldest
		}
		switch {
		case current != nil:
			found = append(found, &ContactableInbox{Inbox: inbox, SourceID: &current.SourceID, ContactInbox: current})
		case address != "":
			found = append(found, &ContactableInbox{Inbox: inbox, SourceID: &address})
		case inbox.ChannelType == ChannelAPI:
			found = append(found, &ContactableInbox{Inbox: inbox})
		}
	}
	return found
}

package main

// crmBreaks are breaks of what use cases promise about contacts.
var crmBreaks = []Break{
	{"internal/crm", "lockContact", "*expected != c.Version", "*expected > c.Version",
		"a change that expects an older version is refused", "Version", ""},
	{"internal/crm", "Service.DeleteContact", "contact.ID != in.ID", "false",
		"the id of a merged contact does not delete the survivor", "Delete", ""},
}

package main

// watchBreaks are breaks of segments whose members are followed.
var watchBreaks = []Break{
	{crm, "beginWatch", "WHERE account_id = ? FOR UPDATE SKIP LOCKED", "WHERE account_id = ?", "one server looks at an account's segments",
		"TestSegmentWatchInterleaved", ""},
	{crm, "segmentWatch.tell", "lockAll(w.tx, ids)",
		`contacts.List(w.tx, "c.account_id = ? AND c.id = ANY(?)", w.tx.Account, store.IDs[models.ContactID](ids))`,
		"no contact is erased while an event of a segment is stored", "TestSegmentWatchInterleaved", ""},
	{crm, "segmentWatch.look", "w.all || s.Known != s.Version ||", "s.Known != s.Version ||",
		"a change of what many contacts have is looked at", "TestSegmentsAreWatched", ""},
	{crm, "segmentWatch.look", "case due && s.clock:", "case false:", "filters that depend on the time are looked at again",
		"TestSegmentsAreWatched", ""},
	{crm, "segmentWatch.look", "s.DueAt = &w.tx.Now", "s.DueAt = nil", "what is too much for one transaction follows", "TestWatchersGoOn", ""},
	{crm, "beginWatch", "since.Old ||", "", "a server that was down for long looks at everything", "TestWatchersGoOn", ""},
	{crm, "Moment.batch", "sight.over(m.reader.Session)", "m.reader.Session", "a list that stays true has what a role sees",
		"TestListsOfConversationsStayTrue", "internal/live"},
	{crm, "Window.talkTouchedBy", "t.Kind == TouchConversation ||", "", "a list of conversations follows messages",
		"TestListsOfConversationsStayTrue", "internal/live"},
	{crm, "Window.Key", "limits = w.Viewer.Limits", "limits = nil", "a role with limits shares no list with others", "TestConversationsLive",
		resolvers},
	{crm, "mayWatch", "n >= maxWatched", "n > maxWatched", "fifty segments of an account are watched", "TestWatchedSegmentsAreBounded", ""},
	{crm, "segmentWatch.readSegments", "s.id = w.segment_id AND s.watch)", "s.id = w.segment_id)",
		"the members of a segment that is not watched are forgotten", "TestSegmentsAreWatched", ""},
}

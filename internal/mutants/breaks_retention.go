package main

// retentionBreaks are breaks of the rules by which accounts remove visitors and messages.
var retentionBreaks = []Break{
	{crm, "splitDue", "slices.Contains(ids, c.ID)", "slices.Contains(ids, c.ID) || since != nil", "a visitor who becomes active is kept",
		"TestRetentionRaces", ""},
	{crm, "Service.PreviewRetention", "permitted(ctx, models.PermAccountWrite)", "permitted(ctx, models.PermView)",
		"agents do not count what would be removed", "TestRetentionRules", ""},
	{crm, "Service.retainAccount", "AND next_retention_at <= ?", "AND ?::timestamptz IS NOT NULL",
		"one of several servers starts the job of a night", "TestRetentionOfVisitors", ""},
	{crm, "Service.retainAccount", "err != nil || !due[0]", "err != nil || due == nil", "a night with nothing to remove has no job",
		"TestRetentionOfVisitors", ""},
	{crm, "retentionChunk", "done.last, done.processed = next.String(), false,", "done.last, done.processed = next.String(), done.last,",
		"messages that one transaction has no room for are removed by the next", "TestRetentionOfManyMessages", ""},
	{crm, "deleteMessages", "forgetContent(tx, in, ids)", "error(nil)", "messages that are too old are forgotten by the event log too",
		"TestRetentionOfMessages", ""},
	{crm, "Service.expire", "e.remove()", "e.remove(func() error { _, err := s.suppress(tx, e.keys); return err })",
		"visitors who were removed may come back", "TestRetentionOfVisitors", ""},
	{crm, "retentionChunk", "touched[:slices.Index(touched, next)]", "touched", "a contact is counted once its last message is removed",
		"TestRetentionOfManyMessages", ""},
	{crm, "scheduleRetention", "next = &night", "next = &tx.Now", "a rule begins with the next night", "TestRetentionRules", ""},
}

// viewerCanBreaks are breaks of what viewers are told that they may do with a record.
var viewerCanBreaks = []Break{
	{models, "Viewer.may", ` && v.Lacks("Mutation", mutation) == nil`, "", "viewerCan knows the scopes that a mutation needs",
		"TestViewerCanAgrees", resolvers},
	{models, "Viewer.may", "v.Can(p) && ", "", "viewerCan knows the permissions of a role", "TestViewerCanAgrees", resolvers},
	{models, "Message.ViewerCan", " && m.DeletedAt == nil", "", "viewerCan says that a deleted message can't be changed",
		"TestViewerCanOfStates", resolvers},
	{models, "Segment.ViewerCan", "!s.ChangeableBy(ViewerFrom(ctx))", "false", "viewerCan says whose segment it is",
		"TestViewerCanAgrees|TestViewerCanOfStates", resolvers},
	{models, "Job.ViewerCan", " && !j.State.Ended()", "", "viewerCan says that a job has ended", "TestViewerCanOfWhatHasEnded", resolvers},
	{models, "Job.ViewerCan", " && j.CheckUndo(v) == nil", "", "viewerCan says that a job can't be undone", "TestViewerCanOfWhatHasEnded",
		resolvers},
	{models, "ContactMerge.ViewerCan", "m.Undoable && ", "", "viewerCan says that a merge can't be undone", "TestViewerCanOfWhatHasEnded",
		resolvers},
	{models, "User.ViewerCan", "active && !v.Is(u.ID) && v.may", "active && v.may", "viewerCan says that nobody resets their own password",
		"TestViewerCanOfWhatHasEnded", resolvers},
	{models, "User.ViewerCan", "own = PermSelf", "own = PermAccountWrite", "viewerCan says that users change themselves",
		"TestViewerCanAgrees", resolvers},
	{models, "UserSession.ViewerCan", `"sessionRevoke", PermSelf`, `"sessionRevoke", PermAccountWrite`,
		"viewerCan says that users end their own sessions", "TestViewerCanAgrees", resolvers},
}

package models

// CheckUndo returns why a viewer can't take back what the job did. NotFound, Forbidden, BlockedByRule.
func (j *Job) CheckUndo(v *Viewer) *Error {
	switch {
	case !j.VisibleTo(v):
		return Errorf(NotFound, "There is no such job.").At("id")
	case j.Kind != JobImport && j.Kind != JobBulkUpdate:
		return Errorf(BlockedByRule, "Only imports and bulk updates can be undone.").At("id")
	case j.Kind == JobImport && !v.Can(PermContactImport):
		return Errorf(Forbidden, "Only who may import may undo an import.").At("id")
	case j.DryRun:
		return Errorf(BlockedByRule, "A dry run changed nothing.").At("id")
	case !j.State.Ended():
		return Errorf(BlockedByRule, "The job has not ended; cancel it first.").At("id")
	case j.UndoID != nil:
		return Errorf(BlockedByRule, "The job was undone already, by %s.", *j.UndoID).At("id")
	}
	return nil
}

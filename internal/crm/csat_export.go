package crm

import (
	"context"
	"encoding/json"

	"kith/internal/store"
	"kith/models"
)

// ExportCsatResponses starts a job that writes ratings to a file.
func (s *Service) ExportCsatResponses(ctx context.Context, in models.CsatResponsesExportInput) (*models.Job, error) {
	var job *models.Job
	err := s.writeVerified(ctx, models.PermContactExport, func(tx *Tx) error {
		if _, _, err := s.ratingsWhere(tx.sees(), in.Filter); err != nil {
			return err
		}
		var err error
		job, err = startJob(tx, models.JobCsatExport, false, models.CsatExportTask(in))
		return err
	})
	return job, err
}

// WriteCsatExport reads all ratings of an export from one snapshot: it calls batch with them in the order of their ids. ErrJobEnded if the
// job is cancelled.
func (s *Service) WriteCsatExport(ctx context.Context, args JobArgs, batch func([]models.ExportedRating) error) error {
	ctx, job, err := s.asActor(ctx, args)
	if err != nil || job == nil {
		return err
	}
	if _, err := permitted(ctx, models.PermContactExport); err != nil {
		return err
	}
	var task models.CsatExportTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return err
	}
	return s.snapshot(ctx, func(r reader) error {
		where, bound, err := s.ratingsWhere(r, task.Filter)
		if err != nil {
			return err
		}
		total, err := store.One[int](r, "SELECT count(*) FROM csat_responses r WHERE "+where, bound...)
		if err != nil {
			return err
		}
		if err := s.moveJob(ctx, args, func(job *models.Job) { job.Total, job.Processed, job.Succeeded = &total, 0, 0 }); err != nil {
			return err
		}
		var after models.CsatResponseID
		for written := 0; ; {
			found, err := csatResponses.List(r, where+" AND r.id > ? ORDER BY r.id LIMIT ?",
				append(bound[:len(bound):len(bound)], after, exportBatch)...)
			if err != nil || len(found) == 0 {
				return err
			}
			after = found[len(found)-1].ID
			rated, err := s.exportedRatings(r, found)
			if err != nil {
				return err
			}
			if err := batch(rated); err != nil {
				return err
			}
			written += len(found)
			if err := s.moveJob(ctx, args, func(job *models.Job) { job.Processed, job.Succeeded = written, written }); err != nil {
				return err
			}
		}
	})
}

// exportedRatings adds to ratings the records that the columns of an export show.
func (s *Service) exportedRatings(r reader, found []*models.CsatResponse) ([]models.ExportedRating, error) {
	people, talks := make([]models.ContactID, len(found)), make([]models.ConversationID, len(found))
	var agents []models.UserID
	for i, rating := range found {
		people[i], talks[i] = rating.ContactID, rating.ConversationID
		if rating.AssignedAgentID != nil {
			agents = append(agents, *rating.AssignedAgentID)
		}
	}
	b := s.batch(r)
	raters, rated, assignees := b.ContactsByID(people, AllColumns), b.ConversationsByID(talks, AllColumns), b.UsersByID(agents, AllColumns)
	if err := b.Send(); err != nil {
		return nil, err
	}
	places := make([]models.InboxID, 0, len(rated))
	for _, v := range rated {
		places = append(places, v.InboxID)
	}
	b = s.batch(r)
	channels := b.InboxesByID(places, AllColumns)
	if err := b.Send(); err != nil {
		return nil, err
	}
	out := make([]models.ExportedRating, len(found))
	for i, rating := range found {
		v := rated[rating.ConversationID]
		out[i] = models.ExportedRating{CsatResponse: rating, Contact: raters[rating.ContactID], Conversation: v, Inbox: channels[v.InboxID]}
		if rating.AssignedAgentID != nil {
			out[i].Assignee = assignees[*rating.AssignedAgentID]
		}
	}
	return out, nil
}

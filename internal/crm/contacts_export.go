package crm

import (
	"context"
	"encoding/json"
	"errors"

	"kith/internal/store"
	"kith/models"
)

// exportBatch is how many contacts an export reads at a time.
const exportBatch = 1000

// ExportContacts starts a job that writes contacts to a file.
func (s *Service) ExportContacts(ctx context.Context, in models.ContactsExportInput) (*models.Job, error) {
	var job *models.Job
	err := s.writeVerified(ctx, models.PermContactExport, func(tx *Tx) error {
		in.Columns = models.AttributeFields(in.Columns)
		if refused := models.CheckColumns(in.Columns); refused != nil {
			return refused
		}
		if refused := in.Options.Check(in.Format); refused != nil {
			return refused
		}
		if _, err := s.batch(tx.sees()).compile(ContactQuery{Filter: in.Filter, Segment: in.Segment}); err != nil {
			return err
		}
		var err error
		if in.Filter, err = withLabelIDs(tx.reader(), in.Filter); err != nil {
			return err
		}
		job, err = startJob(tx, models.JobExport, false, models.ExportTask(in))
		return err
	})
	return job, err
}

// Exported is a contact of an export with the titles of its labels and, if there are columns for them, the consents of its addresses.
type Exported struct {
	*models.Contact
	Labels   []string
	Consents []*models.Consent
}

// WriteExport reads all contacts of an export from one snapshot: it calls begin with the columns, then batch with the contacts in
// the order of their ids. ErrJobEnded if the job is cancelled.
func (s *Service) WriteExport(ctx context.Context, args JobArgs, begin func(columns []string) error, batch func([]Exported) error) error {
	ctx, job, err := s.asActor(ctx, args)
	if err != nil || job == nil {
		return err
	}
	if _, err := permitted(ctx, models.PermContactExport); err != nil {
		return err
	}
	var task models.ExportTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return err
	}
	return s.snapshot(ctx, func(r reader) error {
		l, err := s.batch(r).compile(ContactQuery{Filter: task.Filter, Segment: task.Segment})
		if err != nil {
			return err
		}
		columns, total, err := exportedColumns(r, l, task.Columns)
		if err != nil {
			return err
		}
		if task.Options != nil && task.Options.AddressColumns {
			if columns, err = addressColumns(r, l, columns); err != nil {
				return err
			}
		}
		if err := s.moveJob(ctx, args, func(job *models.Job) { job.Total, job.Processed, job.Succeeded = &total, 0, 0 }); err != nil {
			return err
		}
		if err := begin(columns); err != nil {
			return err
		}
		return s.exportBatches(ctx, r, l, args, models.HasConsentColumns(columns), batch)
	})
}

// exportedColumns returns the columns of an export, all of them by default, and the number of its contacts.
func exportedColumns(r reader, l List[models.Contact], chosen []string) ([]string, int, error) {
	counted, err := store.Rows[int](r, "SELECT count(*) FROM "+l.Table.From+" WHERE "+l.Where, l.Args...)
	if err != nil {
		return nil, 0, err
	}
	if len(chosen) > 0 {
		return chosen, counted[0], nil
	}
	keys, err := store.Rows[string](r, `
		SELECT DISTINCT key
		FROM `+l.Table.From+`
		CROSS JOIN LATERAL jsonb_object_keys(c.custom_attributes) key
		WHERE `+l.Where+`
		ORDER BY key
		LIMIT ?`, append(l.Args[:len(l.Args):len(l.Args)], models.MaxExportColumns-len(models.AllColumns(nil)))...)
	if err != nil {
		return nil, 0, err
	}
	columns := models.AllColumns(keys)
	purposes, err := purposesOf(r, l, models.MaxExportColumns-len(columns))
	return append(columns, models.ConsentColumns(purposes)...), counted[0], err
}

// purposesOf returns the purposes for which the addresses of contacts have consents, up to a number.
func purposesOf(r reader, l List[models.Contact], most int) ([]string, error) {
	return store.Rows[string](r, `
		SELECT DISTINCT s.purpose
		FROM consents s
		JOIN contact_points p ON `+ofAddress+`
		WHERE s.account_id = ? AND p.contact_id IN (SELECT c.id FROM `+l.Table.From+` WHERE `+l.Where+`)
		ORDER BY s.purpose
		LIMIT ?`, append(append([]any{r.Account}, l.Args...), most)...)
}

// addressColumns gives each of the addresses of a kind a column of its own, as many as any of the contacts has.
func addressColumns(r reader, l List[models.Contact], columns []string) ([]string, error) {
	counted, err := store.Rows[struct {
		Kind models.PointKind
		Most int
	}](r, `
		SELECT kind, max(n)
		FROM (
			SELECT p.kind, count(*) AS n
			FROM `+l.Table.From+`
			JOIN contact_points p ON p.account_id = c.account_id AND p.contact_id = c.id
			WHERE `+l.Where+`
			GROUP BY c.id, p.kind) counted
		GROUP BY kind`, l.Args...)
	most := map[models.PointKind]int{}
	for _, c := range counted {
		most[c.Kind] = c.Most
	}
	return models.AddressColumns(columns, most), err
}

// nameCompanies puts the name of its company into each contact that is linked to one.
func nameCompanies(r reader, contacts []*models.Contact) error {
	var ids []models.CompanyID
	for _, c := range contacts {
		if c.CompanyID != nil {
			ids = append(ids, *c.CompanyID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	b := store.NewBatch(r)
	employers := store.ByID(b, companies, ids, AllColumns)
	if err := b.Send(); err != nil {
		return err
	}
	for _, c := range contacts {
		if c.CompanyID != nil && employers[*c.CompanyID] != nil {
			c.AdditionalAttributes.CompanyName = &employers[*c.CompanyID].Name
		}
	}
	return nil
}

func (s *Service) exportBatches(ctx context.Context, r reader, l List[models.Contact], args JobArgs, withConsents bool,
	batch func([]Exported) error) error {
	var after models.ContactID
	for written := 0; ; {
		found, err := l.Table.List(r, l.Where+" AND c.id > ? ORDER BY c.id LIMIT ?",
			append(l.Args[:len(l.Args):len(l.Args)], after, exportBatch)...)
		if err != nil || len(found) == 0 {
			return err
		}
		after = found[len(found)-1].ID
		titles, err := titlesOf(r, idsOf(found))
		if err := errors.Join(err, readPoints(r, found), nameCompanies(r, found)); err != nil {
			return err
		}
		told := map[models.ContactID][]*models.Consent{}
		if withConsents {
			b := s.batch(r)
			told = b.ConsentsByContact(idsOf(found), AllColumns)
			if err := b.Send(); err != nil {
				return err
			}
		}
		out := make([]Exported, len(found))
		for i, c := range found {
			out[i] = Exported{c, titles[c.ID], told[c.ID]}
		}
		if err := batch(out); err != nil {
			return err
		}
		written += len(out)
		if err := s.moveJob(ctx, args, func(job *models.Job) { job.Processed, job.Succeeded = written, written }); err != nil {
			return err
		}
	}
}

// FinishExport ends an export after its file with so many contacts was stored. ErrJobEnded if the job was cancelled or another
// worker has finished it.
func (s *Service) FinishExport(ctx context.Context, args JobArgs, file string, written int) error {
	ctx, _, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	return s.write(ctx, models.PermView, func(tx *Tx) error {
		job, err := lock[models.Job](tx, args.Job, "job")
		if err != nil {
			return err
		}
		if job.State.Ended() {
			return ErrJobEnded
		}
		if err := noErasureSince(tx, job.StartedAt); err != nil {
			return err
		}
		job.Total, job.Processed, job.Succeeded, job.Result = &written, written, written, &file
		return endJob(tx, job, models.JobSucceeded)
	})
}

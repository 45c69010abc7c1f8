package crm

import (
	"context"

	"kith/models"
)

// PreviewImport returns what would become of the first rows of a file: they are imported in a transaction that is rolled back. If a row
// makes that fail, each is tried alone.
func (s *Service) PreviewImport(
	ctx context.Context, task *models.ImportTask, rows []models.ImportCells,
) ([]*models.ImportPreviewRow, error) {
	tried, err := s.tryImport(ctx, task, 1, rows)
	if !ofRecord(ctx, err) {
		return tried, err
	}
	tried = nil
	for i := range rows {
		one, err := s.tryImport(ctx, task, i+1, rows[i:i+1])
		if ofRecord(ctx, err) {
			one, err = []*models.ImportPreviewRow{{Row: i + 1, Outcome: models.RowFailed, Cells: rows[i].Cells, Rules: reasonOf(err)}}, nil
		}
		if err != nil {
			return nil, err
		}
		tried = append(tried, one...)
	}
	return tried, nil
}

func (s *Service) tryImport(ctx context.Context, task *models.ImportTask, first int, rows []models.ImportCells) (
	tried []*models.ImportPreviewRow, err error,
) {
	err = s.write(ctx, models.PermContactImport, func(tx *Tx) error {
		tried = nil
		_, err := s.try(tx, &models.Job{DryRun: true}, func() (chunk, error) {
			m := newImporter(tx, task)
			m.told = func(row *models.ImportRow, contact *models.Contact, outcome models.RowOutcome) {
				tried = append(tried, previewOf(row, contact, outcome))
			}
			return m.did, m.run(first, rows)
		})
		return err
	})
	return tried, err
}

func previewOf(row *models.ImportRow, contact *models.Contact, outcome models.RowOutcome) *models.ImportPreviewRow {
	p := &models.ImportPreviewRow{Row: row.Number, Outcome: outcome, Cells: row.Cells, Warnings: row.Told()}
	if contact != nil && outcome != models.RowCreated {
		p.ContactID = &contact.ID
	}
	if outcome == models.RowFailed {
		p.Rules, _ = models.BrokenBy(row.Broken)
	}
	return p
}

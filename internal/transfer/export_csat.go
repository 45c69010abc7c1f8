package transfer

import (
	"context"
	"errors"
	"io"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/internal/sheet"
	"kith/models"
)

// exportRatings writes the file of an export of ratings and ends the job. After a crash it starts anew, as that of contacts does.
func (s *Service) exportRatings(ctx context.Context, args crm.JobArgs) error {
	name := newName(exportsFolder)
	var written int
	err := s.put(ctx, name, files.File{ContentType: csvType, Filename: "ratings.csv"}, func(w io.Writer) (err error) {
		written, err = s.ExportRatings(ctx, args, w)
		return err
	})
	if err != nil {
		return err
	}
	return s.abandon(ctx, name, s.crm.FinishExport(ctx, args, name, written))
}

// ExportRatings writes the ratings of an export as CSV and returns their number.
func (s *Service) ExportRatings(ctx context.Context, args crm.JobArgs, to io.Writer) (written int, err error) {
	w, err := sheet.NewWriter(to, sheet.CSV, models.CsatExportColumns, sheet.Options{})
	if err != nil {
		return 0, err
	}
	err = s.crm.WriteCsatExport(ctx, args, func(some []models.ExportedRating) error {
		written += len(some)
		for _, r := range some {
			texts := r.Texts()
			cells := make([]sheet.Cell, len(texts))
			for i, text := range texts {
				cells[i] = sheet.Cell{Column: models.CsatExportColumns[i], Text: text}
			}
			if err := w.Write(cells); err != nil {
				return err
			}
		}
		return nil
	})
	return written, errors.Join(err, w.Close())
}

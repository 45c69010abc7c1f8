package geoip

import (
	"context"
	"errors"

	"github.com/riverqueue/river"

	"kith/internal/crm"
	"kith/models"
)

// Work registers the worker that locates contacts with a queue. Without a database it does nothing.
func Work(c *crm.Service, d *Database) func(*river.Workers) {
	return func(known *river.Workers) { river.AddWorker(known, &locator{crm: c, database: d}) }
}

// locator sets the location of new contacts.
type locator struct {
	river.WorkerDefaults[crm.LocateContact]
	crm      *crm.Service
	database *Database
}

// Work locates one contact, and skips one that was deleted in the meantime.
func (l *locator) Work(ctx context.Context, job *river.Job[crm.LocateContact]) error {
	if l.database == nil {
		return nil
	}
	place, err := l.database.Locate(job.Args.Address)
	if err != nil || place == (models.Place{}) {
		return err
	}
	_, err = l.crm.PlaceContact(models.WithViewer(ctx, &job.Args.By), job.Args.ContactID, place)
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code != models.Unavailable {
		return river.JobCancel(err)
	}
	return err
}

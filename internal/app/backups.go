package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kith/internal/backup"
	"kith/internal/crm"
	"kith/internal/files"
)

// scheduleBackups adds the loop that makes backups, if the settings ask for it.
func (a *App) scheduleBackups(ctx context.Context, db *database, metrics prometheus.Registerer) error {
	s := a.settings
	if s.backupEvery == 0 {
		return nil
	}
	store, err := openBackups(ctx, s, db.crm)
	if err != nil {
		return err
	}
	a.onClose(store.Close)
	last := prometheus.NewGauge(prometheus.GaugeOpts{Name: "kith_backup_last_success_timestamp_seconds",
		Help: "When this server made the last scheduled backup, as seconds since 1970; 0 for none since its start."})
	failures := prometheus.NewCounter(prometheus.CounterOpts{Name: "kith_backup_failures_total",
		Help: "Scheduled backups of this server that failed."})
	metrics.MustRegister(last, failures)
	schedule := &backup.Schedule{
		Source: backup.Source{Pool: db.pool, Folder: s.filesFolder(), Kith: version()},
		Store:  store, Every: s.backupEvery, Keep: s.backupKeep, Log: a.log,
		Done: func(at time.Time, err error) {
			if err != nil {
				failures.Inc()
				return
			}
			last.Set(float64(at.Unix()))
		},
	}
	a.loops = append(a.loops, schedule.Run)
	return nil
}

// openBackups opens the store of files for backups, which may be larger than other files.
func openBackups(ctx context.Context, s settings, c *crm.Service) (*files.Store, error) {
	key, err := c.SigningKey(ctx)
	if err != nil {
		return nil, err
	}
	options := s.files()
	options.Key, options.MaxBytes = key, backup.MaxBytes
	return files.Open(ctx, options)
}

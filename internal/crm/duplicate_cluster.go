package crm

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"kith/internal/store"
	"kith/models"
)

const (
	// maxClusterPairs is of how many pairs, the most probable ones, clusters are formed.
	maxClusterPairs = 100_000
	// maxClusters is how many clusters ListDuplicateClusters returns at most.
	maxClusters = 100
)

// ListDuplicateClusters returns the largest groups of contacts that are connected by likely pairs. Invalid if first or minProbability is
// out of range.
func (s *Service) ListDuplicateClusters(ctx context.Context, first int, minProbability *float64) ([]*models.DuplicateCluster, error) {
	least, err := leastProbability(minProbability)
	if err != nil {
		return nil, err
	}
	if first < 1 || first > maxClusters {
		return nil, models.Errorf(models.Invalid, "first must be between 1 and %d.", maxClusters).At("first")
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	pairs, err := store.Rows[models.Connected](r, `
		SELECT d.first_id, d.second_id, d.probability::float8
		FROM contact_duplicates d
		WHERE d.account_id = ? AND d.probability >= ?::numeric
		ORDER BY d.probability DESC, d.first_id DESC, d.second_id DESC
		LIMIT ?`, r.Account, strconv.FormatFloat(least, 'f', -1, 64), maxClusterPairs)
	if err != nil {
		return nil, err
	}
	clusters := models.DuplicateClusters(pairs)
	slices.SortStableFunc(clusters, func(a, b *models.DuplicateCluster) int {
		return cmp.Or(len(b.ContactIDs)-len(a.ContactIDs), cmp.Compare(b.Probability, a.Probability))
	})
	return clusters[:min(len(clusters), first)], nil
}

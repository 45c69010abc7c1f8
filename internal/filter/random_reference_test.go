package filter_test

import (
	"math/rand/v2"

	"kith/models"
)

// reference returns a condition on a reference to one of the records.
func reference(r *rand.Rand, ids []string) *models.IDFilter {
	switch r.IntN(5) {
	case 0:
		return &models.IDFilter{Eq: new(pick(r, ids))}
	case 1:
		return &models.IDFilter{Ne: new(pick(r, ids))}
	case 2:
		return &models.IDFilter{In: some(r, ids, 3)}
	case 3:
		return &models.IDFilter{Nin: some(r, ids, 3)}
	default:
		return &models.IDFilter{IsNull: new(r.IntN(2) == 0)}
	}
}

func publicIDs[K interface{ String() string }](ids []K) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = id.String()
	}
	return all
}

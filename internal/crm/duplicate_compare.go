package crm

import (
	"cmp"
	"maps"
	"slices"

	"kith/internal/identity"
	"kith/internal/store"
	"kith/models"
)

// compare finds the pairs that share a key and computes how probable they are.
func (c *scan) compare(tx *Tx) error {
	candidates, err := c.candidates(tx)
	if err != nil {
		return err
	}
	var others store.IDs[models.ContactID]
	asked := map[models.ContactID]bool{}
	for p := range candidates {
		for _, id := range p {
			if _, known := c.traits[id]; !known && !asked[id] {
				asked[id] = true
				others = append(others, id)
			}
		}
	}
	if err := c.read(tx, others); err != nil {
		return err
	}
	for p := range candidates {
		a, b := c.traits[p[0]], c.traits[p[1]]
		if a == nil || b == nil {
			continue
		}
		if probability, reasons := c.model.Compare(a, b); probability >= models.LeastDuplicate {
			c.found[p] = likeness{probability, reasons}
		}
	}
	c.bound()
	return nil
}

// bound keeps the most probable pairs of each contact of the batch.
func (c *scan) bound() {
	partners := map[models.ContactID]int{}
	sorted := slices.SortedFunc(maps.Keys(c.found), func(a, b pair) int {
		return cmp.Or(cmp.Compare(c.found[b].probability, c.found[a].probability), a.compare(b))
	})
	for _, p := range sorted {
		if partners[p[0]] >= maxPartners || partners[p[1]] >= maxPartners {
			delete(c.found, p)
			continue
		}
		partners[p[0]]++
		partners[p[1]]++
	}
}

// candidates are the pairs of a contact of the batch and any contact that holds one of its keys, unless too many hold it.
func (c *scan) candidates(tx *Tx) (map[pair]bool, error) {
	holders := map[int64][]models.ContactID{}
	for id, keys := range c.held {
		for _, key := range keys {
			holders[key] = append(holders[key], id)
		}
	}
	err := eachHolder(tx, tx.Account, slices.Sorted(maps.Keys(holders)), func(key int64, id models.ContactID) {
		if _, ours := c.held[id]; !ours {
			holders[key] = append(holders[key], id)
		}
	})
	pairs := map[pair]bool{}
	for id, keys := range c.held {
		for _, key := range keys {
			if len(holders[key]) > identity.MaxHolders {
				continue
			}
			for _, other := range holders[key] {
				if other != id {
					pairs[pairOf(id, other)] = true
				}
			}
		}
	}
	return pairs, err
}

// eachHolder calls a function with up to identity.MaxHolders+1 contacts that hold each of some keys.
func eachHolder(r store.Querier, account int64, keys []int64, do func(key int64, id models.ContactID)) error {
	rows, err := store.Rows[struct {
		Key     int64
		Contact models.ContactID
	}](r, `
		SELECT holder.key, holder.contact_id
		FROM unnest(?::bigint[]) AS wanted (key)
		CROSS JOIN LATERAL (
			SELECT k.key, k.contact_id
			FROM contact_match_keys k
			WHERE k.account_id = ? AND k.key = wanted.key
			LIMIT ?) holder`, keys, account, identity.MaxHolders+1)
	for _, row := range rows {
		do(row.Key, row.Contact)
	}
	return err
}

// reasonsOf returns reasons as the API shows them, the weightiest first.
func reasonsOf(reasons []identity.Reason) []models.DuplicateReason {
	shown := make([]models.DuplicateReason, len(reasons))
	for i, r := range reasons {
		shown[i] = models.DuplicateReason{Field: models.DuplicateReasonField(r.Field.String()),
			Kind: models.DuplicateReasonKind(r.Kind.String()), Bits: float64(int(r.Bits*100)) / 100}
		if r.Attribute != "" {
			shown[i].AttributeKey = &reasons[i].Attribute
		}
	}
	slices.SortStableFunc(shown, func(a, b models.DuplicateReason) int { return cmp.Compare(b.Bits, a.Bits) })
	return shown
}

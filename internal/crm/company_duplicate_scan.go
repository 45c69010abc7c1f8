package crm

import (
	"context"
	"encoding/json"
	"math"

	"kith/internal/identity"
	"kith/internal/store"
	"kith/models"
)

// maxComparedCompanies is how many companies of an account are compared, the oldest ones.
const maxComparedCompanies = 100_000

// companiesChanged has the account's companies compared again.
func companiesChanged(tx *Tx) error {
	return tx.Exec("INSERT INTO company_duplicate_queue (account_id) VALUES (?)", tx.Account)
}

// scanCompanies compares the companies of the viewer's account with one another if one was written since they were compared. An account
// has few enough of them to compare them all.
func (s *Service) scanCompanies(ctx context.Context) error {
	return s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('company duplicates', ?))", tx.Account); err != nil {
			return err
		}
		// What is committed from here on has another row in the queue, whatever its number.
		written, err := store.Rows[int64](tx, "SELECT id FROM company_duplicate_queue WHERE account_id = ? ORDER BY id", tx.Account)
		if err != nil || len(written) == 0 {
			return err
		}
		compared, err := store.Rows[struct {
			ID           models.CompanyID
			Name, Domain string
		}](tx, `
			SELECT co.id, co.name, coalesce(co.domain, '')
			FROM companies co
			WHERE co.account_id = ?
			ORDER BY co.id
			LIMIT ?`, tx.Account, maxComparedCompanies)
		if err != nil {
			return err
		}
		organizations := make([]identity.Organization, len(compared))
		for i, c := range compared {
			organizations[i] = identity.Organization{Name: c.Name, Domain: c.Domain}
		}
		var first, second store.IDs[models.CompanyID]
		var probabilities []float64
		var reasons []string
		for _, p := range identity.OrganizationPairs(organizations, models.LeastDuplicate) {
			why, err := json.Marshal(companyReasons(p.Reasons))
			if err != nil {
				return err
			}
			first, second = append(first, compared[p.First].ID), append(second, compared[p.Second].ID)
			probabilities, reasons = append(probabilities, p.Probability), append(reasons, string(why))
		}
		return storeCompanyPairs(tx, written, first, second, probabilities, reasons)
	})
}

// storeCompanyPairs replaces the pairs of the account, without those that were dismissed or whose companies are gone, and deletes the rows
// of the queue that were read.
func storeCompanyPairs(
	tx *Tx, written []int64, first, second store.IDs[models.CompanyID], probabilities []float64, reasons []string,
) error {
	// A company that is being deleted or dismissed is waited for; one that is deleted later takes its pairs along.
	both := append(append(store.IDs[models.CompanyID]{}, first...), second...)
	if err := tx.Exec(`
		SELECT FROM companies co
		WHERE co.account_id = ? AND co.id = ANY(ARRAY(SELECT unnest(?::uuid[])))
		ORDER BY co.id
		FOR KEY SHARE`, tx.Account, both); err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM company_duplicates WHERE account_id = ?", tx.Account); err != nil {
		return err
	}
	if err := tx.Exec(`
		INSERT INTO company_duplicates (account_id, first_id, second_id, probability, reasons)
		SELECT a.account_id, a.id, b.id, found.probability, found.reasons
		FROM unnest(?::uuid[], ?::uuid[], ?::float8[], ?::jsonb[]) AS found (first_id, second_id, probability, reasons)
		JOIN companies a ON a.account_id = ? AND a.id = found.first_id
		JOIN companies b ON b.account_id = a.account_id AND b.id = found.second_id
		WHERE NOT EXISTS (
			SELECT FROM company_dismissals n
			WHERE n.account_id = a.account_id AND n.first_id = found.first_id AND n.second_id = found.second_id)`,
		first, second, probabilities, reasons, tx.Account); err != nil {
		return err
	}
	return tx.Exec("DELETE FROM company_duplicate_queue WHERE account_id = ? AND id = ANY(?)", tx.Account, written)
}

func companyReasons(reasons []identity.OrganizationReason) []models.CompanyDuplicateReason {
	shown := make([]models.CompanyDuplicateReason, len(reasons))
	for i, r := range reasons {
		shown[i] = models.CompanyDuplicateReason{Field: models.CompanyDuplicateField(r.Field), Kind: models.CompanyDuplicateKind(r.Kind),
			Bits: math.Round(r.Bits*100) / 100}
	}
	return shown
}

package crm

import "kith/models"

// fromConsents removes the consents of the contacts' addresses, unless other contacts have the address. What was told for the contacts at
// such an address loses its proof if it is a refusal, and is removed if it is a grant.
func (e *erasure) fromConsents() error {
	kinds, systems, keys := make([]string, len(e.addresses)), make([]string, len(e.addresses)), make([]string, len(e.addresses))
	for i, a := range e.addresses {
		kinds[i], systems[i], keys[i] = string(a.Kind), a.System, a.Key
	}
	if err := e.count(models.ErasedConsents, `
		DELETE FROM consents s
		WHERE s.account_id = ? AND (s.kind, s.system, s.key) IN (
			SELECT a.kind, a.system, a.key
			FROM unnest(?::text[], ?::text[], ?::text[]) AS a (kind, system, key)
			WHERE NOT address_is_had(?::bigint, a.kind, a.system, a.key, ?))`,
		e.tx.Account, kinds, systems, keys, e.tx.Account, e.gone); err != nil {
		return err
	}
	const told = " s.account_id = ? AND s.contact_id = ANY(?) AND s.state = ?"
	if err := e.count(models.ErasedConsents, "DELETE FROM consents s WHERE"+told, e.tx.Account, e.gone, models.ConsentGranted); err != nil {
		return err
	}
	return e.count(models.ErasedConsents, "UPDATE consents s SET proof = '' WHERE"+told+" AND s.proof <> ''",
		e.tx.Account, e.gone, models.ConsentRefused)
}

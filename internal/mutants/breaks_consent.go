package main

// consentBreaks are breaks of what people said about being contacted: a refusal is never loosened unasked, and nobody is written to who has
// granted nothing.
var consentBreaks = []Break{
	{models, "ContactConsentSetInput.Read", "in.GivenAt.After(now.Time)", "in.GivenAt.IsZero()",
		"nothing is said in the future", "TestConsentRefusals", crm},
	{models, "ContactConsentSetInput.Read", `in.State == ConsentGranted && e == nil && proof == ""`, `in.State == "" && e == nil`,
		"a grant has a proof", "TestConsentRefusals", crm},
	{models, "Consent.Replaces", "!c.GivenAt.After(among[at].GivenAt.Time)", "c.GivenAt.Before(among[at].GivenAt.Time)",
		"a grant that is no later than a refusal does not replace it", "TestConsentRefusals", crm},
	{models, "Consent.Replaces", "len(among) >= MaxConsentPurposes", "len(among) > MaxConsentPurposes",
		"an address has consents for so many purposes", "TestConsentRefusals", crm},
	{models, "Contact.MayContact", "return granted && !c.Blocked", "return granted", "nobody who is blocked may be written to",
		"TestMayContact", ""},
	{models, "Contact.MayContact", "s.State == ConsentRefused", "s.State == ConsentRefused && !granted",
		"one refusal is enough", "TestMayContact", ""},
	{models, "ContactPoint.ConsentsOf", "c.PointKey() != p.PointKey()", "c.Kind != p.Kind", "an address shows its own consents",
		"TestRolesAndConsents", "resolvers"},
	{crm, "Service.SetConsent", "lockContact(tx, in.ContactID, in.ExpectedVersion)", "lockContact(tx, in.ContactID, nil)",
		"a consent for an older version of the contact is refused", "TestConsentRefusals", ""},
	{crm, "replaceConsent", "if err == nil && n == 0 {", "if err == nil && n < 0 {",
		"a refusal that races with the first grant is not lost", "TestConsentInterleaved", ""},
	{crm, "lockConsents", " FOR UPDATE", "", "a grant does not replace a refusal that it has not seen", "TestConsentInterleaved", ""},
	{crm, "erasure.fromConsents", "WHERE NOT address_is_had(?::bigint, a.kind, a.system, a.key, ?)",
		"WHERE (?::bigint, ?::uuid[]) IS NOT NULL",
		"an erasure leaves refusals at addresses that others have", "TestErasuresOfConsents", ""},
	{crm, "erasure.fromConsents", "SET proof = ''", "SET proof = proof", "an erasure removes proofs at addresses that others have",
		"TestErasuresOfConsents", ""},
	{crm, "erasure.look", "WHERE NOT address_is_had(s.account_id, s.kind, s.system, s.key, ?)", "WHERE ?::uuid[] IS NULL",
		"an erasure finds refusals at addresses that the person lost", "TestErasuresOfConsents", ""},
}

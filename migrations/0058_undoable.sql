-- +goose Up

-- Whether a merge that was not undone can be: its survivor exists, and no later merge into it was not undone. A function finds the rows
-- beside that of the merge, on whichever machine it is: one for contacts, one for companies.
-- +goose StatementBegin
CREATE FUNCTION merge_is_last(account bigint, survivor uuid, merge uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN EXISTS (SELECT FROM public.contacts c WHERE c.account_id = account AND c.id = survivor)
		AND NOT EXISTS (
			SELECT FROM public.contact_merges m
			WHERE m.account_id = account AND m.into_id = survivor AND m.id > merge AND m.undone_at IS NULL);
END
$$;

CREATE FUNCTION company_merge_is_last(account bigint, survivor uuid, merge uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN EXISTS (SELECT FROM public.companies co WHERE co.account_id = account AND co.id = survivor)
		AND NOT EXISTS (
			SELECT FROM public.company_merges m
			WHERE m.account_id = account AND m.into_id = survivor AND m.id > merge AND m.undone_at IS NULL);
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION merge_is_last, company_merge_is_last;

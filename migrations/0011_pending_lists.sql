-- +goose Up

-- What was written of late waits in a list that every search reads to its end, up to 4 MB of it. 256 KB cost the writers no more, since
-- what they write comes in many entries, and spares them the long wait of whoever has to empty the list.
ALTER INDEX contacts_search SET (gin_pending_list_limit = 256);
ALTER INDEX contacts_traits SET (gin_pending_list_limit = 256);

-- +goose Down
ALTER INDEX contacts_search RESET (gin_pending_list_limit);
ALTER INDEX contacts_traits RESET (gin_pending_list_limit);

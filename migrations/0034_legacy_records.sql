-- +goose Up

-- What became of the records of another system: origin is the id that is computed from the other system's, record_id that of the record
-- here, which is another one where the account had it already. fingerprint tells whether the record has changed there since, version
-- whether it has changed here.
CREATE TABLE legacy_records (
	account_id  bigint NOT NULL REFERENCES accounts (id),
	origin      uuid NOT NULL,
	system      text NOT NULL,
	noun        text NOT NULL,
	legacy_id   text COLLATE "C" NOT NULL,
	record_id   uuid NOT NULL,
	fingerprint bigint NOT NULL,
	version     integer NOT NULL,
	PRIMARY KEY (account_id, origin)
);
CREATE INDEX legacy_records_by_legacy_id ON legacy_records (account_id, system, noun, legacy_id);
CREATE INDEX legacy_records_by_record ON legacy_records (account_id, record_id);

-- +goose Down
DROP TABLE legacy_records;

-- The audit log as evidence: every entry is sealed into a chain of hashes soon after its commit, and the end of the chain is signed.

-- Entries that are not sealed yet, with proof that the program wrote them.
create table audit_waiting (
    entry_id text primary key,
    mac text not null
);

-- The chain: the order in which entries were sealed, each with the hash of everything up to it.
create table audit_seal (
    sequence bigint primary key,
    entry_id text not null unique,
    -- how the entry was written down as bytes
    version bigint not null,
    hash text not null,
    -- What is left of an entry that had its time: the hash of it alone, and proof that the program purged it.
    digest text,
    proof text
);

-- The end of the chain as it was now and then, signed.
create table audit_checkpoint (
    sequence bigint primary key,
    hash text not null,
    at bigint not null,
    signature text not null
);

-- The end of the chain as it is, signed: one row, which whoever seals holds meanwhile.
create table audit_head (
    id bigint primary key check (id = 1),
    -- which chain it is: a random text, so that chains can't be exchanged
    chain text not null,
    sequence bigint not null,
    hash text not null,
    at bigint not null,
    signature text not null
);
-- null: entries are kept for ever
alter table account add column audit_days bigint;

-- Files of the audit log that people asked for; a day later they are gone.
create table audit_export (
    account_id text not null,
    id text primary key,
    -- who asked, and who alone may have it
    person_id text not null,
    format text not null check (format in ('csv', 'jsonl')),
    -- what was asked for: as the address of the list says it, and as it is looked up, JSON
    query text not null,
    filter text not null,
    -- direct: few entries, which are read when the file is fetched
    status text not null check (status in ('direct', 'running', 'done')),
    entries bigint not null,
    -- how many parts are written, which is also the token of who writes the next one
    parts bigint not null,
    -- where the next part begins; null: at the newest entry
    last_id text,
    -- the times that progress is told by: of the newest entry, of the last one that was written, of the oldest one
    newest_at bigint not null,
    reached_at bigint not null,
    oldest_at bigint not null,
    created_at bigint not null,
    -- whoever writes it holds it until then
    held_until bigint not null
);
create index audit_export_list on audit_export (account_id, person_id, id);
create index audit_export_open on audit_export (status, id) where status = 'running';
create index audit_export_age on audit_export (created_at);

create table audit_export_part (
    export_id text not null,
    number bigint not null,
    body text not null,
    primary key (export_id, number)
);

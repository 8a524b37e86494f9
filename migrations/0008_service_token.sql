-- What programs manage the account with: never to send, and shown once.
create table service_token (
    account_id text not null references account (id),
    id text not null,
    name text not null,
    -- SHA-256 of 256 random bits
    token_hash text not null unique,
    -- the first signs, to be recognised by
    hint text not null,
    -- JSON: verbs, workspaces, kinds of assets, networks
    scope text not null,
    created_by text not null,
    created_at bigint not null,
    -- null: it does not expire
    expires_at bigint,
    last_used_at bigint,
    last_used_from text,
    revoked_at bigint,
    primary key (account_id, id)
);
-- A revoked token's name may be used again.
create unique index service_token_name on service_token (account_id, name) where revoked_at is null;

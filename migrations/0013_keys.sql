-- Workspace keys: several per workspace; a secret that was replaced may go on for a while, and its last use is kept apart.
alter table workspace_key add column is_default boolean not null default false;
-- what a key may do: 'everything', 'trigger', 'users'
alter table workspace_key add column scope text not null default 'everything';
-- JSON: addresses and networks that it may be used from; none: from everywhere
alter table workspace_key add column networks text not null default '[]';
alter table workspace_key add column expires_at bigint;
-- sealed like secret, and to the same place
alter table workspace_key add column old_secret text;
alter table workspace_key add column old_until bigint;
alter table workspace_key add column old_used_at bigint;
alter table workspace_key add column last_used_at bigint;
-- who it was: a name, with an e-mail address when it was a person: Ada <ada@example.com>
alter table workspace_key add column rotated_by text;
alter table workspace_key add column rotated_at bigint;
alter table workspace_key add column deleted_by text;
alter table workspace_key add column deleted_at bigint;
-- until now every workspace had one, which it was made with
update workspace_key set is_default = true;
create unique index workspace_key_default on workspace_key (workspace_id) where is_default;
create unique index workspace_key_name on workspace_key (workspace_id, name) where deleted_at is null;

alter table api_key add column scope text not null default 'everything';
alter table api_key add column networks text not null default '[]';
alter table api_key add column expires_at bigint;
alter table api_key add column old_hash text;
alter table api_key add column old_until bigint;
alter table api_key add column old_used_at bigint;
alter table api_key add column rotated_by text;
alter table api_key add column rotated_at bigint;
alter table api_key add column revoked_by text;
create unique index api_key_old_hash on api_key (old_hash);

-- What client SDKs name a workspace by; no secret.
create table public_key (
    workspace_id text not null references workspace (id),
    id text not null,
    name text not null,
    key text not null unique,
    is_default boolean not null,
    -- whether a signed user token is asked for
    secure_mode boolean not null,
    -- JSON: domains that it may be used on; none: on all
    domains text not null,
    old_key text unique,
    old_until bigint,
    created_by text not null,
    created_at bigint not null,
    updated_by text,
    updated_at bigint not null,
    rotated_by text,
    rotated_at bigint,
    deleted_by text,
    deleted_at bigint,
    primary key (workspace_id, id)
);
create unique index public_key_default on public_key (workspace_id) where is_default;
create unique index public_key_name on public_key (workspace_id, name) where deleted_at is null;

-- What user tokens are checked with: the public halves. The private ones are shown once and kept nowhere.
create table signing_key (
    workspace_id text not null references workspace (id),
    id text not null,
    uid text not null,
    -- PEM
    public_key text not null,
    status text not null check (status in ('active', 'rolled')),
    -- until when a rolled key still counts; null: no longer
    expires_at bigint,
    created_by text not null,
    created_at bigint not null,
    rolled_by text,
    rolled_at bigint,
    deleted_by text,
    deleted_at bigint,
    primary key (workspace_id, id),
    unique (workspace_id, uid)
);
create unique index signing_key_active on signing_key (workspace_id) where status = 'active' and deleted_at is null;

-- What subscriber ids of older inbox clients are made with.
create table inbox_secret (
    workspace_id text primary key references workspace (id),
    -- sealed, both
    secret text not null,
    old_secret text,
    old_until bigint,
    created_by text not null,
    created_at bigint not null,
    rotated_by text,
    rotated_at bigint
);

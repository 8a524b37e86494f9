-- People, accounts, sessions, workspaces and their credentials, and the audit log. Times are milliseconds since 1970.
create table account (
    id text primary key,
    name text not null,
    created_at bigint not null
);

create table person (
    id text primary key,
    email text not null unique,
    name text not null,
    password_hash text not null,
    -- sealed; null: no second factor
    totp_secret text,
    -- null while it is set but was never confirmed
    totp_confirmed_at bigint,
    -- the last time step that was accepted: a code counts once
    totp_last_step bigint not null default 0,
    -- the IANA name of a time zone; null: the one of the browser
    zone text,
    created_at bigint not null
);

create table recovery_code (
    person_id text not null references person (id),
    code_hash text not null,
    used_at bigint,
    primary key (person_id, code_hash)
);

-- Who asked for a new password, until the letter is written; nobody may have the address.
create table reset_request (
    id text primary key,
    email text not null,
    address text,
    user_agent text,
    created_at bigint not null
);

-- The one link that a person may set a new password with.
create table password_reset (
    person_id text primary key references person (id),
    -- SHA-256 of 256 random bits
    token_hash text not null unique,
    expires_at bigint not null
);
create index password_reset_expiry on password_reset (expires_at);

create table role (
    account_id text not null references account (id),
    -- 'admin' and 'member' are built in: every account has them, and what they may do stands in the program
    id text not null,
    name text not null,
    description text not null,
    -- JSON: permissions for the account, for Production, for the other workspaces, for single ones
    rights text not null,
    -- two people who change it at once: the second one is told
    version bigint not null,
    created_at bigint not null,
    primary key (account_id, id)
);
create unique index role_name on role (account_id, lower(name));

create table member (
    account_id text not null references account (id),
    person_id text not null references person (id),
    role_id text not null,
    status text not null check (status in ('active', 'deactivated')),
    joined_at bigint not null,
    primary key (account_id, person_id),
    foreign key (account_id, role_id) references role (account_id, id)
);
create index member_person on member (person_id);

create table invite (
    id text primary key,
    account_id text not null references account (id),
    email text not null,
    name text not null,
    role_id text not null,
    token_hash text not null unique,
    -- the inviter's rights are checked again when it is accepted
    invited_by text not null references person (id),
    created_at bigint not null,
    expires_at bigint not null,
    unique (account_id, email),
    foreign key (account_id, role_id) references role (account_id, id)
);
create index invite_expiry on invite (expires_at, id);

create table session (
    -- SHA-256 of the cookie's id
    id_hash text primary key,
    -- null until somebody gave a password
    person_id text,
    -- null until the second factor was given, too
    signed_in_at bigint,
    -- what the list of one's own sessions shows: the last use, and where that was
    seen_at bigint,
    address text,
    user_agent text,
    data text not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index session_person on session (person_id);
create index session_expiry on session (expires_at);

-- Tries that did not succeed, per what was tried: an e-mail address, a second factor, a network address.
create table throttle (
    subject text primary key,
    tries bigint not null,
    -- until when every try is refused
    closed_until bigint not null,
    updated_at bigint not null
);
create index throttle_age on throttle (updated_at);

create table workspace (
    id text primary key,
    account_id text not null references account (id),
    slug text not null,
    name text not null,
    description text not null,
    kind text not null check (kind in ('sandbox', 'standard', 'production')),
    colour text not null,
    region text not null,
    created_at bigint not null,
    unique (account_id, slug)
);

-- A key leads to its workspace before anything else is known, so keys live beside the workspaces.
create table workspace_key (
    workspace_id text not null references workspace (id),
    id text not null,
    name text not null,
    key text not null unique,
    -- sealed: signatures are checked with it
    secret text not null,
    created_by text not null,
    created_at bigint not null,
    primary key (workspace_id, id)
);

create table api_key (
    workspace_id text not null references workspace (id),
    id text not null,
    name text not null,
    key_hash text not null unique,
    -- the first signs, to be recognised by
    hint text not null,
    created_by text not null,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint,
    primary key (workspace_id, id)
);
-- A revoked key's name may be used again.
create unique index api_key_name on api_key (workspace_id, name) where revoked_at is null;

-- Entries of the account are in the control database, entries of a workspace in its region's.
create table audit_entry (
    id text primary key,
    account_id text not null,
    -- null: the account itself
    workspace_id text,
    at bigint not null,
    actor_kind text not null check (actor_kind in ('person', 'key', 'token', 'system')),
    actor_id text not null,
    actor_name text not null,
    action text not null,
    target_kind text not null,
    target_id text not null,
    target_name text not null,
    detail text not null,
    address text,
    user_agent text
);
create index audit_entry_account on audit_entry (account_id, id);
create index audit_entry_action on audit_entry (account_id, action, id);
create index audit_entry_actor on audit_entry (account_id, actor_id, id);
create index audit_entry_workspace on audit_entry (account_id, workspace_id, id);
create index audit_entry_target on audit_entry (account_id, target_id, id);
-- Two and three filters at once find their page as fast as one: measured on a million rows, under 0.1 ms where a single index needed 150.
create index audit_entry_actor_action on audit_entry (account_id, actor_id, action, id);
create index audit_entry_workspace_action on audit_entry (account_id, workspace_id, action, id);
create index audit_entry_workspace_actor on audit_entry (account_id, workspace_id, actor_id, id);
create index audit_entry_workspace_actor_action on audit_entry (account_id, workspace_id, actor_id, action, id);

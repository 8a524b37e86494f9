-- Addresses of people of the team, which the Sandbox may really send to.
create table verified_channel (
    workspace_id text not null,
    id text not null,
    -- 1 to 5: there are no more of them
    slot bigint not null,
    -- an e-mail address, in small letters
    address text not null,
    -- null: it waits for its code
    verified_at bigint,
    -- keyed hash of the six digits of the last letter; null when there is none to be entered
    code_hash text,
    code_expires_at bigint,
    created_by text not null,
    created_at bigint not null,
    primary key (workspace_id, id),
    unique (workspace_id, slot),
    unique (workspace_id, address)
);

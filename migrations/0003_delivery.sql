-- Users and what is sent to them. request, execution, step, message and attempt are their own log.
create table user_profile (
    workspace_id text not null,
    distinct_id text not null,
    properties text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, distinct_id)
);
create index user_profile_list on user_profile (workspace_id, created_at, distinct_id);

create table user_identity (
    workspace_id text not null,
    distinct_id text not null,
    -- email, inbox, sms …: also those that nothing is delivered on yet
    channel text not null,
    -- an address or a token as it is; JSON where the channel's identity is an object
    value text not null,
    -- what came with it (provider, device), a JSON object
    detail text not null,
    active boolean not null,
    created_at bigint not null,
    primary key (workspace_id, distinct_id, channel, value),
    foreign key (workspace_id, distinct_id) references user_profile (workspace_id, distinct_id) on delete cascade
);
create index user_identity_value on user_identity (workspace_id, value);

create table request (
    workspace_id text not null,
    id text not null,
    workflow text not null,
    status text not null check (status in ('accepted', 'completed', 'failed')),
    reason text not null,
    source text not null,
    idempotency_key text,
    recipients bigint not null,
    payload text not null,
    created_at bigint not null,
    primary key (workspace_id, id)
);
create index request_workflow on request (workspace_id, workflow, id);
-- What most requests are is not indexed: it is found soon anyway.
create index request_open on request (workspace_id, status, id) where status <> 'completed';

-- A key that was used in the last 24 hours answers with the request that it made. Purged when it is older.
create table idempotency (
    workspace_id text not null,
    key text not null,
    request_id text not null,
    created_at bigint not null,
    primary key (workspace_id, key)
);
create index idempotency_age on idempotency (created_at);

create table execution (
    workspace_id text not null,
    id text not null,
    request_id text not null,
    workflow text not null,
    workflow_version bigint not null,
    distinct_id text,
    -- the recipient as the trigger gave it, and the data, as JSON
    recipient text not null,
    status text not null check (status in ('running', 'waiting', 'completed', 'skipped', 'failed')),
    reason text not null,
    -- the step that comes next
    position bigint not null,
    created_at bigint not null,
    ended_at bigint,
    primary key (workspace_id, id),
    foreign key (workspace_id, request_id) references request (workspace_id, id)
);
create index execution_request on execution (workspace_id, request_id);
create index execution_user on execution (workspace_id, distinct_id, id);
create index execution_open on execution (workspace_id, status, id) where status <> 'completed';

create table step (
    workspace_id text not null,
    execution_id text not null,
    position bigint not null,
    node text not null,
    node_type text not null,
    status text not null check (status in ('waiting', 'completed', 'skipped', 'failed')),
    reason text not null,
    started_at bigint not null,
    -- when a step that waits goes on
    due_at bigint,
    ended_at bigint,
    primary key (workspace_id, execution_id, position),
    foreign key (workspace_id, execution_id) references execution (workspace_id, id)
);

create table message (
    workspace_id text not null,
    id text not null,
    execution_id text not null,
    -- the step that made it
    position bigint not null,
    workflow text not null,
    template text not null,
    template_version bigint not null,
    distinct_id text,
    channel text not null,
    address text not null,
    vendor text not null,
    status text not null
        check (status in ('pending', 'retrying', 'sent', 'delivered', 'captured', 'seen', 'skipped', 'failed')),
    reason text not null,
    title text not null,
    content text not null,
    attempts bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id),
    -- a step makes one message per channel, however often it runs
    unique (workspace_id, execution_id, position, channel),
    foreign key (workspace_id, execution_id) references execution (workspace_id, id)
);
create index message_open on message (workspace_id, status, id) where status not in ('sent', 'delivered', 'captured', 'seen');
create index message_user on message (workspace_id, distinct_id, channel, id);

create table attempt (
    workspace_id text not null,
    message_id text not null,
    number bigint not null,
    vendor text not null,
    outcome text not null check (outcome in ('accepted', 'transient', 'permanent')),
    detail text not null,
    at bigint not null,
    took bigint not null,
    primary key (workspace_id, message_id, number),
    foreign key (workspace_id, message_id) references message (workspace_id, id)
);

-- A vendor's newest refusal is found without looking through what went well.
create index attempt_refused on attempt (workspace_id, vendor, at) where outcome <> 'accepted';

-- How often what happened in an hour: what Home draws. The transaction that writes an outcome adds to it, so that nothing is ever counted
-- over messages.
create table delivery_count (
    workspace_id text not null,
    -- whose count it is: the workspace's own, or one workflow's or vendor's in it
    dimension text not null check (dimension in ('workspace', 'workflow', 'vendor')),
    -- when it begins, in milliseconds
    hour bigint not null,
    -- the workflow's slug, the vendor's name; empty for the workspace itself
    subject text not null,
    -- empty for a vendor, which has one
    channel text not null,
    -- what a message came to, or an attempt of a vendor
    outcome text not null,
    -- processes that share a database add to rows of their own, which are summed up when they are read
    shard bigint not null,
    n bigint not null,
    primary key (workspace_id, dimension, hour, subject, channel, outcome, shard)
);

create table vendor (
    workspace_id text not null,
    id text not null,
    -- which of the vendors that Belfry knows: smtp
    key text not null,
    channel text not null,
    name text not null,
    enabled boolean not null,
    -- the settings as JSON, sealed
    settings text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id),
    unique (workspace_id, name)
);

create table job (
    id text primary key,
    workspace_id text not null,
    -- run: what Belfry does by itself; send: what waits for vendors
    lane text not null check (lane in ('run', 'send')),
    kind text not null,
    payload text not null,
    -- when it may be claimed: when it is due, or when the hold of who claimed it ends
    run_at bigint not null,
    -- how often it was claimed; also the token of who holds it: an older claim can't finish it
    attempts bigint not null,
    held boolean not null,
    -- given up: it stays to be looked at
    dead boolean not null,
    last_error text,
    created_at bigint not null
);
create index job_due on job (dead, lane, run_at, id);

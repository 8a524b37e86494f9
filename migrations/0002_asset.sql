-- Whatever is drafted, committed, rolled back and promoted. The workspace is in every key.
create table asset (
    workspace_id text not null,
    id text not null,
    kind text not null check (kind in ('template', 'workflow')),
    slug text not null,
    name text not null,
    enabled boolean not null,
    draft text not null,
    draft_hash text not null,
    -- grows with every save; a save names the one that it started from
    draft_version bigint not null,
    live_version bigint,
    live_hash text,
    created_at bigint not null,
    -- what a list says about the draft's content, as its kind sees fit: a workflow's category, a template's channels
    label text not null,
    updated_at bigint not null,
    updated_by text not null,
    primary key (workspace_id, id),
    unique (workspace_id, kind, slug)
);
create index asset_by_update on asset (workspace_id, kind, updated_at, id);
create index asset_by_name on asset (workspace_id, kind, lower(name), id);

create table asset_version (
    workspace_id text not null,
    asset_id text not null,
    version bigint not null,
    name text not null,
    content text not null,
    hash text not null,
    message text not null,
    origin text not null,
    committed_by text not null,
    committed_at bigint not null,
    primary key (workspace_id, asset_id, version),
    foreign key (workspace_id, asset_id) references asset (workspace_id, id)
);

-- What the live version of an asset refers to: «used by» reads it backwards.
create table asset_reference (
    workspace_id text not null,
    asset_id text not null,
    kind text not null,
    slug text not null,
    primary key (workspace_id, asset_id, kind, slug),
    foreign key (workspace_id, asset_id) references asset (workspace_id, id)
);
create index asset_reference_target on asset_reference (workspace_id, kind, slug);

create table plan (
    -- the target
    workspace_id text not null,
    id text not null,
    source_workspace_id text not null,
    -- the items as JSON
    items text not null,
    hash text not null,
    status text not null check (status in ('planned', 'applied', 'undone')),
    landed text,
    created_by text not null,
    created_at bigint not null,
    applied_by text,
    applied_at bigint,
    -- what each asset was before, so that it can be undone
    before_apply text,
    primary key (workspace_id, id)
);

-- What the two sides were after the last promotion of an asset between them.
create table promotion (
    workspace_id text not null,
    source_workspace_id text not null,
    kind text not null,
    slug text not null,
    hash text not null,
    plan_id text not null,
    at bigint not null,
    primary key (workspace_id, source_workspace_id, kind, slug)
);

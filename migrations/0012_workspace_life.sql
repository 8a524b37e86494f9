-- The life of a workspace: what marks it, how it is set up, and its end.
alter table workspace add column icon text not null default 'letters';
-- JSON: what programs call its config
alter table workspace add column config text not null default '{}';
-- When it was deleted, and by whom. Null: it is there.
alter table workspace add column deleted_at bigint;
alter table workspace add column deleted_by text;
-- What was in it is being thrown away: nothing brings it back any more.
alter table workspace add column purging boolean not null default false;
create index workspace_deleted on workspace (deleted_at) where deleted_at is not null;

-- What an account decides for everybody in it. Times are milliseconds.

-- the time zone of people who chose none, by its IANA name; null: the one of their browser
alter table account add column zone text;
-- nobody goes on without a second factor
alter table account add column mfa_required boolean not null default false;
-- how long a session lasts without use, and at most
alter table account add column session_idle bigint not null default 1800000;
alter table account add column session_absolute bigint not null default 43200000;

-- Ways to sign in besides the password. Times are milliseconds since 1970.

-- A code by e-mail. Nobody may have the address: the row is the same then, and no code ever fits.
create table email_code (
    -- known to the session of the browser that asked, and to nobody else
    id text primary key,
    -- a newer code replaces the one before
    email text not null unique,
    -- until the letter is written
    waiting boolean not null,
    person_id text references person (id),
    -- HMAC of six digits under the master key
    code_hash text,
    tries bigint not null,
    address text,
    user_agent text,
    created_at bigint not null,
    expires_at bigint not null
);
create index email_code_waiting on email_code (id) where waiting;
create index email_code_expiry on email_code (expires_at);

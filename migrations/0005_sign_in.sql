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

-- Keys of devices. Each proves both that the person has the device and that the device knows them.
create table passkey (
    id text primary key,
    person_id text not null references person (id),
    -- what the device calls it, base64url: it belongs to one person
    credential_id text not null unique,
    name text not null,
    -- public key and flags, JSON
    credential text not null,
    -- how often it has signed, as it says; keys that are kept on several devices always say 0
    counter bigint not null,
    -- whether it is kept elsewhere, too, so that a lost device does not take it along
    backed_up boolean not null,
    created_at bigint not null,
    last_used_at bigint
);
create index passkey_person on passkey (person_id, id);

-- Who else says who somebody is: one OpenID provider per account.
create table oidc_provider (
    account_id text primary key references account (id),
    -- what the button on the sign-in page says
    label text not null,
    issuer text not null,
    client_id text not null,
    -- sealed
    client_secret text not null,
    -- its word counts for both factors
    both_factors boolean not null,
    enabled boolean not null,
    created_at bigint not null,
    updated_at bigint not null
);

-- The person whom a provider means by a subject, from their first sign-in with it on.
create table oidc_subject (
    account_id text not null references account (id),
    issuer text not null,
    subject text not null,
    person_id text not null references person (id),
    linked_at bigint not null,
    primary key (account_id, issuer, subject)
);
create index oidc_subject_person on oidc_subject (person_id);

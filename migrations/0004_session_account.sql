-- The account that a session is in: whoever is deactivated in one account is signed out there and stays signed in elsewhere.
alter table session add column account_id text;

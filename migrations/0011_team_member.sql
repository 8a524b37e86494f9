-- A member as every list of people shows them: who, in which role, and whether signing in asks them for more than one proof.
create view team_member as
select member.account_id, member.person_id, person.name, person.email, member.role_id, role.name as role_name, member.status,
    member.joined_at,
    person.totp_confirmed_at is not null or exists (select 1 from passkey where passkey.person_id = person.id) as second_factor
from member join person on person.id = member.person_id
join role on role.account_id = member.account_id and role.id = member.role_id;

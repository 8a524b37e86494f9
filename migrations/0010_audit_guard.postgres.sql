-- The guards of the audit log, which each database has its own words for, and the head of a new chain.
insert into audit_head (id, chain, sequence, hash, at, signature) values (1, replace(gen_random_uuid()::text, '-', ''), 0, '', 0, '');

-- Nothing of it is ever changed or deleted, but for entries whose seal says that they were purged.
create function audit_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and tg_table_name = 'audit_entry' then
        if exists (select 1 from audit_seal where entry_id = old.id and digest is not null) then return old; end if;
    elsif tg_op = 'UPDATE' and tg_table_name = 'audit_seal' then
        if old.digest is null and new.digest is not null and new.proof is not null and new.sequence = old.sequence
            and new.entry_id = old.entry_id and new.version = old.version and new.hash = old.hash then return new; end if;
    elsif tg_op = 'UPDATE' and tg_table_name = 'audit_head' then
        if new.sequence >= old.sequence and new.chain = old.chain then return new; end if;
    end if;
    raise exception '% refuses to %: the audit log is only added to', tg_table_name, lower(tg_op);
end $$;
create trigger audit_entry_guard before update or delete on audit_entry for each row execute function audit_guard();
create trigger audit_seal_guard before update or delete on audit_seal for each row execute function audit_guard();
create trigger audit_checkpoint_guard before update or delete on audit_checkpoint for each row execute function audit_guard();
create trigger audit_head_guard before update or delete on audit_head for each row execute function audit_guard();
create trigger audit_entry_truncate before truncate on audit_entry for each statement execute function audit_guard();
create trigger audit_seal_truncate before truncate on audit_seal for each statement execute function audit_guard();
create trigger audit_checkpoint_truncate before truncate on audit_checkpoint for each statement execute function audit_guard();
create trigger audit_head_truncate before truncate on audit_head for each statement execute function audit_guard();

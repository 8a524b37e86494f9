-- The guards of the audit log, which each database has its own words for, and the head of a new chain.
insert into audit_head (id, chain, sequence, hash, at, signature) values (1, lower(hex(randomblob(16))), 0, '', 0, '');

-- Nothing of it is ever changed or deleted, but for entries whose seal says that they were purged.
create trigger audit_entry_update before update on audit_entry
begin select raise(abort, 'entries of the audit log are never changed'); end;
create trigger audit_entry_delete before delete on audit_entry
when not exists (select 1 from audit_seal where entry_id = old.id and digest is not null)
begin select raise(abort, 'entries of the audit log are never deleted'); end;
create trigger audit_seal_update before update on audit_seal
when old.digest is not null or new.digest is null or new.proof is null or new.sequence <> old.sequence or new.entry_id <> old.entry_id
    or new.version <> old.version or new.hash <> old.hash
begin select raise(abort, 'seals of the audit log are never changed'); end;
create trigger audit_seal_delete before delete on audit_seal
begin select raise(abort, 'seals of the audit log are never deleted'); end;
create trigger audit_checkpoint_update before update on audit_checkpoint
begin select raise(abort, 'checkpoints of the audit log are never changed'); end;
create trigger audit_checkpoint_delete before delete on audit_checkpoint
begin select raise(abort, 'checkpoints of the audit log are never deleted'); end;
create trigger audit_head_update before update on audit_head when new.sequence < old.sequence or new.chain <> old.chain
begin select raise(abort, 'the head of the audit log never goes back'); end;
create trigger audit_head_delete before delete on audit_head
begin select raise(abort, 'the head of the audit log is never deleted'); end;

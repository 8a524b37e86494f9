-- PostgreSQL keeps the rows of workspaces apart by policies; this database has none.
select 1;

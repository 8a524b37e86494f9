-- Who works in one workspace finds no rows of another one, whatever a statement says. Belfry's own work across workspaces names none.
do $$
declare name text;
begin
    for name in
        select c.table_name from information_schema.columns c
        join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = current_schema() and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE'
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy one_workspace on %I using (coalesce(current_setting(''belfry.workspace'', true), '''') in ('''', workspace_id))',
            name
        );
    end loop;
end $$;

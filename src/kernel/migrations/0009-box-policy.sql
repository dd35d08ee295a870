-- The condition of a policy over a box, in one form for all tables: each end is read once a statement. To the planner the ends are unknown,
-- and it takes several unknown ranges for nearly nothing: it would walk a whole region instead of coming by the key asked for. The constant
-- that it can't see through makes it count on half of the rows, so a statement says itself which part it wants.
create function kernel.box_policy(setting text, columns text[] default array['region_path', 'organisation', 'holder', 'class', 'case_id'])
  returns text language sql immutable parallel safe set search_path = pg_catalog
as $$
  select '((' || string_agg(format(
      case of.name when 'region_path' then '%1$I >= (select kernel.box_part(%2$L, %3$s)) and %1$I < (select kernel.box_part(%2$L, %4$s))'
        else '%1$I >= (select kernel.box_part(%2$L, %3$s)::' || of.type || ') and %1$I <= (select kernel.box_part(%2$L, %4$s)::' || of.type || ')' end,
      of.name, setting, of.part, of.part + 1), ' and ' order by of.part) || ') or (select false))'
  from (values ('region_path', 1, 'text'), ('organisation', 3, 'uuid'), ('holder', 5, 'uuid'), ('class', 7, 'smallint'), ('case_id', 9, 'uuid'))
    as of(name, part, type)
  where of.name = any (columns)
$$;
revoke all on function kernel.box_policy from public;
grant execute on function kernel.box_policy to chengshu_cases;

do $$
declare
  box text := kernel.box_policy('box.kernel_ask', array['region_path', 'organisation']);
begin
  execute format('alter policy read on kernel.ask using (%s)', box);
  execute format('alter policy answer on kernel.ask using (state = ''open'' and %s)', box);
end
$$;
-- What somebody asked is looked for by who asked.
create index ask_asker on kernel.ask (asker, id);

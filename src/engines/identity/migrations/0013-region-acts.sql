-- Regions that are merged, split or come under another: what lies there goes with them, act by act, in pieces.

-- Where whatever lies at a path goes by an act. A path that is not here stays.
create table identity.region_move (
  act uuid not null,
  from_path text collate "C" not null,
  from_region uuid not null,
  to_region uuid not null,
  to_code text not null,
  to_path text collate "C" not null,
  primary key (act, from_path),
  check (from_path <> to_path)
);
alter table identity.region_move enable row level security;
create policy read on identity.region_move for select to chengshu_app, chengshu_hall using (true);
grant select on identity.region_move to chengshu_app, chengshu_hall;
grant usage on schema identity to chengshu_cases;
grant select on identity.region_move to chengshu_cases;
create policy moves on identity.region_move for select to chengshu_cases using (true);

-- The installation itself: no account and no post stands behind it.
create function identity.by_the_system() returns boolean language sql stable parallel safe set search_path = pg_catalog
  return coalesce(kernel.setting_text('purpose') like 'system:%', false) and kernel.setting_key('actor') is null
    and kernel.setting_key('person') is null and kernel.setting_key('post') is null and session_user <> 'chengshu_hall';
revoke all on function identity.by_the_system() from public;

-- Nobody changes what an act says once it is written; one person prepares it, another approves it, the installation carries it out.
create function identity.check_region_act() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  me uuid := kernel.setting_key('actor');
  -- Whoever wrote the first version prepared it.
  preparer uuid := case when tg_op = 'UPDATE' then (select c.actor from kernel.change c where c.record = old.id and c.version = 1 limit 1) end;
  step text := case when tg_op = 'INSERT' then 'new' else old.state end || ' ' || new.state;
begin
  if tg_op = 'UPDATE' and (new.kind, new.number, new.effective_from, new.sources, new.subject, new."into", new.into_name, new.parts, new."table", new.rest,
      new.parent, new.prepared_by, new.affected, new.clashes, new.reach, new.ended) is distinct from
    (old.kind, old.number, old.effective_from, old.sources, old.subject, old."into", old.into_name, old.parts, old."table", old.rest,
      old.parent, old.prepared_by, old.affected, old.clashes, old.reach, old.ended) then
    raise exception '区划调整写明以后不能修改，请撤回后重新填写' using errcode = 'CS409', hint = 'region-act.kept';
  end if;
  if step = 'new draft' then
    if me is null or not identity.acts_as(array['identity.region-officer'], new.region_path) then
      raise exception 'an act beyond the duties of whoever prepares it' using errcode = '42501';
    end if;
  elsif step in ('draft proposed', 'draft withdrawn', 'proposed withdrawn', 'approved withdrawn') then
    if me is null or not identity.acts_as(array['identity.region-officer'], new.region_path) then
      raise exception 'an act beyond the duties of whoever withdraws or submits it' using errcode = '42501';
    end if;
  elsif step in ('proposed approved', 'proposed refused') then
    if me is null or not identity.acts_as(array['identity.region-approver'], new.region_path) then
      raise exception 'an act beyond the duties of whoever decides it' using errcode = '42501';
    end if;
    if preparer is null or identity.same_person(me, preparer) then
      raise exception '区划调整须由经办人以外的人批准' using errcode = 'CS409', hint = 'region-act.own';
    end if;
  elsif step in ('approved running', 'approved failed', 'running settling', 'settling done') then
    if not identity.by_the_system() then
      raise exception '只由系统执行' using errcode = '42501';
    end if;
  elsif tg_op = 'INSERT' then
    raise exception 'an act begins as a draft' using errcode = '42501';
  elsif new.state <> old.state then
    raise exception '这项区划调整已经是另一个状态' using errcode = 'CS409', hint = 'region-act.state';
  end if;
  return new;
end
$$;
create trigger region_act_checked before insert or update on identity.region_act for each row execute function identity.check_region_act();

-- Says where things go, as the act begins.
create function identity.begin_region_act(of_act uuid, moves jsonb) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  made integer;
begin
  if not identity.by_the_system() or not exists (select from identity.region_act a where a.id = of_act and a.state = 'running') then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into identity.region_move (act, from_path, from_region, to_region, to_code, to_path)
  select of_act, m."fromPath", m."from", m."to", m."toCode", m."toPath"
  from jsonb_to_recordset(moves) as m("fromPath" text, "from" uuid, "to" uuid, "toCode" text, "toPath" text);
  get diagnostics made = row_count;
  return made;
end
$$;

-- How much an act has moved, and how much of it ended as it came.
create table identity.region_progress (
  act uuid primary key,
  moved bigint not null,
  repeated bigint not null
);
alter table identity.region_progress enable row level security;
create policy read on identity.region_progress for select to chengshu_app using (true);
grant select on identity.region_progress to chengshu_app;
create function identity.note_moved(of_act uuid, more bigint, more_repeated bigint) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if not identity.by_the_system() then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  insert into identity.region_progress as p (act, moved, repeated) values (of_act, more, more_repeated)
  on conflict (act) do update set moved = p.moved + excluded.moved, repeated = p.repeated + excluded.repeated;
end
$$;

-- Where an act moves what lies there: not what lies at a path that is a region's own again.
create function identity.moves_of(of_act uuid) returns setof identity.region_move
  language sql stable security definer set search_path = pg_catalog
as $$
  select m.* from identity.region_move m where m.act = of_act
    and not exists (select from identity.region r where r.path = m.from_path and r.ended is null and r.effective @> now())
$$;

-- Moves up to `most` rows of a table where they go, with a version each where the table keeps versions. A row that would be the same as one
-- that is there already, by a key of the register, ends as it comes. `of_column`: the register's own field that says where a record lies.
create function identity.move_placed(of_act uuid, of_table text, of_column text, most integer)
  returns table (moved integer, repeated integer, more boolean)
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  of regclass := of_table::regclass;
  logged boolean := of = 'identity.consent'::regclass or exists (select from pg_trigger t where t.tgrelid = of and t.tgname = 'log_update');
  has text[] := array(select a.attname::text from pg_attribute a where a.attrelid = of and a.attnum > 0 and not a.attisdropped);
  few text;
  written text;
  one uuid;
  keys uuid[];
begin
  if not identity.by_the_system() or not exists (select from identity.region_act a where a.id = of_act and a.state in ('running', 'settling', 'done')) then
    raise exception '只由系统执行' using errcode = '42501';
  end if;
  if not has @> array['id', 'region_path'] or of::text like 'cases.%' or (of_column is not null and not exists (select from pg_attribute a
      where a.attrelid = of and a.attname = of_column and a.atttypid = 'uuid'::regtype)) then
    raise exception '% is no table whose rows lie in regions', of_table;
  end if;
  written := concat_ws(', ', 'region_path = m.to_path',
    case when has @> array['region'] then 'region = m.to_region' end,
    case when has @> array['region_code'] then 'region_code = m.to_code' end,
    case when logged then 'version = t.version + 1, recorded = clock_timestamp()' end,
    case when of_column not in ('region') then format('%1$I = case when t.%1$I = m.from_region then m.to_region else t.%1$I end', of_column) end);
  few := format('select t.id from identity.moves_of($1) m join %s t on t.region_path = m.from_path', of);
  execute format('select array(%s limit $2 for update of t skip locked)', few) into keys using of_act, most;
  moved := cardinality(keys);
  repeated := 0;
  if moved = 0 then
    execute format('select exists (%s)', few) into more using of_act;
    return next;
    return;
  end if;
  written := format('update %s t set %s from identity.region_move m where m.act = $1 and m.from_path = t.region_path and t.id = ', of, written);
  more := true;
  begin
    execute written || 'any($2)' using of_act, keys;
  exception when unique_violation or exclusion_violation then
    foreach one in array keys loop
      begin
        execute written || '$2' using of_act, one;
      exception when unique_violation or exclusion_violation then
        execute replace(written, ' from identity.region_move m', ', ended = clock_timestamp() from identity.region_move m') || '$2' using of_act, one;
        repeated := repeated + 1;
      end;
    end loop;
  end;
  return next;
end
$$;

revoke all on function identity.begin_region_act(uuid, jsonb), identity.note_moved(uuid, bigint, bigint), identity.moves_of(uuid), identity.move_placed(uuid, text, text, integer) from public;
grant execute on function identity.begin_region_act(uuid, jsonb), identity.note_moved(uuid, bigint, bigint), identity.move_placed(uuid, text, text, integer) to chengshu_app;
grant execute on function identity.moves_of(uuid) to chengshu_cases;

-- A path is a region's as long as its parent and its parent's path are: another one is given by an act alone. A region that begins again
-- under its old parent has its old path again.
create or replace function identity.check_region() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  above text;
  own record;
  by_act boolean;
begin
  if new.parent is not null then
    select r.path into above from identity.region r where r.key = new.parent and r.effective && new.effective order by r.effective desc limit 1;
    if above is null then raise exception '上级行政区划不存在' using errcode = 'CS422', hint = 'region.parent'; end if;
  end if;
  -- What was in order stays in order when a period ends; an act since may have given others of its periods another path.
  by_act := tg_op = 'UPDATE' and (old.path, old.code) = (new.path, new.code) and old.parent is not distinct from new.parent
    or exists (select from identity.region_move m join identity.region_act a on a.id = m.act
    where a.state = 'running' and m.to_region = new.key and m.to_path = new.path);
  select count(*) as periods, bool_or(r.parent is not distinct from new.parent) as same_parent,
    bool_or(r.parent is not distinct from new.parent and r.path = new.path) as same_path
  into own from identity.region r where r.key = new.key and r.id <> new.id and r.ended is null;
  if own.periods > 0 and not own.same_parent and not by_act then
    raise exception '改到另一个上级要办理区划调整' using errcode = 'CS422', hint = 'region.parent';
  end if;
  if not by_act and ((own.periods > 0 and not own.same_path) or (own.periods = 0 and new.path is distinct from coalesce(above, '') || new.code || '/')) then
    raise exception '路径应为上级的路径加上本级最初的代码' using errcode = 'CS422', hint = 'region.path';
  end if;
  if exists (select from identity.region r where r.path = new.path and r.key <> new.key) then
    raise exception '这个路径属于另一个行政区划' using errcode = 'CS409', hint = 'region.path';
  end if;
  if exists (select from identity.region r where r.code = new.code and r.key <> new.key and r.ended is null and r.effective && new.effective) then
    raise exception '这个代码在这段时间属于另一个行政区划' using errcode = 'CS409', hint = 'region.code';
  end if;
  return new;
end
$$;

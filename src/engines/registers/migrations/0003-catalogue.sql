-- The catalogue beside its register `catalogue.resource`: who may know an entry, codes of departments, last changes, quality.

-- Who may know an entry: 0 anybody, 1 everybody at work, 2 those alone who keep it. It follows from the entry itself, whoever writes it.
create function catalogue.set_class() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  new.class := case when new.state = 'published' and new.opening <> 'none' then 0 when new.state = 'published' then 1 else 2 end;
  return new;
end $$;
create trigger known_to before insert or update on catalogue.resource for each row execute function catalogue.set_class();
update catalogue.resource set version = version + 1 where class <> case when state <> 'published' then 2 when opening = 'none' then 1 else 0 end;

-- Whoever keeps the catalogue looks at an entry and makes it known; a department does not publish its own.
create function catalogue.guard_state() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.state = 'published' and (tg_op = 'INSERT' or old.state <> 'published') and kernel.setting_text('catalogue') is distinct from 'keeper'
    and coalesce(kernel.setting_text('purpose'), '') not like 'system:%' then
    raise insufficient_privilege using message = 'entries of the catalogue are published by whoever keeps it';
  end if;
  return new;
end $$;
create trigger state before insert or update on catalogue.resource for each row execute function catalogue.guard_state();

-- How often entries changed: whoever keeps an index of them in memory sees here that it is old. A row, and no sequence, so that it is
-- raised when the change can be seen and not before.
create table catalogue.edition (one boolean primary key default true check (one), edition bigint not null);
insert into catalogue.edition (edition) values (1);
create function catalogue.raise_edition() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  update catalogue.edition set edition = edition + 1;
  return null;
end $$;
create trigger edition after insert or update or delete on catalogue.resource for each statement execute function catalogue.raise_edition();

-- Numbers of departments in resource codes, by what a department does: the same in every county, and never given twice.
create table catalogue.department (fn text primary key, number integer not null unique);
-- Numbers of entries under a prefix of codes.
create table catalogue.sequence (prefix text primary key, last integer not null);

-- Of each register of the platform: when a record of it was last written, and what its quality was when that was last counted.
create table catalogue.pulse (
  register text primary key,
  changed timestamptz,
  counted timestamptz,
  -- Of the rules as they stood then.
  rules text,
  records bigint,
  -- Out of a hundred, made of numbers that may be told to everybody at work.
  score numeric(4, 1)
);
-- What came of each rule.
create table catalogue.quality (
  register text not null,
  rule text not null,
  checked bigint not null,
  failing bigint not null,
  examples uuid[] not null,
  primary key (register, rule)
);
-- A register is counted in pieces by key; a change makes one piece old, and the others keep their counts.
create table catalogue.piece (
  register text not null,
  above uuid not null,
  upto uuid not null,
  records bigint not null,
  checked bigint[] not null,
  failing bigint[] not null,
  examples jsonb not null,
  old boolean not null default false,
  primary key (register, above)
);

-- Who is told when an entry changes.
create table catalogue.follow (account uuid not null, resource uuid not null, primary key (account, resource));
create index follow_resource on catalogue.follow (resource);

-- How long a cycle is, and how long after it nobody is reproached: half of it, a week at most.
create function catalogue.cycle_length(cycle text) returns interval language sql immutable parallel safe as $$
  select case cycle when 'real-time' then interval '1 day' when 'daily' then interval '1 day' when 'weekly' then interval '7 days'
    when 'monthly' then interval '1 month' when 'quarterly' then interval '3 months' when 'half-yearly' then interval '6 months'
    when 'yearly' then interval '1 year' end
$$;
create function catalogue.light(cycle text, changed timestamptz, now timestamptz) returns text language sql immutable parallel safe as $$
  select case when catalogue.cycle_length(cycle) is null then 'none' when changed is null then 'unknown'
    when now <= changed + catalogue.cycle_length(cycle) then 'green'
    when now <= changed + catalogue.cycle_length(cycle) + least(catalogue.cycle_length(cycle) / 2, interval '7 days') then 'yellow'
    else 'red' end
$$;
-- A unified social credit code whose check characters are right (GB 32100-2015; its organisation code GB 11714-1997).
create function catalogue.is_credit_code(code text) returns boolean language sql immutable strict parallel safe as $$
  select case when code !~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-Z]{8}[0-9X][0-9A-HJ-NPQRTUWXY]$' then false else (
    select (31 - sum((array[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28])[i]
      * (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, i, 1)) - 1)) % 31) % 31
      = strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, 18, 1)) - 1 from generate_series(1, 17) i) and (
    select (11 - sum((array[3,7,9,10,5,8,4,2])[i] * (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(code, i + 8, 1)) - 1)) % 11) % 11
      = strpos('0123456789X', substr(code, 17, 1)) - 1 from generate_series(1, 8) i) end
$$;

grant usage on schema catalogue to chengshu_app, chengshu_hall;
do $$ declare t text; begin
  foreach t in array array['edition', 'department', 'sequence', 'pulse', 'quality', 'piece'] loop
    execute format('alter table catalogue.%I enable row level security', t);
    -- Whoever counts, or gives out codes, says so: nobody else reads single counts here, or writes.
    execute format($p$create policy keeper on catalogue.%I to chengshu_app
      using ((select kernel.setting_text('catalogue')) = 'keeper') with check ((select kernel.setting_text('catalogue')) = 'keeper')$p$, t);
    execute format('grant select, insert, update, delete on catalogue.%I to chengshu_app', t);
  end loop;
end $$;
alter table catalogue.follow enable row level security;
create policy own on catalogue.follow to chengshu_app
  using (account = (select kernel.setting_key('actor'))) with check (account = (select kernel.setting_key('actor')));
create policy keeper on catalogue.follow for select to chengshu_app using ((select kernel.setting_text('catalogue')) = 'keeper');
grant select, insert, delete on catalogue.follow to chengshu_app;
create policy seen on catalogue.edition for select to chengshu_app, chengshu_hall using (true);
create policy seen on catalogue.pulse for select to chengshu_app using (true);
grant select on catalogue.edition, catalogue.pulse to chengshu_hall;

-- Registers and overlays that a city defines for itself: each version as it was asked for, who answered, how far it was applied. A version
-- that somebody has asked for is never changed again. The migrator applies it; the application reads what is in force.

create table registers.definition (
  id uuid primary key,
  -- `local.<noun>`, or the name of the shipped register over which it is laid.
  name text not null check (length(name) between 3 and 80),
  kind text not null check (kind in ('register', 'overlay')),
  version integer not null,
  -- The version in force when this one was begun; another one since then means that it no longer fits.
  base integer,
  state text not null default 'draft'
    check (state in ('draft', 'asked', 'accepted', 'applying', 'force', 'replaced', 'refused', 'failed', 'withdrawn')),
  -- Of the installation as a whole: every process learns the greatest one in force.
  number bigint unique,
  -- As text: fields and options stand in the order in which they were written.
  content json not null,
  -- How often the draft was saved: who saves another one than was read is told so.
  revision integer not null default 1,
  author uuid not null,
  author_name text not null,
  organisation uuid not null,
  region_path text collate "C" not null,
  reason text,
  ask uuid,
  -- Another person than the author; the engine knows of several accounts of one person, too.
  answerer uuid check (answerer <> author),
  answerer_name text,
  answer text,
  -- The steps of the plan as they were shown to whoever answered.
  plan jsonb,
  problem text,
  made timestamptz not null default clock_timestamp(),
  saved timestamptz not null default clock_timestamp(),
  asked timestamptz,
  answered timestamptz,
  applied timestamptz,
  unique (name, version)
);
-- One at a time is on its way for a register.
create unique index definition_under_way on registers.definition (name) where state in ('draft', 'asked', 'accepted', 'applying', 'failed');
create unique index definition_in_force on registers.definition (name) where state = 'force';

create function registers.keep_definition() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if old.state <> 'draft' and (new.content::text, new.name, new.version, new.kind, new.base, new.author) is distinct from
     (old.content::text, old.name, old.version, old.kind, old.base, old.author) then
    raise exception 'a version of a definition that was asked for is never changed';
  end if;
  if (old.state in ('force', 'replaced') and new.state not in ('force', 'replaced')) or (old.state in ('refused', 'withdrawn') and new.state <> old.state) then
    raise exception 'a version of a definition does not go back from % to %', old.state, new.state;
  end if;
  return new;
end $$;
create trigger kept before update on registers.definition for each row execute function registers.keep_definition();

-- How far the migrator is, step by step of the plan: what is done is not done again after a crash.
create table registers.definition_step (
  definition uuid not null references registers.definition (id) on delete cascade,
  key text not null,
  position integer not null,
  -- Records done of those that there are, for a step that goes through them.
  done integer not null default 0,
  began timestamptz not null default clock_timestamp(),
  finished timestamptz,
  primary key (definition, key)
);

alter table registers.definition enable row level security;
alter table registers.definition_step enable row level security;
-- What was or is in force is no secret: every process reads it when it starts. The rest is for those who keep definitions; the engine says so.
create policy in_force on registers.definition for select to chengshu_app using (state in ('force', 'replaced'));
create policy keeper on registers.definition to chengshu_app
  using ((select kernel.setting_text('definitions')) = 'keeper') with check ((select kernel.setting_text('definitions')) = 'keeper');
create policy keeper on registers.definition_step for select to chengshu_app using ((select kernel.setting_text('definitions')) = 'keeper');
grant select, insert, update, delete on registers.definition to chengshu_app;
grant select on registers.definition_step to chengshu_app;

-- The application may say that a version is accepted, and nothing further: what is in force, and under which number, the migrator says.
create function registers.only_migrator() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if current_user = 'chengshu_app' and new.state in ('applying', 'force', 'replaced') and new.state is distinct from old.state then
    raise insufficient_privilege using message = 'only the migrator applies definitions';
  end if;
  return new;
end $$;
create trigger by_migrator before update on registers.definition for each row execute function registers.only_migrator();

-- Whether there is something for the migrator to do; no more than that is told.
create function registers.definitions_wait() returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from registers.definition d where d.state in ('accepted', 'applying'))
$$;
revoke all on function registers.definitions_wait() from public;
grant execute on function registers.definitions_wait() to chengshu_app;

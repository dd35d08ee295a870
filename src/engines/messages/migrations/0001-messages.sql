-- The site inbox. A message is words for somebody and leads to the thing itself, which has its own history; so it leaves no envelope.

create schema messages;
grant usage on schema messages to chengshu_app, chengshu_hall;

-- Addressed to exactly one of: a person, an account, a post, or whoever holds a role at an organisation for a region. The last is resolved
-- when it is read, so that whoever takes over a duty finds what still waits.
create table messages.message (
  id uuid primary key,
  made timestamptz not null default clock_timestamp(),
  person uuid not null default '00000000-0000-0000-0000-000000000000',
  account uuid not null default '00000000-0000-0000-0000-000000000000',
  post uuid not null default '00000000-0000-0000-0000-000000000000',
  role text not null default '',
  organisation uuid not null default '00000000-0000-0000-0000-000000000000',
  region_path text collate "C" not null default '!',
  case_id uuid not null default '00000000-0000-0000-0000-000000000000',
  key text not null,
  title text not null check (length(title) between 1 and 200),
  text text not null check (length(text) <= 2000),
  link text not null check (link ~ '^/($|[^/\\])' and length(link) <= 500),
  check (1 = (person <> '00000000-0000-0000-0000-000000000000')::integer + (account <> '00000000-0000-0000-0000-000000000000')::integer
    + (post <> '00000000-0000-0000-0000-000000000000')::integer + (role <> '')::integer),
  check ((role <> '') = (organisation <> '00000000-0000-0000-0000-000000000000'))
);
create unique index message_key on messages.message (key, person, account, post, role, organisation);
create index message_person on messages.message (person, id) where person <> '00000000-0000-0000-0000-000000000000';
create index message_account on messages.message (account, id) where account <> '00000000-0000-0000-0000-000000000000';
create index message_post on messages.message (post, id) where post <> '00000000-0000-0000-0000-000000000000';
create index message_role on messages.message (organisation, role, id) where role <> '';

-- Who has read what; a message to a role is read by each for himself.
create table messages.reading (
  message uuid not null references messages.message on delete cascade,
  account uuid not null,
  at timestamptz not null default clock_timestamp(),
  primary key (account, message)
);

alter table messages.message enable row level security;
create policy own on messages.message for select to chengshu_app, chengshu_hall using (
  (person <> '00000000-0000-0000-0000-000000000000' and person = (select kernel.setting_key('person')))
  or (account <> '00000000-0000-0000-0000-000000000000' and account = (select kernel.setting_key('actor')))
  or (post <> '00000000-0000-0000-0000-000000000000' and post = (select kernel.setting_key('post'))));
create policy duty on messages.message for select to chengshu_app using (
  role <> ''
  and region_path >= (select kernel.box_part('box.messages_message', 1)) and region_path < (select kernel.box_part('box.messages_message', 2))
  and organisation >= (select kernel.box_part('box.messages_message', 3)::uuid) and organisation <= (select kernel.box_part('box.messages_message', 4)::uuid));
grant select on messages.message to chengshu_app, chengshu_hall;

alter table messages.reading enable row level security;
create policy own on messages.reading for select to chengshu_app, chengshu_hall using (account = (select kernel.setting_key('actor')));
-- Only what one may see can be marked: the condition reads under the policies of `message`.
create policy marked on messages.reading for insert to chengshu_app, chengshu_hall with check (
  account = (select kernel.setting_key('actor')) and exists (select from messages.message m where m.id = message));
grant select, insert on messages.reading to chengshu_app, chengshu_hall;

-- The only door through which messages are made, in the acting transaction. Two of one key to one addressee are one. Gives whether it is new.
create function messages.send(input jsonb) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
  if kernel.setting_text('installation') is distinct from (select installation from kernel.identity)
    or (kernel.setting_key('actor') is null and kernel.setting_text('purpose') not like 'system:%') then
    raise exception 'nobody acts' using errcode = '42501';
  end if;
  insert into messages.message (id, person, account, post, role, organisation, region_path, case_id, key, title, text, link)
  select m.id, coalesce(m.person, no_key), coalesce(m.account, no_key), coalesce(m.post, no_key), coalesce(m.role, ''),
    coalesce(m.organisation, no_key), coalesce(m."regionPath", '!'), coalesce(m."case", no_key), m.key, m.title, m.text, m.link
  from jsonb_to_record(input) as m(id uuid, person uuid, account uuid, post uuid, role text, organisation uuid, "regionPath" text, "case" uuid,
    key text, title text, text text, link text), (select '00000000-0000-0000-0000-000000000000'::uuid as no_key) as nothing
  on conflict (key, person, account, post, role, organisation) do nothing;
  return found;
end
$$;
revoke all on function messages.send from public;
grant execute on function messages.send to chengshu_app, chengshu_hall;

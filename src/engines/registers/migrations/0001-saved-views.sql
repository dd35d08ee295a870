-- Lists as somebody wants to find them again: the words, filters, order and columns of a page, under a name. Preferences and no records:
-- they leave no envelopes. What a view shows is decided anew for whoever opens it.

create schema if not exists registers;
grant usage on schema registers to chengshu_app;

create table registers.saved_view (
  id uuid primary key,
  account uuid not null,
  post uuid not null,
  organisation uuid not null,
  page text not null check (length(page) <= 120),
  name text not null check (length(name) between 1 and 40),
  -- The query of the page's address, without its question mark.
  query text not null check (length(query) <= 4000),
  -- Who else finds it: nobody, the other holders of the post, the organisation.
  reach text not null check (reach in ('own', 'post', 'organisation')),
  recorded timestamptz not null default clock_timestamp()
);
create unique index saved_view_name on registers.saved_view (account, page, name);
create index saved_view_post on registers.saved_view (post, page) where reach = 'post';
create index saved_view_organisation on registers.saved_view (organisation, page) where reach = 'organisation';

alter table registers.saved_view enable row level security;
create policy read on registers.saved_view for select to chengshu_app using (
  account = (select kernel.setting_key('actor'))
  or (reach = 'post' and post = (select kernel.setting_key('post')))
  or (reach = 'organisation' and organisation = (select kernel.setting_key('organisation'))));
create policy add on registers.saved_view for insert to chengshu_app with check (
  account = (select kernel.setting_key('actor'))
  and post = (select kernel.setting_key('post'))
  and organisation = (select kernel.setting_key('organisation')));
create policy change on registers.saved_view for update to chengshu_app
  using (account = (select kernel.setting_key('actor')))
  with check (account = (select kernel.setting_key('actor'))
    and post = (select kernel.setting_key('post'))
    and organisation = (select kernel.setting_key('organisation')));
create policy take_away on registers.saved_view for delete to chengshu_app using (account = (select kernel.setting_key('actor')));
grant select, insert, update, delete on registers.saved_view to chengshu_app;

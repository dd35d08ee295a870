-- Why versions were written, beside the change log, which says who and when: the reason that was given, the file that brought them in, the
-- ask that they carry out. One row for what a transaction did, or for one record of it.

create table registers.ground (
  incarnation integer not null,
  tx xid8 not null default pg_current_xact_id(),
  -- The record that it is about; the empty key for all of the transaction.
  record uuid not null,
  reason text check (length(reason) between 1 and 1000),
  batch uuid,
  -- The name of the batch's file, which outlives the batch.
  source text,
  ask uuid,
  check ((batch is null) = (source is null)),
  primary key (incarnation, tx, record)
);
create index ground_ask on registers.ground (ask) where ask is not null;
alter table registers.ground enable row level security;
-- What a transaction did to a record may be known by whoever may know that record's envelopes.
create policy read on registers.ground for select to chengshu_app using (
  exists (select from kernel.change c where c.record = (select kernel.setting_key('log_record'))
    and c.incarnation = ground.incarnation and c.tx = ground.tx)
  and record in ((select kernel.setting_key('log_record')), '00000000-0000-0000-0000-000000000000'));
create policy add on registers.ground for insert to chengshu_app
  with check (tx = pg_current_xact_id() and (select kernel.setting_text('purpose')) is not null);
grant select on registers.ground to chengshu_app;
grant insert on registers.ground to chengshu_app;

-- Corrections of a record may be known by whoever may know its envelopes; the engine tells them to those who may see its history.
create policy of_record on kernel.ask for select to chengshu_app using (
  kind = 'registers.correction' and subject = (select kernel.setting_key('log_record')));

-- Whoever asked may take it back while nobody has answered. A function and no policy: a policy that lets the asker write would let the asker
-- answer.
create function registers.withdraw_ask(of_ask uuid, why text) returns boolean
  language sql volatile security definer set search_path = pg_catalog
as $$
  with taken as (
    update kernel.ask set state = 'withdrawn', answered = now(), answer = why
    where id = of_ask and state = 'open' and kind = 'registers.correction' and asker = kernel.setting_key('actor')
    returning id)
  select exists (select from taken)
$$;
revoke all on function registers.withdraw_ask(uuid, text) from public;
grant usage on schema registers to chengshu_hall;
grant execute on function registers.withdraw_ask(uuid, text) to chengshu_app, chengshu_hall;

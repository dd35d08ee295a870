-- Calls that add a record under a key of the caller's own (Idempotency-Key): the same call again gives the record that is there. No
-- records themselves: they leave no envelopes, and an account's own go with its next call after a week.

grant usage on schema registers to chengshu_hall;

create table registers.answered (
  account uuid not null,
  key text not null check (length(key) between 1 and 200),
  register text not null,
  -- SHA-256 of what was given.
  digest bytea not null,
  -- Empty only within the transaction that makes it.
  record uuid,
  recorded timestamptz not null default clock_timestamp(),
  primary key (account, key)
);

alter table registers.answered enable row level security;
create policy own on registers.answered for all to chengshu_app, chengshu_hall
  using (account = (select kernel.setting_key('actor'))) with check (account = (select kernel.setting_key('actor')));
grant select, insert, update (record), delete on registers.answered to chengshu_app, chengshu_hall;

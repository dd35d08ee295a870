-- What was generated into a demonstration: which seed, how much, up to which day; and whether it is all there. One row, and only in a
-- demonstration: it is what says that the people and cases here are nobody's.
create table kernel.generated (
  one boolean primary key default true check (one),
  seed text not null,
  persons integer not null,
  entities integer not null,
  cases integer not null,
  until date not null,
  began timestamptz not null default clock_timestamp(),
  ended timestamptz
);
alter table kernel.generated enable row level security;
create policy read on kernel.generated for select to chengshu_app, chengshu_hall using (true);
grant select on kernel.generated to chengshu_app, chengshu_hall;

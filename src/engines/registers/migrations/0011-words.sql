-- By which rules and fields the words of a register's records were made, and how far a new making has come. A register that was empty at the
-- start of a version that writes this down has it from the beginning; one without a row has records of an older version.

create table registers.words_made (
  register text primary key,
  -- SHA-256 of what the words follow from.
  digest text not null,
  -- The last record that was made anew; empty when none is left.
  after uuid
);

alter table registers.words_made enable row level security;
create policy engine on registers.words_made to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%')
  with check ((select kernel.setting_text('purpose')) like 'system:%');
grant select, insert, update on registers.words_made to chengshu_app;

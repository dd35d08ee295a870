-- An ask by nobody under no purpose could be written by a connection without any settings.
alter policy ask on kernel.ask with check (
  asker is not distinct from (select kernel.setting_key('actor')) and (select kernel.setting_text('purpose')) is not null and state = 'open');

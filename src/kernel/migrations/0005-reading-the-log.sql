-- The planner took a reader for one of hardly any rows, and sorted the whole rest of the log for each batch. The constant, which it can't
-- see through, makes it count on half of them.
alter policy read on kernel.change using (
  record = (select kernel.setting_key('log_record')) or (select kernel.setting_text('log')) = 'reader' or (select false));

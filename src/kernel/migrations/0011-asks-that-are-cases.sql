-- An ask that a procedure answers has its case, and is answered there alone.
alter table kernel.ask add column case_id uuid;
create unique index ask_case on kernel.ask (case_id) where case_id is not null;

-- The organisation that asked what a case answers, in a column of its own: its cases are found by it behind the policy.
set local role chengshu_cases;
alter table cases."case" add column asked_by uuid generated always as ((data #>> '{ask,organisation,id}')::uuid) stored;
create index case_asked_by on cases."case" (asked_by, id) where asked_by is not null;
reset role;

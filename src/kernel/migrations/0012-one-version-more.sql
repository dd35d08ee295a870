-- What a table's log says of an update that changes a key, or does not raise the version by one.
create function kernel.not_the_next(register text) returns integer language plpgsql volatile
as $$ begin
  raise exception 'an update of % must keep the key and raise the version by one', register;
end $$;

-- The version after the one that was seen; refused where somebody was faster.
create function kernel.stale() returns integer language plpgsql volatile
as $$ begin
  raise exception '这条记录刚被他人修改，请查看最新内容后再改' using errcode = 'CS409', hint = 'register.version';
end $$;
create function kernel.next_version(version integer, seen integer) returns integer language sql volatile
return case when version = seen then version + 1 else kernel.stale() end;

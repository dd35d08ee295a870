-- A counter's number, by a statement that is planned once a connection: one in SQL was read and planned anew at each call.
create or replace function kernel.take(counter text, many integer) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  last bigint;
begin
  insert into kernel.counter (name, value) values ($1, $2)
  on conflict (name) do update set value = kernel.counter.value + $2
  returning value into last;
  return last;
end
$$;

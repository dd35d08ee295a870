-- How far counters of a sort have come, for whoever gives out many numbers at once and makes sure afterwards that nobody came between.
create function kernel.counters(sort text) returns table (name text, value bigint)
  language sql stable security definer set search_path = pg_catalog
as $$
  select c.name, c.value from kernel.counter c where starts_with(c.name, sort)
$$;
revoke all on function kernel.counters from public;
grant execute on function kernel.counters to chengshu_app;

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

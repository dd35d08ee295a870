-- How far counters of a sort have come, for whoever gives out many numbers at once and makes sure afterwards that nobody came between.
create function kernel.counters(sort text) returns table (name text, value bigint)
  language sql stable security definer set search_path = pg_catalog
as $$
  select c.name, c.value from kernel.counter c where starts_with(c.name, sort)
$$;
revoke all on function kernel.counters from public;
grant execute on function kernel.counters to chengshu_app;

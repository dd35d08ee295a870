-- The city's zone: what day it is for the law is asked of no process and no server.
alter table kernel.identity add column timezone text not null default 'Asia/Shanghai';

create function kernel.today() returns date
  language sql stable security definer set search_path = pg_catalog
as $$ select (clock_timestamp() at time zone timezone)::date from kernel.identity $$;
revoke all on function kernel.today() from public;
grant execute on function kernel.today() to chengshu_app, chengshu_hall, chengshu_cases;

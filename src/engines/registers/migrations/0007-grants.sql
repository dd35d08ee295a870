-- What organisations are granted of the data of others, as sessions carry it: what counts on the city's own day, and nothing of what ended.
create function catalogue.grants_of(of_organisation uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object('register', g.register, 'regionPath', g.region_path, 'purpose', g.purpose,
      'fields', (select coalesce(jsonb_agg(i ->> 'key'), '[]') from jsonb_array_elements(g.items) i)) order by g.id), '[]')
  from catalogue."grant" g
  where g.recipient = of_organisation and g.ended is null and kernel.today() between g.since and g.until
$$;
revoke all on function catalogue.grants_of(uuid) from public;
create index grant_in_force on catalogue."grant" (recipient) where ended is null;

-- Who may know an act of the regions: everybody at work from its approval on, and before it those alone who prepare and approve. It follows
-- from the act itself, whoever writes it. One that was approved and then withdrawn stays known.
create function identity.set_act_class() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  new.class := case when new.state in ('draft', 'proposed', 'refused') or (new.state = 'withdrawn' and new.decided_by is null) then 2 else 1 end;
  return new;
end $$;
create trigger known_to before insert or update on identity.region_act for each row execute function identity.set_act_class();
update identity.region_act set version = version + 1
where class <> case when state in ('draft', 'proposed', 'refused') or (state = 'withdrawn' and decided_by is null) then 2 else 1 end;

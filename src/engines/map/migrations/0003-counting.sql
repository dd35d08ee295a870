-- A record with a place is counted in the town that the place lies in, one without in the region that it belongs to; so records of one
-- region path may fall into several towns.
alter table map.tally drop constraint tally_pkey;
alter table map.tally add primary key (layer, region_path, organisation, class, kind, town);

-- How a layer was declared when it was counted; another declaration is counted anew.
create table map.counted (
  layer text primary key,
  digest text not null,
  counted timestamptz not null default clock_timestamp()
);
alter table map.counted enable row level security;
create policy read on map.counted for select to chengshu_app, chengshu_hall using (true);
create policy own on map.counted to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
grant select on map.counted to chengshu_app, chengshu_hall;
grant insert, update, delete on map.counted to chengshu_app;

-- Counting reads what it wrote, of every layer.
create policy count on map.tally for select to chengshu_app using (
  (select kernel.setting_text('purpose')) like 'system:%' and (select kernel.setting_text('layer')) = 'all');

-- Polygons of regions and what is kept ready for the map. Everything but `boundary` and `laid_point` can be made again: regions from the
-- register of regions and the boundaries, tallies from the registers.

create schema map;
grant usage on schema map to chengshu_app, chengshu_hall;

-- Boundaries as a city's data gives them, by the code of the region; whoever shows them says the source and the note.
create table map.boundary (
  code text primary key,
  shape geometry(MultiPolygon, 4490) not null check (st_isvalid(shape)),
  source text not null,
  note text not null
);

-- Codes of regions whose point was laid for the demonstration and collected nowhere.
create table map.laid_point (code text primary key);

-- Regions of a period as the map draws them. `shape` is as exact as its source, `fine` and `coarse` are for screens; all three tile a county
-- without gap or overlap. Villages have a point alone. `made`: a boundary that was given, or towns told apart by the points in them.
create table map.region (
  region uuid not null,
  since timestamptz not null,
  until timestamptz,
  code text not null,
  name text not null,
  level text not null,
  parent uuid,
  path text collate "C" not null,
  seat geometry(Point, 4490) not null,
  laid boolean not null,
  shape geometry(MultiPolygon, 4490),
  fine geometry(MultiPolygon, 4490),
  coarse geometry(MultiPolygon, 4490),
  made text check (made in ('given', 'derived')),
  source text not null default '',
  -- Where the name of an area is best read: the middle of the largest circle in it. The seat of a county often lies at its edge.
  label geometry(Point, 4490),
  primary key (region, since)
);
create index region_below on map.region (parent, code) where until is null;
create index region_path on map.region (path) where until is null;
create index region_name on map.region using gin (name gin_trgm_ops) where until is null;
create index region_shape on map.region using gist (shape) where until is null;
create index region_seat on map.region using gist (seat) where until is null;

-- Counted again after every change of regions; caches of the public layers rest on it.
create table map.edition (
  one boolean primary key default true check (one),
  number bigint not null default 1,
  made timestamptz not null default clock_timestamp()
);
insert into map.edition default values;

-- Records of a layer's register counted by the plain columns that boxes compare, so that a figure on the map is made of what may be read and
-- of nothing else. A box bounded by holder or case meets no row: what is somebody's own is read from the register itself.
create table map.tally (
  layer text not null,
  region_path text collate "C" not null,
  organisation uuid not null,
  class smallint not null,
  kind text not null default '',
  holder uuid not null default '00000000-0000-0000-0000-000000000000',
  case_id uuid not null default '00000000-0000-0000-0000-000000000000',
  town uuid not null,
  county uuid not null,
  records integer not null check (records > 0),
  -- A record with a place is counted in the town that the place lies in, one without in the region that it belongs to; so records of one
  -- region path may fall into several towns.
  primary key (layer, region_path, organisation, class, kind, town)
);

-- How a layer was declared when it was counted; another declaration is counted anew.
create table map.counted (
  layer text primary key,
  digest text not null,
  counted timestamptz not null default clock_timestamp()
);

-- Places of a register whose tallies are to be counted again.
create table map.stale (
  register text not null,
  region_path text collate "C" not null,
  primary key (register, region_path)
);

-- Only the installation itself writes here.
alter table map.boundary enable row level security;
alter table map.laid_point enable row level security;
alter table map.region enable row level security;
alter table map.edition enable row level security;
alter table map.stale enable row level security;
alter table map.tally enable row level security;
alter table map.counted enable row level security;
create policy read on map.boundary for select to chengshu_app, chengshu_hall using (true);
create policy read on map.laid_point for select to chengshu_app using (true);
create policy read on map.region for select to chengshu_app, chengshu_hall using (true);
create policy read on map.edition for select to chengshu_app, chengshu_hall using (true);
create policy read on map.stale for select to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
create policy own on map.boundary to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
create policy own on map.laid_point to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
create policy own on map.region to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
create policy own on map.edition to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
create policy read on map.counted for select to chengshu_app, chengshu_hall using (true);
create policy own on map.counted to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
create policy own on map.stale to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');

-- The box of the layer's register, opened for this one layer; a hall process sees counts of what is public, whatever it asks.
create policy read on map.tally for select to chengshu_app, chengshu_hall using (
  layer = (select kernel.setting_text('layer'))
  and region_path >= (select kernel.box_part('box.map_tally', 1)) and region_path < (select kernel.box_part('box.map_tally', 2))
  and organisation >= (select kernel.box_part('box.map_tally', 3)::uuid) and organisation <= (select kernel.box_part('box.map_tally', 4)::uuid)
  and holder >= (select kernel.box_part('box.map_tally', 5)::uuid) and holder <= (select kernel.box_part('box.map_tally', 6)::uuid)
  and class >= (select kernel.box_part('box.map_tally', 7)::smallint) and class <= (select kernel.box_part('box.map_tally', 8)::smallint)
  and case_id >= (select kernel.box_part('box.map_tally', 9)::uuid) and case_id <= (select kernel.box_part('box.map_tally', 10)::uuid));
create policy hall on map.tally as restrictive for select to chengshu_hall using (class = 0);
create policy counted on map.tally for insert to chengshu_app with check ((select kernel.setting_text('purpose')) like 'system:%');
create policy recounted on map.tally for delete to chengshu_app using ((select kernel.setting_text('purpose')) like 'system:%');
-- Counting reads what it wrote, of every layer.
create policy count on map.tally for select to chengshu_app using (
  (select kernel.setting_text('purpose')) like 'system:%' and (select kernel.setting_text('layer')) = 'all');

grant select on map.boundary, map.region, map.edition, map.tally, map.counted to chengshu_app, chengshu_hall;
grant select on map.laid_point, map.stale to chengshu_app;
grant insert, update, delete on map.boundary, map.laid_point, map.region, map.counted, map.stale to chengshu_app;
grant update on map.edition to chengshu_app;
grant insert, delete on map.tally to chengshu_app;

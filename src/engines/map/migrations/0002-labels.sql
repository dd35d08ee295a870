-- Where the name of an area is best read: the middle of the largest circle in it. The seat of a county often lies at its edge.
alter table map.region add column label geometry(Point, 4490);
update map.region set label = (st_maximuminscribedcircle(coarse)).center where until is null and coarse is not null;

-- How a second person consents, and what a password that somebody else set means for it.

-- Whether a password is one that its person chose; who seats somebody could otherwise sign in as that person.
alter table identity.credential add column own boolean not null default true;

create function identity.answer_consent(of_subject uuid, yes boolean, why text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  c identity.consent;
  me uuid := kernel.setting_key('actor');
begin
  select * into c from identity.consent x where x.subject = of_subject for update;
  if c.id is null or not identity.acts_as(identity.consenters(c.kind), c.region_path) then
    raise exception 'a consent beyond the duties of whoever gives it' using errcode = '42501';
  end if;
  if c.state <> 'open' then
    raise exception '这一项已经由他人答复' using errcode = 'CS409', hint = 'consent.answered';
  end if;
  if c.until < clock_timestamp() then
    raise exception '这一项过了期限没有答复，已经失效，请重新提出' using errcode = 'CS409', hint = 'consent.lapsed';
  end if;
  if yes and (identity.same_person(me, c.asked_by) or identity.same_person(me, c.account) or (c.kind = 'duty' and exists (
    select from identity.holding h where h.post = c.post and h.ended is null and identity.same_person(me, h.account)))) then
    raise exception '这一项须由另一个人同意：您提出了它，或者它是给您的' using errcode = 'CS409', hint = 'consent.own';
  end if;
  if yes and exists (select from identity.credential p where p.account = c.account and not p.own) then
    raise exception '这个账户的密码还是他人设置的，请本人登录修改密码后再同意' using errcode = 'CS409', hint = 'consent.password';
  end if;
  update identity.consent x set version = x.version + 1, recorded = clock_timestamp(), state = case when yes then 'given' else 'refused' end,
    answered_by = me, answered = clock_timestamp(), reason = why where x.id = c.id;
end
$$;

-- What waits and what was answered lately, for the administrators of the place.
create function identity.consents(most integer)
  returns table (subject uuid, kind text, account uuid, account_name text, post_name text, organisation uuid, organisation_name text, role text, region uuid,
    ground text, state text, asked timestamptz, asked_by uuid, asked_by_name text, until timestamptz, lapsed boolean, answered timestamptz, answered_by_name text,
    reason text, mine boolean, own boolean, ready boolean)
  language sql stable security definer set search_path = pg_catalog
as $$
  select c.subject, c.kind, c.account, a.name, p.name, c.organisation, o.name, c.role, c.region, c.ground, c.state, c.asked, c.asked_by, k.name, c.until,
    c.state = 'open' and c.until < clock_timestamp(), c.answered, b.name, c.reason,
    identity.acts_as(identity.consenters(c.kind), c.region_path),
    identity.same_person(kernel.setting_key('actor'), c.asked_by) or identity.same_person(kernel.setting_key('actor'), c.account)
      or (c.kind = 'duty' and exists (select from identity.holding h where h.post = c.post and h.ended is null
        and identity.same_person(kernel.setting_key('actor'), h.account))),
    not exists (select from identity.credential w where w.account = c.account and not w.own)
  from identity.consent c join identity.post p on p.id = c.post join identity.organisation o on o.id = c.organisation
    left join identity.account a on a.id = c.account left join identity.account k on k.id = c.asked_by left join identity.account b on b.id = c.answered_by
  where identity.acts_as(identity.administrator_roles(), c.region_path)
    and (exists (select from identity.holding h where h.id = c.subject and h.ended is null)
      or exists (select from identity.duty d where d.id = c.subject and d.ended is null))
  order by c.state <> 'open', c.asked desc limit least(most, 200)
$$;

-- Whoever sets somebody's password could sign in as that person: the seats with duties wait for consent anew.
create or replace function identity.set_credential(of_account uuid, new_hash text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog
as $$
declare
  other boolean := kernel.setting_key('actor') is not null and not identity.same_person(kernel.setting_key('actor'), of_account);
begin
  delete from identity.session where account = of_account;
  insert into identity.credential (account, hash, own) values (of_account, new_hash, not other)
  on conflict (account) do update set hash = new_hash, failed = 0, locked_until = null, own = not other;
  if other then
    perform identity.ask_for('holding', h.id, h.account, h.post, null, p.region, p.region_path, 'password')
    from identity.holding h join identity.post p on p.id = h.post
    where h.account = of_account and h.ended is null and identity.in_effect(h.id)
      and exists (select from identity.duty d where d.post = h.post and d.ended is null);
  end if;
end
$$;
create or replace function identity.change_own_credential(new_hash text, keep bytea) returns void
  language sql volatile security definer set search_path = pg_catalog
as $$
  delete from identity.session where account = kernel.setting_key('actor') and token <> keep;
  update identity.credential set hash = new_hash, failed = 0, locked_until = null, own = true where account = kernel.setting_key('actor')
$$;

do $$
declare f text;
begin
  foreach f in array array['answer_consent(uuid, boolean, text)', 'consents(integer)'] loop
    execute format('revoke all on function identity.%s from public', f);
  end loop;
  foreach f in array array['answer_consent(uuid, boolean, text)', 'consents(integer)'] loop
    execute format('grant execute on function identity.%s to chengshu_app', f);
  end loop;
end
$$;

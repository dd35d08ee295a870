-- Whether a hall process asks, signed in as its role or, where one login takes on every role, having taken it on. Also inside functions
-- that run with their owner's rights.
create function kernel.from_hall() returns boolean language sql stable parallel safe
  return coalesce(nullif(current_setting('role', true), 'none'), session_user::text) = 'chengshu_hall';

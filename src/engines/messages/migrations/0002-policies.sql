-- The box of messages to roles in the form that lets the planner come by the key asked for (see kernel.box_policy).
do $$
begin
  execute format('alter policy duty on messages.message using (role <> '''' and %s)',
    kernel.box_policy('box.messages_message', array['region_path', 'organisation']));
end
$$;

-- The boxes of files and documents in the form that lets the planner come by the key asked for (see kernel.box_policy).
do $$
begin
  execute format('alter policy read on documents.file using (%s)', kernel.box_policy('box.documents_file'));
  execute format('alter policy read on documents.document using (%s)', kernel.box_policy('box.documents_document'));
end
$$;

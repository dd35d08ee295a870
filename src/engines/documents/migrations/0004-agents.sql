-- An agent reads the papers of the case that the mandate covers; which case a paper belongs to is asked first.
grant execute on function documents.case_of(uuid) to chengshu_hall;

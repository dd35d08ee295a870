-- An officer finds a case by the beginning of its number or of its title, which is the name of the enterprise or the applicant.
set local role chengshu_cases;
create index task_number on cases.task (number);
create index task_title on cases.task (organisation, title);
reset role;

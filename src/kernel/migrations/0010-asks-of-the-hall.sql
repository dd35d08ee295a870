-- Whoever asks in the hall sees what they asked, and no box shows them what others did: boxes are for posts.
alter policy read on kernel.ask to chengshu_app;

-- Scores without a model, by the table whose features they come from.
create temp table if not exists untrained (of_table varchar, account integer, score double);
delete from untrained where of_table = $table;
delete from model_score;

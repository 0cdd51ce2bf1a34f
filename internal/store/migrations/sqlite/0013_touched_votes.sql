-- Which nominee a decision about votes was for, and the category that it joined, so that a vote that counts again after an
-- appeal is treated as the change would have treated it.
ALTER TABLE voids ADD COLUMN project_id text;
ALTER TABLE voids ADD COLUMN category_id text;

-- Which parts of entries a nomination hides from those who judge them. A selection judges what everybody reads.
ALTER TABLE jury_rounds ADD COLUMN hides text NOT NULL DEFAULT '[]' CHECK (json_type(hides) = 'array') CHECK (kind = 'NOMINATION' OR hides = '[]');

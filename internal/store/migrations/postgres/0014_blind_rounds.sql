-- Which parts of entries a nomination hides from those who judge them. A selection judges what everybody reads.
ALTER TABLE jury_rounds ADD COLUMN hides jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hides) = 'array');
ALTER TABLE jury_rounds ADD CHECK (kind = 'NOMINATION' OR hides = '[]');

-- Whether a line was told while the letter was handed over: then the issue's books have it as refused, and it did not come back later.
ALTER TABLE returned ADD COLUMN at_once INTEGER NOT NULL DEFAULT 0;

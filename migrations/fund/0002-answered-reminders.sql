-- The reminder from whose page a contribution was begun; null again when the money has come, and the reminder is erased with it.
ALTER TABLE attempt ADD COLUMN reminder INTEGER;

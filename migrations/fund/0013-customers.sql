-- Whose card failed is asked for each one that fails.
CREATE INDEX standing_customer ON standing (customer);

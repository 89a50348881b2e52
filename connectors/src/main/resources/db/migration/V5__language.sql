-- In which to write to the customer, BCP 47.
ALTER TABLE customers ADD COLUMN language text COLLATE "C";

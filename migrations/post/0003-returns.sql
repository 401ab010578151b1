-- What came back of an issue's letters: one line for each row and class, however often it came. Of times only the week (days from 1970-01-01 to its Monday), and
-- nothing of the message. `class` is a bounce's (RFC 3463) or `complaint`.
CREATE TABLE returned (
    reader INTEGER NOT NULL,
    issue INTEGER NOT NULL,
    class TEXT NOT NULL,
    week INTEGER NOT NULL,
    PRIMARY KEY (reader, class, issue)
) STRICT, WITHOUT ROWID;
CREATE INDEX returned_issue ON returned (issue, class);
CREATE INDEX returned_week ON returned (week);

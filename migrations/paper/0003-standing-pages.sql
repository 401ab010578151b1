-- Every start asks for the standing pages, and there are few among many pieces.
CREATE INDEX piece_standing ON piece (first_published_at) WHERE kind = 'page';

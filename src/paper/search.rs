//! Full-text search over what is published (filled in below).

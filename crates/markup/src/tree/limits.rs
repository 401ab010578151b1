//! How large and how deep a body may be. Every door holds to these, so whatever walks a tree may recurse.

/// Lists, quotes and asides inside one another. Inline marks never stand inside their own kind, so they go seven deep; with four levels of JSON to a list
/// and three to a link, a body stays under the 128 that serde_json reads.
pub const DEPTH: usize = 16;

/// Blocks, items, cells and inlines of a body together.
pub const NODES: usize = 100_000;

/// Bytes of text, code, captions and titles of a body together.
pub const TEXT_BYTES: usize = 2 << 20;

/// The longest address of a link or picture, in bytes.
pub const ADDRESS_BYTES: usize = 4096;

/// The longest title, credit or alternative text, in characters.
pub const TITLE_CHARS: usize = 2_000;

/// Columns of a table.
pub const COLUMNS: usize = 60;

/// The largest number that a list may start with: nine digits, as in CommonMark.
pub const LIST_START: u32 = 999_999_999;

//! Text that Markdown must not take for a sign.

/// Where a run of text stands, which decides what in it would be a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A paragraph, which may have several lines.
    Lines,
    /// A line of its own kind: a heading, a caption, a note, the name under a quotation.
    Line,
    /// A cell of a table.
    Cell,
    /// A caption: read apart from the rest, so it cannot refer to notes as the rest does.
    Caption,
    /// The words of a pull quote, where a line that starts with a dash would name the speaker.
    PullQuote,
}

impl Place {
    pub(super) fn has_lines(self) -> bool {
        matches!(self, Self::Lines | Self::PullQuote)
    }
}

/// Adds `text` to a line; a backslash takes the meaning from whatever would have one after what is in `out` already.
pub(super) fn push(text: &str, place: Place, out: &mut String) {
    let mut chars = text.char_indices().peekable();
    // Behind a `]` of ours a bracket or colon would make a link or a definition of it.
    let mut may_join = out.ends_with([']', ')', '}']);
    let mut in_number = false;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let starts_line = is_line_start(out);
        let is_sign = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !(out.ends_with(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            '&' => may_be_entity(&text[at + 1..]),
            '!' => next.is_none(),
            '|' => place == Place::Cell || starts_line,
            '#' => starts_line || !place.has_lines(),
            '+' | '-' | '=' | '>' => starts_line,
            ':' => starts_line || may_join,
            '(' | '{' => may_join,
            '.' | ')' => in_number,
            '—' if starts_line && place == Place::PullQuote => {
                out.push_str("&mdash;");
                continue;
            }
            _ => false,
        };
        in_number = c.is_ascii_digit() && (in_number || starts_line);
        may_join = false;
        if is_sign {
            out.push('\\');
        }
        out.push(c);
    }
}

pub(super) fn is_line_start(out: &str) -> bool {
    out.is_empty() || out.ends_with('\n')
}

/// The address of a link or picture, between the parentheses.
pub(super) fn push_address(address: &str, out: &mut String) {
    let in_brackets = address.contains(['(', ')']);
    if in_brackets {
        out.push('<');
    }
    push_without_entities(address, out);
    if in_brackets {
        out.push('>');
    }
}

/// A title between double quotation marks.
pub(super) fn push_title(title: &str, out: &mut String) {
    let mut quoted = String::with_capacity(title.len() + 8);
    for c in title.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    push_without_entities(&quoted, out);
}

fn push_without_entities(text: &str, out: &mut String) {
    for (i, part) in text.split('&').enumerate() {
        if i > 0 {
            out.push_str(if may_be_entity(part) { "&amp;" } else { "&" });
        }
        out.push_str(part);
    }
}

/// Whether an `&` before this text would be read with it as one character. At the end of a text, what follows may complete it.
fn may_be_entity(after: &str) -> bool {
    let name = after.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    matches!(after.as_bytes().get(name), None | Some(b';'))
}

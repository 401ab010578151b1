//! The `{…}` behind a picture: where it stands, and who made it where that is not left to the media library.

use crate::Position;

/// What stands between the braces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) position: Position,
    pub(super) credit: Option<String>,
}

/// Reads `{wide credit="…"}` at the start of a text. Gives its length, or `None` when the braces hold anything else.
pub(super) fn parse(text: &str) -> Option<(Attributes, usize)> {
    let mut attributes = Attributes::default();
    let mut rest = text.strip_prefix('{')?;
    loop {
        rest = rest.trim_start_matches(' ');
        if let Some(after) = rest.strip_prefix('}') {
            return Some((attributes, text.len() - after.len()));
        } else if let Some(after) = rest.strip_prefix("credit=\"") {
            let (credit, after) = quoted(after)?;
            attributes.credit = Some(credit);
            rest = after;
        } else {
            let end = rest.find([' ', '}'])?;
            attributes.position = Position::of(&rest[..end])?;
            rest = &rest[end..];
        }
    }
}

/// Up to the closing quotation mark; a backslash takes the meaning from what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &text[at + 1..])),
            '\\' => out.push(chars.next()?.1),
            _ => out.push(c),
        }
    }
    None
}

/// The braces, or nothing when there is nothing to say.
pub(super) fn written(position: Position, credit: Option<&str>) -> String {
    let mut words = Vec::new();
    if position != Position::Column {
        words.push(position.as_str().to_owned());
    }
    if let Some(credit) = credit {
        words.push(format!("credit=\"{}\"", credit.replace('\\', "\\\\").replace('"', "\\\"")));
    }
    if words.is_empty() { String::new() } else { format!("{{{}}}", words.join(" ")) }
}

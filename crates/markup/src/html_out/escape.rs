//! Text made safe to stand in HTML.

/// Between tags.
pub(crate) fn push_text(text: &str, out: &mut String) {
    push_escaped(text, out, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Between the double quotation marks of an attribute.
pub(crate) fn push_attribute(text: &str, out: &mut String) {
    push_escaped(text, out, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Copies runs that need nothing as they are. All bytes that are replaced are ASCII, so every cut is at a character.
fn push_escaped(text: &str, out: &mut String, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut copied = 0;
    for (at, b) in text.bytes().enumerate() {
        if let Some(entity) = entity(b) {
            out.push_str(&text[copied..at]);
            out.push_str(entity);
            copied = at + 1;
        }
    }
    out.push_str(&text[copied..]);
}

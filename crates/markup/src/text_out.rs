//! Plain text.

use crate::Inline;

/// The words of a run of inlines, a line feed for each break.
pub fn inline_text(content: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(content, &mut out);
    out
}

fn push_inlines(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Note(_) => {}
            _ => push_inlines(inline.content().unwrap_or_default(), out),
        }
    }
}

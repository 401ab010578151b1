//! What is taken out before the tree is made.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

/// Elements whose content goes with them.
const EMPTIED: [&str; 17] = [
    "applet", "button", "canvas", "datalist", "head", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style",
    "svg", "template", "textarea", "title",
];

/// Elements beyond ammonia's own list that the tree has a place for.
const MORE: [&str; 9] = ["audio", "big", "figcaption", "font", "iframe", "picture", "source", "video", "section"];

const ATTRIBUTES: [&str; 24] = [
    "alt",
    "class",
    "data-caption",
    "data-credit",
    "data-file",
    "data-lazy-src",
    "data-note",
    "data-orig-file",
    "data-original",
    "data-position",
    "data-src",
    "data-target",
    "data-telegram-post",
    "data-instgrm-permalink",
    "data-title",
    "data-url",
    "height",
    "span",
    "src",
    "start",
    "style",
    "title",
    "type",
    "width",
];

/// The few styles that say something: Google Docs has no other bold.
const STYLES: [&str; 5] = ["font-style", "font-variant", "font-weight", "text-decoration", "vertical-align"];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .clean_content_tags(HashSet::from(EMPTIED))
        .add_tags(MORE)
        .add_generic_attributes(ATTRIBUTES)
        .add_url_schemes(["media", "picture", "piece"])
        .filter_style_properties(HashSet::from(STYLES))
        .link_rel(None);
    builder
}

/// The page is handed over as a reader, hence in parts: in one part, html5ever's work grows with the square of the `&` in it.
pub(super) fn clean(html: &str, base: Option<&Url>) -> String {
    let clean = match base {
        None => CLEANER.clean_from_reader(html.as_bytes()),
        Some(base) => cleaner().url_relative(UrlRelative::RewriteWithBase(base.clone())).clean_from_reader(html.as_bytes()),
    };
    // A slice of bytes cannot fail to be read.
    clean.map_or_else(|_| String::new(), |document| document.to_string())
}

/// What a clipboard marks as the copied part; else everything.
pub(super) fn clipboard_fragment(html: &str) -> &str {
    const START: &str = "<!--StartFragment-->";
    let start = html.find(START).map_or(0, |at| at + START.len());
    let end = html[start..].find("<!--EndFragment-->").map_or(html.len(), |at| start + at);
    &html[start..end]
}

/// Takes out what long `data:` addresses hold: the pictures in them are not kept, and a page may be read only so far.
pub(super) fn without_inlined_files(html: &str) -> Cow<'_, str> {
    const MARK: &str = ";base64,";
    if !html.contains(MARK) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find(MARK) {
        let (before, after) = rest.split_at(at + MARK.len());
        out.push_str(before);
        let is_code = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
        rest = &after[after.bytes().take_while(|b| is_code(b)).count()..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

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
const MORE: [&str; 16] = [
    "audio",
    "big",
    "dialog",
    "fieldset",
    "figcaption",
    "font",
    "form",
    "iframe",
    "legend",
    "main",
    "menu",
    "picture",
    "section",
    "source",
    "tt",
    "video",
];

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

pub(super) fn clean(html: &str, base: Option<&Url>) -> String {
    match base {
        None => CLEANER.clean(html).to_string(),
        Some(base) => cleaner().url_relative(UrlRelative::RewriteWithBase(base.clone())).clean(html).to_string(),
    }
}

/// What a clipboard marks as the copied part; else everything.
pub(super) fn clipboard_fragment(html: &str) -> &str {
    const START: &str = "<!--StartFragment-->";
    let start = html.find(START).map_or(0, |at| at + START.len());
    let end = html[start..].find("<!--EndFragment-->").map_or(html.len(), |at| start + at);
    &html[start..end]
}

/// Takes out comments (Word's are longer than its text) and what `data:` addresses hold: neither is kept, and a page may be read only so far.
pub(super) fn without_ballast(html: &str) -> Cow<'_, str> {
    let html = without(html, "<!--", comment_length);
    match without(&html, ";base64,", |rest| rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b";,+/=".contains(b)).count()) {
        Cow::Borrowed(_) => html,
        Cow::Owned(shorter) => Cow::Owned(shorter),
    }
}

/// As the tokenizer of HTML counts: `<!-->` is whole, and what is never closed goes on to the end.
fn comment_length(rest: &str) -> usize {
    let dashes = rest.match_indices("--").map(|(at, _)| at);
    let ends = dashes.filter_map(|at| {
        let after = &rest[at + 2..];
        let end = [">", "->", "!>"].into_iter().find(|end| after.starts_with(end))?;
        Some(at + 2 + end.len())
    });
    ends.into_iter().next().unwrap_or(rest.len())
}

/// The page without what starts with `mark` and is as long as `length` says.
fn without<'a>(html: &'a str, mark: &str, length: impl Fn(&str) -> usize) -> Cow<'a, str> {
    if !html.contains(mark) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(mark) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[length(rest)..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

//! Pieces of HTML that both readers of `markup` know, for what other systems write as shortcodes.
//!
//! A card or figure stands inside a `<span>`: so it may stand in the middle of a line of Markdown without making the rest of the line raw HTML, and the
//! HTML reader lifts it out into a block of its own.

use super::text::escaped;

#[derive(Debug, Default)]
pub struct Figure<'a> {
    pub src: &'a str,
    pub alt: &'a str,
    /// HTML.
    pub caption: &'a str,
    pub credit: &'a str,
    /// `left`, `right`, `wide`, `full`, or nothing.
    pub position: &'a str,
}

pub fn figure(figure: &Figure<'_>) -> String {
    let mut out = format!(
        "<span><figure data-position=\"{}\"><img src=\"{}\" alt=\"{}\"",
        escaped(figure.position),
        escaped(figure.src),
        escaped(figure.alt)
    );
    if !figure.credit.is_empty() {
        out += &format!(" data-credit=\"{}\"", escaped(figure.credit));
    }
    out += ">";
    if !figure.caption.trim().is_empty() {
        out += &format!("<figcaption>{}</figcaption>", figure.caption.replace(['\n', '\r'], " "));
    }
    out + "</figure></span>"
}

pub fn gallery(pictures: &[Figure<'_>]) -> String {
    let inner: String = pictures.iter().map(|picture| figure(picture).replace("<span>", "").replace("</span>", "")).collect();
    format!("<span><figure class=\"gallery\">{inner}</figure></span>")
}

pub fn embed(url: &str, title: &str) -> String {
    format!("<span><div class=\"embed\" data-url=\"{}\" data-title=\"{}\"></div></span>", escaped(url.trim()), escaped(title))
}

pub fn audio(url: &str, title: &str) -> String {
    format!("<span><div class=\"audio\" data-file=\"{}\" data-title=\"{}\"></div></span>", escaped(url.trim()), escaped(title))
}

pub fn video(url: &str, title: &str) -> String {
    format!("<span><div class=\"video\" data-file=\"{}\" data-title=\"{}\"></div></span>", escaped(url.trim()), escaped(title))
}

/// Both HTML.
pub fn pull_quote(text: &str, cite: &str) -> String {
    let cite = if cite.trim().is_empty() { String::new() } else { format!("<p><cite>{cite}</cite></p>") };
    format!("<span><blockquote class=\"pull-quote\"><p>{text}</p>{cite}</blockquote></span>")
}

pub fn link(url: &str, html: &str) -> String {
    format!("<a href=\"{}\">{html}</a>", escaped(url))
}

/// Where a video of YouTube is seen, from an address or an id; nothing for what is neither.
pub fn youtube(what: &str) -> String {
    let what = what.trim();
    if what.contains("://") {
        what.split("&#038;").next().unwrap_or(what).to_owned()
    } else {
        let id: String = what.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        if id.is_empty() { id } else { format!("https://www.youtube.com/watch?v={id}") }
    }
}

//! Other people's Markdown to HTML.
//!
//! House Markdown has `:::` lines and braces behind pictures; theirs has neither, and its pictures and links are relative to a site. So it is turned to HTML
//! here, and read as the HTML of a page of that site.

use std::collections::VecDeque;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream, html};

use crate::desk::import::cards::{Figure, figure};
use crate::desk::import::text::escaped;

pub fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TASKLISTS;
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, Ours { events: TextMergeStream::new(Parser::new_ext(markdown, options)), waiting: VecDeque::new() });
    out
}

/// The same for one line: marks and links, no paragraph around them.
pub fn line_to_html(markdown: &str) -> String {
    if !markdown.contains(['*', '_', '[', '`', '<', '&', '\\', '~', '!', '\n']) {
        return escaped(markdown);
    }
    let html = to_html(markdown.trim());
    let html = html.trim();
    let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).filter(|inner| !inner.contains("<p>"));
    inner.unwrap_or(html).to_owned()
}

/// Events with those replaced that the HTML reader knows in another shape: pictures with captions, and notes.
struct Ours<'a, I> {
    events: I,
    waiting: VecDeque<Event<'a>>,
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Ours<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        let event = self.waiting.pop_front().or_else(|| self.events.next())?;
        Some(match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let alt = self.alt();
                let caption = line_to_html(&title);
                raw(figure(&Figure { src: &dest_url, alt: &alt, caption: &caption, ..Figure::default() }))
            }
            Event::FootnoteReference(name) => raw(format!("<sup class=\"note-ref\" data-note=\"{}\"></sup>", escaped(&name))),
            Event::Start(Tag::FootnoteDefinition(name)) => raw(format!("<div class=\"note\" data-note=\"{}\">", escaped(&name))),
            Event::End(TagEnd::FootnoteDefinition) => raw("</div>\n".into()),
            Event::TaskListMarker(done) => Event::Text(CowStr::Borrowed(if done { "☑ " } else { "☐ " })),
            other => other,
        })
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Ours<'a, I> {
    fn alt(&mut self) -> String {
        let (mut alt, mut open) = (String::new(), 1);
        while open > 0
            && let Some(event) = self.events.next()
        {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        alt
    }
}

fn raw<'a>(html: String) -> Event<'a> {
    Event::InlineHtml(html.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use markup::Block;

    fn blocks(markdown: &str) -> Vec<Block> {
        let base = url::Url::parse("https://old.example/a/").expect("a URL");
        markup::html_in::read_at(&to_html(markdown), Some(&base)).0.blocks().to_vec()
    }

    #[test]
    fn a_picture_in_a_line_becomes_a_block_and_the_line_stays_markdown() {
        let found = blocks("![A *lamp*](lamp.jpg \"By [J](https://j.example)\")Text with **weight** and a note[^1].\n\n[^1]: The note.");
        let Block::Image { picture, .. } = &found[0] else { panic!("{found:?}") };
        assert_eq!((picture.alt.as_str(), picture.caption.len()), ("A lamp", 2));
        assert!(matches!(&picture.source, markup::Source::Elsewhere(url) if url.as_str() == "https://old.example/a/lamp.jpg"));
        assert!(matches!(&found[1], Block::Paragraph(words) if words.len() >= 4), "{found:?}");
    }

    #[test]
    fn a_line_has_no_paragraph_around_it() {
        assert_eq!(line_to_html("By *him* & me"), "By <em>him</em> &amp; me");
        assert_eq!(line_to_html("plain"), "plain");
    }
}

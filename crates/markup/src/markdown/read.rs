//! Markdown to HTML to a tree.

use std::collections::VecDeque;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::{directives, picture};
use crate::html_out::escape::{push_attribute, push_text};
use crate::loss::Losses;
use crate::{Body, Loss, Position, html_in};

/// The longest Markdown that is read, in bytes. The rest is left out.
pub(super) const SOURCE_BYTES: usize = 2 << 20;

/// The body that a text in house Markdown stands for, and what of it has no place in one.
pub fn read(source: &str) -> (Body, Vec<Loss>) {
    let mut losses = Losses::default();
    let short = &source[..source.floor_char_boundary(SOURCE_BYTES)];
    if short.len() < source.len() {
        losses.add(Loss::TooLong);
    }
    let marked = directives::replaced(short, &mut losses);
    let html = to_html(&marked);
    let (body, more) = html_in::read(&html);
    losses.add_all(more);
    (body, losses.into_vec())
}

fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut writer = Writer { out: String::with_capacity(markdown.len() * 3 / 2), ..Writer::default() };
    let mut events = Ahead { events: TextMergeStream::new(Parser::new_ext(markdown, options)), waiting: VecDeque::new() };
    while let Some(event) = events.next() {
        writer.event(event, &mut events);
    }
    writer.out
}

/// Events of which one can be put back.
struct Ahead<'a, I> {
    events: I,
    waiting: VecDeque<Event<'a>>,
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Ahead<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        self.waiting.pop_front().or_else(|| self.events.next())
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    in_table_head: bool,
}

impl Writer {
    fn event<'a, I: Iterator<Item = Event<'a>>>(&mut self, event: Event<'a>, events: &mut Ahead<'a, I>) {
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => self.image(&dest_url, &title, events),
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) => push_text(&text, &mut self.out),
            Event::Code(code) => {
                self.out.push_str("<code>");
                push_text(&code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.out.push_str(&html),
            Event::FootnoteReference(name) => self.with_attribute("<sup class=\"note-ref\" data-note=\"", &name, "\"></sup>"),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::InlineMath(text) | Event::DisplayMath(text) => push_text(&text, &mut self.out),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => self.out.push_str(["<h1>", "<h2>", "<h3>", "<h4>", "<h5>", "<h6>"][level as usize - 1]),
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>"),
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(start)) => self.with_attribute("<ol start=\"", &start.to_string(), "\">"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(name) => self.with_attribute("<div class=\"note\" data-note=\"", &name, "\">"),
            Tag::Table(_) => self.out.push_str("<table>"),
            Tag::TableHead => {
                self.in_table_head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => self.out.push_str("<tr>"),
            Tag::TableCell => self.out.push_str(if self.in_table_head { "<th>" } else { "<td>" }),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { dest_url, .. } => self.with_attribute("<a href=\"", &dest_url, "\">"),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        self.out.push_str(match end {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(level) => ["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"][level as usize - 1],
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</code></pre>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>",
            TagEnd::FootnoteDefinition => "</div>\n",
            TagEnd::Table => "</tbody></table>\n",
            TagEnd::TableHead => {
                self.in_table_head = false;
                "</tr></thead><tbody>"
            }
            TagEnd::TableRow => "</tr>",
            TagEnd::TableCell if self.in_table_head => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link => "</a>",
            _ => "",
        });
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_ascii_whitespace().next(),
            CodeBlockKind::Indented => None,
        };
        match language {
            Some(language) => self.with_attribute("<pre><code class=\"language-", language, "\">"),
            None => self.out.push_str("<pre><code>"),
        }
    }

    /// A picture is a figure of its own; its title, in Markdown, is the caption.
    fn image<'a, I: Iterator<Item = Event<'a>>>(&mut self, source: &str, title: &CowStr<'_>, events: &mut Ahead<'a, I>) {
        let mut alt = String::new();
        let mut open = 1;
        while open > 0
            && let Some(event) = events.next()
        {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        let attributes = self.attributes(events);
        self.with_attribute("<figure><img src=\"", source, "\"");
        self.with_attribute(" alt=\"", &alt, "\"");
        if let Some(credit) = &attributes.credit {
            self.with_attribute(" data-credit=\"", credit, "\"");
        }
        if attributes.position != Position::Column {
            self.with_attribute(" data-position=\"", attributes.position.as_str(), "\"");
        }
        self.out.push('>');
        if !title.is_empty() {
            self.out.push_str("<figcaption>");
            self.caption(title);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>");
    }

    fn attributes<'a, I: Iterator<Item = Event<'a>>>(&mut self, events: &mut Ahead<'a, I>) -> picture::Attributes {
        match events.next() {
            Some(Event::Text(text)) => match picture::parse(&text) {
                Some((attributes, end)) => {
                    events.waiting.push_front(Event::Text(text[end..].to_owned().into()));
                    attributes
                }
                None => {
                    events.waiting.push_front(Event::Text(text));
                    Default::default()
                }
            },
            Some(event) => {
                events.waiting.push_front(event);
                Default::default()
            }
            None => Default::default(),
        }
    }

    /// A caption is one line without blocks: it is read as the words of a heading, which can hold nothing else.
    fn caption(&mut self, markdown: &str) {
        let heading = format!("# {} #", markdown.replace(['\n', '\r'], " "));
        let mut no_more = Ahead { events: std::iter::empty(), waiting: VecDeque::new() };
        for event in TextMergeStream::new(Parser::new_ext(&heading, Options::ENABLE_STRIKETHROUGH)) {
            if !matches!(event, Event::Start(Tag::Image { .. } | Tag::Heading { .. }) | Event::End(TagEnd::Heading(_))) {
                self.event(event, &mut no_more);
            }
        }
    }

    fn with_attribute(&mut self, before: &str, value: &str, after: &str) {
        self.out.push_str(before);
        push_attribute(value, &mut self.out);
        self.out.push_str(after);
    }
}

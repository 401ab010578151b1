//! Paragraphs, headings, lists, quotes, tables, cards.

use kernel::Slug;

use super::Printer;
use super::resolve::Invitation;
use crate::html_in::provider;
use crate::tree::{Block, Inline, Level};
use crate::{Address, text_out};

impl Printer<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
            self.raw("\n");
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => self.paragraph(content),
            Block::Heading { level, content } => self.heading(*level, content),
            Block::List { start, items } => self.list(*start, items),
            Block::Quote { blocks, cite } => self.quote(cite, "quote", |printer| printer.blocks(blocks)),
            Block::PullQuote { content, cite } => self.quote(cite, "pull-quote", |printer| printer.paragraph(content)),
            Block::Image { picture, position } => self.image(picture, *position),
            Block::Gallery(pictures) => self.gallery(pictures),
            Block::Embed { url, title } => self.card(url, provider(url), title),
            Block::Audio { file, title } => self.file("audio", file, title),
            Block::Video { file, title } => self.file("video", file, title),
            Block::Table { head, rows } => self.table(head, rows),
            Block::Aside { title, blocks } => self.aside(title, blocks),
            Block::Related(slug) => {
                let resolve = self.resolve;
                resolve.related(slug.as_str()).into_iter().for_each(|invitation| self.invitation("related", &invitation));
            }
            Block::NewsletterBox => {
                let resolve = self.resolve;
                resolve.newsletter().into_iter().for_each(|invitation| self.invitation("newsletter-box", &invitation));
            }
            Block::Code { language, text } => self.code(language.as_deref(), text),
            Block::Rule => self.raw("<hr>"),
        }
    }

    fn paragraph(&mut self, content: &[Inline]) {
        self.raw("<p>");
        self.inlines(content);
        self.raw("</p>");
    }

    /// A single paragraph stands in its item without a tag of its own.
    fn list(&mut self, start: Option<u32>, items: &[Vec<Block>]) {
        match start {
            None => self.raw("<ul>"),
            Some(1) => self.raw("<ol>"),
            Some(n) => {
                self.raw("<ol start=\"");
                self.number(n as usize);
                self.raw("\">");
            }
        }
        for item in items {
            self.raw("<li>");
            match item.as_slice() {
                [Block::Paragraph(content)] => self.inlines(content),
                [Block::Paragraph(content), rest @ Block::List { .. }] => {
                    self.inlines(content);
                    self.block(rest);
                }
                blocks => self.blocks(blocks),
            }
            self.raw("</li>");
        }
        self.raw(if start.is_some() { "</ol>" } else { "</ul>" });
    }

    fn heading(&mut self, level: Level, content: &[Inline]) {
        let tag = ["h2", "h3", "h4"][usize::from(level.get() - 2)];
        self.out.extend(["<", tag]);
        if self.is_page() {
            let id = self.anchor(content);
            self.attribute("id", &id);
        }
        self.raw(">");
        self.inlines(content);
        self.out.extend(["</", tag, ">"]);
    }

    /// An id from the words; the second heading of the same words gets a number.
    fn anchor(&mut self, content: &[Inline]) -> String {
        let slug = Slug::of_title(&text_out::inline_text(content)).map_or_else(|| "part".to_owned(), String::from);
        let numbered = (2..).map(|n| format!("{}{slug}-{n}", self.ids));
        let id = std::iter::once(format!("{}{slug}", self.ids)).chain(numbered).find(|id| !self.anchors.contains(id)).unwrap_or_default();
        self.anchors.insert(id.clone());
        id
    }

    /// Who is quoted stands outside of the quotation, as HTML wants it.
    fn quote(&mut self, cite: &[Inline], class: &'static str, content: impl FnOnce(&mut Self)) {
        let in_figure = !cite.is_empty() || class == "pull-quote";
        if in_figure {
            self.open("figure", class);
        }
        self.raw("<blockquote>");
        content(self);
        self.raw("</blockquote>");
        if !cite.is_empty() {
            self.raw("<figcaption>");
            self.inlines(cite);
            self.raw("</figcaption>");
        }
        if in_figure {
            self.raw("</figure>");
        }
    }

    /// A wide table scrolls by itself; the keyboard can reach it, and it has a name to be found by.
    fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        self.tables += 1;
        if self.is_page() {
            let (words, n) = (self.resolve.words(), self.tables);
            self.raw("<section class=\"table\" tabindex=\"0\"");
            self.attribute("aria-label", &format!("{} {n}", words.table));
            self.raw(">");
        }
        self.raw("<table>");
        if !head.is_empty() {
            self.raw("<thead><tr>");
            for cell in head {
                self.raw(if cell.is_empty() { "<td>" } else { "<th scope=\"col\">" });
                self.inlines(cell);
                self.raw(if cell.is_empty() { "</td>" } else { "</th>" });
            }
            self.raw("</tr></thead>");
        }
        self.raw("<tbody>");
        for row in rows {
            self.raw("<tr>");
            for cell in row {
                self.raw("<td>");
                self.inlines(cell);
                self.raw("</td>");
            }
            self.raw("</tr>");
        }
        self.raw("</tbody></table>");
        if self.is_page() {
            self.raw("</section>");
        }
    }

    fn aside(&mut self, title: &str, blocks: &[Block]) {
        if title.is_empty() || !self.is_page() {
            self.open("div", "aside");
            if !title.is_empty() {
                self.raw("<p><strong>");
                self.text(title);
                self.raw("</strong></p>");
            }
            self.blocks(blocks);
            return self.raw("</div>");
        }
        self.boxes += 1;
        let id = format!("{}box_{}", self.ids, self.boxes);
        self.raw("<aside class=\"aside\"");
        self.attribute("aria-labelledby", &id);
        self.raw("><p class=\"aside-title\"");
        self.attribute("id", &id);
        self.raw(">");
        self.text(title);
        self.raw("</p>\n");
        self.blocks(blocks);
        self.raw("</aside>");
    }

    fn code(&mut self, language: Option<&str>, text: &str) {
        self.raw("<pre><code");
        if let Some(language) = language.filter(|_| self.is_page()) {
            self.attribute("class", &format!("language-{language}"));
        }
        self.raw(">");
        self.text(text);
        self.raw("</code></pre>");
    }

    fn invitation(&mut self, class: &'static str, invitation: &Invitation<'_>) {
        self.open("p", class);
        if !invitation.label.is_empty() {
            self.open("span", "label");
            self.text(&invitation.label);
            self.raw("</span> ");
        }
        self.raw("<a");
        self.attribute("href", &invitation.href);
        self.raw(">");
        self.text(&invitation.title);
        self.raw("</a></p>");
    }

    /// A link out, in the shape of a card: nothing is loaded from there.
    fn card(&mut self, url: &Address, provider: &str, title: &str) {
        self.open("p", "embed-card");
        self.raw("<a");
        self.away(url.as_str());
        self.raw(">");
        self.open("span", "provider");
        self.text(provider);
        self.raw("</span>");
        if !title.is_empty() {
            self.raw(" ");
            self.text(title);
        }
        self.raw("</a></p>");
    }
}

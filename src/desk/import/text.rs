//! Small work on text: entities, percent signs, attributes, titles.

use std::borrow::Cow;

use markup::{Block, Body};

/// One line of plain text out of what may hold HTML: tags gone, entities read, white space single.
pub fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let (body, _) = markup::html_in::read(html);
    text_of(&body)
}

/// The words of a body's paragraphs and headings on one line.
pub fn text_of(body: &Body) -> String {
    let words = body.all_blocks().map(|block| match block {
        Block::Paragraph(content) | Block::Heading { content, .. } | Block::PullQuote { content, .. } => {
            markup::text_out::inline_text(content)
        }
        Block::Code { text, .. } => text.clone(),
        _ => String::new(),
    });
    words.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters, cut at a word, with an ellipsis.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut.rfind(' ').filter(|&at| at > most / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

/// A title for what has none: its first words, else what is said of such pieces.
pub fn headline(title: &str, body: &Body) -> String {
    let title = plain(title);
    if !title.is_empty() {
        return shortened(&title, 300);
    }
    match shortened(&text_of(body), 60) {
        words if words.is_empty() => "Untitled".into(),
        words => words,
    }
}

/// `ammie-farraj-feijoo` -> `Ammie Farraj Feijoo`: the best guess at a name when there is only its slug.
pub fn name_of_slug(slug: &str) -> String {
    let upper = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    slug.split(['-', '_']).filter(|word| !word.is_empty()).map(upper).collect::<Vec<_>>().join(" ")
}

/// A value inside double quotation marks of an attribute, or text between tags. No line break survives, so Markdown sees one line.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '|' => out.push_str("&#124;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Percent-encoding undone where it stands for UTF-8; otherwise the text as it was.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The body without the pictures that `is_lost` names, wherever they stand.
pub fn without_pictures(body: Body, is_lost: &impl Fn(&markup::Source) -> bool) -> Body {
    if !body.sources().any(is_lost) {
        return body;
    }
    let blocks = kept(body.blocks(), is_lost);
    Body::new(blocks, body.notes().to_vec()).0
}

fn kept(blocks: &[Block], is_lost: &impl Fn(&markup::Source) -> bool) -> Vec<Block> {
    let keep = |block: &Block| {
        Some(match block {
            Block::Image { picture, .. } if is_lost(&picture.source) => return None,
            Block::Audio { file, .. } | Block::Video { file, .. } if is_lost(file) => return None,
            Block::Gallery(pictures) => Block::Gallery(pictures.iter().filter(|picture| !is_lost(&picture.source)).cloned().collect()),
            Block::Quote { blocks, cite } => Block::Quote { blocks: kept(blocks, is_lost), cite: cite.clone() },
            Block::Aside { title, blocks } => Block::Aside { title: title.clone(), blocks: kept(blocks, is_lost) },
            Block::List { start, items } => Block::List { start: *start, items: items.iter().map(|item| kept(item, is_lost)).collect() },
            other => other.clone(),
        })
    };
    blocks.iter().filter_map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_loses_its_tags_and_keeps_its_signs() {
        assert_eq!(plain("What&#8217;s  <em>Next</em>?\n"), "What’s Next?");
        assert_eq!(plain("2 > 1"), "2 > 1");
    }

    #[test]
    fn a_slug_makes_a_readable_name() {
        assert_eq!(name_of_slug("ammie-farraj-feijoo"), "Ammie Farraj Feijoo");
    }

    #[test]
    fn broken_percent_signs_stay_as_they_are() {
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%ff"), "%ff");
        assert_eq!(percent_decoded("%d0%bb"), "л");
    }
}

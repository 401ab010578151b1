//! The text of a post: classic or of blocks, with shortcodes and addresses on lines of their own.

use markup::{Address, Body};
use url::Url;

use super::autop::paragraphs;
use crate::desk::import::brackets::{self, Known};
use crate::desk::import::cards;
use crate::desk::import::losses;

/// Blocks that WordPress fills each time that the page is shown: there is nothing in the file to keep.
const FILLED_LATER: [&str; 17] = [
    "archives",
    "block",
    "calendar",
    "categories",
    "comments",
    "jetpack/contact-form",
    "latest-comments",
    "latest-posts",
    "loginout",
    "navigation",
    "pattern",
    "query",
    "rss",
    "search",
    "social-links",
    "tag-cloud",
    "template-part",
];

pub fn read(content: &str, known: &Known<'_>, page: &Url, remarks: &mut Vec<String>) -> Body {
    let of_blocks = content.contains("<!-- wp:");
    if of_blocks {
        remarks.extend(filled_later(content));
    }
    let text = brackets::expanded(content, known, remarks);
    let text = lines_of_addresses(&text);
    let html = if of_blocks { text } else { paragraphs(&text) };
    let (body, lost) = markup::html_in::read_at(&html, Some(page));
    remarks.extend(lost.iter().filter_map(losses::remark));
    body
}

fn filled_later(content: &str) -> Vec<String> {
    let names = content.split("<!-- wp:").skip(1).map(|rest| rest.split([' ', '\n', '/']).next().unwrap_or(""));
    let mut found: Vec<&str> = names.filter(|name| FILLED_LATER.contains(name)).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|name| format!("the block “{name}”, which WordPress fills anew each time")).collect()
}

/// WordPress makes a player of an address that stands alone on its line; here it becomes a card, or a link where the house behind it is unknown.
fn lines_of_addresses(text: &str) -> String {
    if !text.contains("http") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for line in text.split_inclusive('\n') {
        in_code = (in_code || line.contains("<pre") || line.contains("<code")) && !(line.contains("</pre") || line.contains("</code"));
        let alone = line.trim().trim_start_matches("<p>").trim_end_matches("</p>");
        let address = Some(alone)
            .filter(|alone| !in_code && alone.starts_with("http") && !alone.contains(char::is_whitespace) && !alone.contains('<'));
        match address.and_then(|address| address.replace("&amp;", "&").parse::<Address>().ok()) {
            Some(address) if markup::html_in::provider(&address) != address.host() => {
                out.push_str(&format!("<p>{}</p>\n", cards::embed(address.as_str(), "")))
            }
            Some(address) => {
                out.push_str(&format!("<p>{}</p>\n", cards::link(address.as_str(), &crate::desk::import::text::escaped(alone))))
            }
            None => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use markup::Block;

    fn blocks(content: &str) -> (Vec<Block>, Vec<String>) {
        let mut remarks = Vec::new();
        let page = Url::parse("https://old.example/a/").expect("a URL");
        (read(content, &Known::cards_only(), &page, &mut remarks).blocks().to_vec(), remarks)
    }

    #[test]
    fn an_address_on_its_own_line_becomes_a_card_or_a_link() {
        let (found, _) =
            blocks("Look:\n\nhttps://www.youtube.com/watch?v=a&amp;b=c\n\nhttps://other.example/x\n\nin https://other.example/x line");
        assert!(
            matches!(found.as_slice(), [Block::Paragraph(_), Block::Embed { .. }, Block::Paragraph(_), Block::Paragraph(_)]),
            "{found:?}"
        );
    }

    #[test]
    fn blocks_of_wordpress_are_read_and_those_that_it_fills_later_are_named() {
        let content = "<!-- wp:paragraph -->\n<p>Words</p>\n<!-- /wp:paragraph -->\n<!-- wp:latest-posts {\"postsToShow\":5} /-->\n<!-- wp:core-embed/youtube -->\n<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\nhttps://www.youtube.com/watch?v=a\n</div><figcaption>Seen</figcaption></figure>\n<!-- /wp:core-embed/youtube -->";
        let (found, remarks) = blocks(content);
        assert!(matches!(found.as_slice(), [Block::Paragraph(_), Block::Embed { .. }, ..]), "{found:?}");
        assert_eq!(remarks, ["the block “latest-posts”, which WordPress fills anew each time"]);
    }
}

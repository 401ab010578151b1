//! What WordPress does to classic posts when it shows them: blank lines become paragraphs, single ones breaks.

/// Elements that stand by themselves.
const BLOCKS: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The classic text as HTML.
pub fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 256);
    let mut rest = text;
    while let Some((at, name)) =
        ["<pre", "<script", "<style", "<textarea"].iter().filter_map(|name| Some((find_tag(rest, name)?, *name))).min()
    {
        outside(&rest[..at], &mut out);
        let close = format!("</{}>", &name[1..]);
        let end = rest[at..].to_ascii_lowercase().find(&close).map_or(rest.len(), |end| at + end + close.len());
        out.push_str(&rest[at..end]);
        rest = &rest[end..];
    }
    outside(rest, &mut out);
    out
}

fn find_tag(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find(name).map(|at| from + at) {
        if text[at + name.len()..].starts_with(['>', ' ', '\n', '\t']) {
            return Some(at);
        }
        from = at + name.len();
    }
    None
}

fn outside(text: &str, out: &mut String) {
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.split('\n').map(|line| line.trim_end_matches('\r')) {
        if line.trim().is_empty() {
            end(&mut paragraph, out);
        } else {
            paragraph.push(line);
        }
    }
    end(&mut paragraph, out);
}

fn end(lines: &mut Vec<&str>, out: &mut String) {
    let mut in_text = false;
    for (i, line) in lines.iter().enumerate() {
        let is_block = starts_block(line);
        if is_block && in_text {
            out.push_str("</p>\n");
            in_text = false;
        } else if !is_block && !in_text {
            out.push_str("<p>");
            in_text = true;
        }
        out.push_str(line);
        let breaks = in_text
            && !line.trim_end().ends_with("<br />")
            && !line.trim_end().ends_with("<br>")
            && lines.get(i + 1).is_some_and(|next| !starts_block(next));
        if breaks {
            out.push_str("<br>");
        }
        out.push('\n');
    }
    if in_text {
        out.push_str("</p>\n");
    }
    lines.clear();
}

fn starts_block(line: &str) -> bool {
    let line = line.trim_start();
    let Some(inner) = line.strip_prefix('<') else { return false };
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect();
    BLOCKS.contains(&name.as_str()) || line.starts_with("<!--")
}

#[cfg(test)]
mod tests {
    use super::*;
    use markup::Block;

    #[test]
    fn blank_lines_make_paragraphs_and_single_ones_breaks() {
        let html = paragraphs("One\ntwo\n\nThree <em>four</em>\n<ul>\n<li>a</li>\n</ul>\nfive\n\n<pre>x\n\ny</pre>");
        let (body, _) = markup::html_in::read(&html);
        let kinds: Vec<&str> = body
            .blocks()
            .iter()
            .map(|block| match block {
                Block::Paragraph(words) if words.len() == 3 => "two lines",
                Block::Paragraph(_) => "paragraph",
                Block::List { .. } => "list",
                Block::Code { text, .. } if text == "x\n\ny" => "code",
                _ => "other",
            })
            .collect();
        assert_eq!(kinds, ["two lines", "paragraph", "list", "paragraph", "code"], "{html}");
    }
}

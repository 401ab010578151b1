//! Hugo's shortcodes: `{{< name … >}}` and `{{% name … %}}`, alone or around text.
//!
//! What has a block in the tree becomes one; of the others the text between is kept, and the name goes into the report. Hugo's own are known, and those of
//! sites whose archives were seen (digital.gov's `legacy-img` and its like).

use std::collections::HashSet;

use super::markdown::line_to_html;
use crate::desk::import::cards::{self, Figure};
use crate::desk::import::links::Links;
use crate::desk::import::shortcode::Shortcode;
use crate::desk::import::text::escaped;

/// Where digital.gov keeps its files, when the source does not say (`params.cdnurl`).
pub const DIGITAL_GOV_FILES: &str = "https://s3.amazonaws.com/digitalgov";

/// The target of a link that leads nowhere any more: no address that is let in, so that the reader of HTML keeps the words alone.
pub const LOST: &str = "lost:";

/// What shortcodes have to be told of the site.
pub struct Site<'a> {
    pub links: &'a Links,
    pub files: &'a str,
}

struct Tag<'a> {
    code: Shortcode,
    closes: bool,
    after: &'a str,
}

/// The Markdown with HTML in the place of each shortcode.
pub fn expanded(markdown: &str, site: &Site<'_>, remarks: &mut Vec<String>) -> String {
    if !markdown.contains("{{") {
        return markdown.to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let closed = closed_names(markdown);
    let mut open: Vec<(String, &'static str)> = Vec::new();
    let mut rest = markdown;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(escaped_text) = escaped_example(rest) {
            out.push_str(&escaped_text.0);
            rest = escaped_text.1;
            continue;
        }
        let Some(tag) = tag(rest) else {
            out.push_str("{{");
            rest = &rest[2..];
            continue;
        };
        if tag.closes {
            if let Some(at) = open.iter().rposition(|(name, _)| *name == tag.code.name) {
                open.drain(at..).rev().for_each(|(_, end)| out.push_str(end));
            }
            rest = tag.after;
        } else if closed.contains(&tag.code.name) && verbatim(&tag.code) {
            let (code, after) = until_closed(tag.after, &tag.code.name);
            out.push_str(&fenced(code, tag.code.at(0)));
            rest = after;
        } else if closed.contains(&tag.code.name) {
            let (start, end) = around(&tag.code, remarks);
            out.push_str(&start);
            if open.len() < 50 {
                open.push((tag.code.name, end));
            }
            rest = tag.after;
        } else {
            let html = alone(&tag.code, site, remarks);
            // Between the brackets of a link there must be something, or the link would lead to its own page.
            let is_target = out.ends_with(['(', '"', '\'', '<']) && matches!(tag.code.name.as_str(), "ref" | "relref" | "link" | "tmp");
            out.push_str(if html.is_empty() && is_target { LOST } else { &html });
            rest = tag.after;
            // A place on the page: pieces are led to as a whole.
            if is_target && rest.starts_with('#') {
                rest = &rest[rest.find([')', '"', '\'', '>', ' ', '\n']).unwrap_or(rest.len())..];
            }
        }
    }
    out.push_str(rest);
    open.into_iter().rev().for_each(|(_, end)| out.push_str(end));
    out
}

/// The shortcode at the head of a text.
fn tag(text: &str) -> Option<Tag<'_>> {
    let end = match text.get(..3)? {
        "{{<" => ">}}",
        "{{%" => "%}}",
        _ => return None,
    };
    let length = text[3..].find(end)?;
    let inner = text[3..3 + length].trim();
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    Some(Tag { code: Shortcode::parse(inner)?, closes, after: &text[3 + length + 3..] })
}

/// `{{</* name */>}}` shows a shortcode instead of being one.
fn escaped_example(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix("{{</*").or_else(|| text.strip_prefix("{{%/*"))?;
    let end = inner.find("*/>}}").or_else(|| inner.find("*/%}}"))?;
    Some((format!("{}{}{}", &text[..3], &inner[..end], &inner[end + 2..end + 5]), &inner[end + 5..]))
}

fn closed_names(markdown: &str) -> HashSet<String> {
    let closings = ["{{<", "{{%"].into_iter().flat_map(|open| markdown.match_indices(open)).filter_map(|(at, _)| tag(&markdown[at..]));
    closings.filter(|tag| tag.closes).map(|tag| tag.code.name).collect()
}

/// Hugo's own `highlight` names a language and holds code; digital.gov's names none and holds text.
fn verbatim(code: &Shortcode) -> bool {
    code.name == "highlight" && !code.at(0).is_empty()
}

fn until_closed<'a>(text: &'a str, name: &str) -> (&'a str, &'a str) {
    let mut from = 0;
    while let Some(at) = text[from..].find("{{").map(|at| from + at) {
        match tag(&text[at..]) {
            Some(tag) if tag.closes && tag.code.name == name => return (&text[..at], tag.after),
            _ => from = at + 2,
        }
    }
    (text, "")
}

pub fn fenced(code: &str, language: &str) -> String {
    let fence = "`".repeat(code.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
    format!("\n\n{fence}{language}\n{}\n{fence}\n\n", code.trim_matches(['\n', '\r']))
}

/// What stands before and after the text that a shortcode holds.
fn around(code: &Shortcode, remarks: &mut Vec<String>) -> (String, &'static str) {
    let aside = |title: &str, first: String| (format!("\n\n<aside data-title=\"{}\">\n\n{first}", escaped(title)), "\n\n</aside>\n\n");
    let linked = |words: &str, url: &str| match (words, url) {
        ("", "") => String::new(),
        (words, "") => format!("{words}\n\n"),
        ("", url) => format!("<{url}>\n\n"),
        (words, url) => format!("[{words}]({url})\n\n"),
    };
    match code.name.as_str() {
        "note" | "note-2" | "notice" | "box" | "ring" | "highlight" | "accordion" | "details" | "callout" | "admonition" | "alert"
        | "info" | "tip" | "warning" | "hint" | "expand" => aside(code.any(&["title", "summary", "heading", "kicker"]), String::new()),
        "card-policy" | "card-prompt" | "card-quote" | "card" | "featured-resource" | "law" => {
            let intro = code.get("intro");
            let intro = if intro.is_empty() { String::new() } else { format!("{intro}\n\n") };
            let target = linked(code.any(&["title", "button-text"]), code.any(&["src", "href", "link", "button-url"]));
            aside(code.get("kicker"), intro + &target)
        }
        "blockquote" | "quote" => ("\n\n<blockquote>\n\n".into(), "\n\n</blockquote>\n\n"),
        "rawhtml" | "html" | "center" | "row" | "column" | "columns" | "div" => ("\n\n".into(), "\n\n"),
        other => {
            remarks.push(format!("shortcode “{other}”: its text was kept, its frame was not"));
            ("\n\n".into(), "\n\n")
        }
    }
}

fn alone(code: &Shortcode, site: &Site<'_>, remarks: &mut Vec<String>) -> String {
    let mut lost = |what: String| {
        remarks.push(what);
        String::new()
    };
    match code.name.as_str() {
        "ref" | "relref" | "link" => reference(code.first("path"), site, remarks),
        "tmp" => {
            remarks.push("shortcode “tmp”: a link to what was never there; its words were kept".into());
            String::new()
        }
        "legacy-img" | "legacy-img-right" => {
            let src = code.get("src").trim_start_matches('/');
            let src = if src.starts_with("http") { src.to_owned() } else { format!("{}/_legacy-img/{src}", site.files) };
            picture(code, &src)
        }
        "legacy-file" => format!("{}/_legacy-img/{}", site.files, code.at(0).trim_start_matches('/')),
        "asset-static" => cards::link(&format!("{}/static/{}", site.files, code.get("file")), &line_to_html(code.get("label"))),
        "figure" | "img" | "img-right" | "image" | "picture" | "imgc" | "asset-img" | "img-flexible" => {
            let src = code.any(&["src", "link", "file"]);
            let src = if src.is_empty() { code.at(0) } else { src };
            // Without a path or an ending it is the name of an entry in the site's data, which leads nowhere from here.
            if src.contains('/') || (code.name == "figure" && src.contains('.')) {
                picture(code, src)
            } else {
                lost(format!("shortcode “{}”: a picture that is named, but whose file is not in the source", code.name))
            }
        }
        "youtube" | "youtubelite" | "youtube-lite" => cards::embed(&cards::youtube(code.first("id")), code.get("title")),
        "vimeo" => cards::embed(&format!("https://vimeo.com/{}", code.first("id")), code.get("title")),
        "tweet" | "twitter" | "x" | "twitter_simple" => {
            let user = if code.get("user").is_empty() { "i" } else { code.get("user") };
            cards::embed(&format!("https://twitter.com/{user}/status/{}", code.first("id")), "")
        }
        "instagram" => cards::embed(&format!("https://www.instagram.com/p/{}/", code.first("id")), ""),
        "gist" => cards::embed(&format!("https://gist.github.com/{}/{}", code.at(0), code.at(1)), ""),
        "fb-video" | "facebook" => cards::embed(code.first("url"), code.get("title")),
        "cspan-iframe" | "iframe" | "embed" | "video-embed" => {
            cards::embed(code.first(if code.get("url").is_empty() { "src" } else { "url" }), code.get("title"))
        }
        "audio" => cards::audio(code.first("src"), code.get("title")),
        "video" => cards::video(code.first("src"), code.get("title")),
        "quote-block" | "pullquote" | "pull-quote" | "quote" | "blockquote" => {
            cards::pull_quote(&line_to_html(code.first("text")), &line_to_html(code.any(&["cite", "author", "source"])))
        }
        "button" => cards::link(code.any(&["href", "link", "url"]), &line_to_html(code.any(&["text", "label"]))),
        "card-policy" | "card-prompt" | "card-quote" | "card" | "featured-resource" | "law" => {
            let (start, end) = around(code, remarks);
            start + end
        }
        other => lost(format!("shortcode “{other}”")),
    }
}

fn picture(code: &Shortcode, src: &str) -> String {
    let caption = [code.get("title"), code.get("caption")].map(line_to_html).join(" ");
    let credit = code.any(&["credit", "attr", "attribution"]);
    let is_right = code.name.ends_with("-right") || code.get("align") == "right" || code.get("class").contains("right");
    let is_left = code.get("align") == "left" || code.get("class").contains("left");
    let position = if is_right {
        "right"
    } else if is_left {
        "left"
    } else {
        ""
    };
    cards::figure(&Figure { src, alt: code.get("alt"), caption: caption.trim(), credit, position })
}

/// The address of the piece or listing that another file is now; else where it was on the old site, else nothing.
fn reference(target: &str, site: &Site<'_>, remarks: &mut Vec<String>) -> String {
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let path = path.trim();
    if path.starts_with("http") {
        return path.to_owned();
    }
    let name = path.trim_end_matches('/').rsplit('/').find(|part| *part != "_index.md" && *part != "index.md").unwrap_or("");
    let whole = path.trim_end_matches("_index.md").trim_end_matches("index.md");
    let is_file = path.ends_with(".md");
    let found = site
        .links
        .of_path(whole)
        .or_else(|| is_file.then(|| site.links.of_name(name.trim_end_matches(".md"))).flatten())
        .or_else(|| site.links.of_name(name));
    if let Some(href) = found {
        return href.to_string();
    }
    if fragment.is_empty() && path.is_empty() {
        return String::new();
    }
    let folder = whole.trim_matches('/').split('/').next().filter(|_| whole.trim_matches('/').contains('/')).unwrap_or("");
    let what = if folder.is_empty() { "a file".to_owned() } else { format!("{folder}/") };
    if site.links.is_site_known() && !folder.is_empty() {
        remarks.push(format!("a reference to {what} that is not in the source: it leads to the old site"));
        return site.links.base().join(whole.trim_end_matches(".md")).map(String::from).unwrap_or_default();
    }
    remarks.push(format!("a reference to {what} that is not in the source: its words were kept"));
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(markdown: &str) -> (String, Vec<String>) {
        let mut links = Links::new(None);
        links.name("2014-03-03-lamp", &"lamp".parse().expect("a slug"));
        links.lead_to_path("topics/search", "tag/search/".into());
        let mut remarks = Vec::new();
        let out = expanded(markdown, &Site { links: &links, files: "https://files.example" }, &mut remarks);
        (out, remarks)
    }

    #[test]
    fn references_lead_to_the_pieces_and_listings_of_today() {
        let (out, remarks) =
            expand(r#"[a]({{< ref "2014-03-03-lamp.md" >}}) [b]({{< ref "/topics/search" >}}) [c]({{< ref "/about/policies.md" >}})"#);
        assert_eq!(out, "[a](piece:lamp) [b](/tag/search/) [c](lost:)");
        assert_eq!(remarks, ["a reference to about/ that is not in the source: its words were kept"]);
    }

    #[test]
    fn pictures_frames_and_quotations_become_blocks() {
        let (out, _) =
            expand(r#"{{< legacy-img-right src="2014/a.png" alt="A &amp; b" caption="By [J](https://j.example)" >}}Text **bold**"#);
        let (body, losses) = markup::html_in::read(&super::super::markdown::to_html(&out));
        assert!(losses.is_empty());
        let json = serde_json::to_string(&body).expect("JSON");
        assert!(
            json.contains("https://files.example/_legacy-img/2014/a.png")
                && json.contains("\"right\"")
                && json.contains("https://j.example/")
                && json.contains("strong"),
            "{json}"
        );
        let (out, _) = expand("{{< note >}}Some *text*{{< /note >}}\n\n{{% quote-block text=\"So it is.\" cite=\"Her\" %}}");
        let (body, _) = markup::html_in::read(&super::super::markdown::to_html(&out));
        assert!(
            matches!(body.blocks(), [markup::Block::Aside { .. }, markup::Block::PullQuote { cite, .. }] if !cite.is_empty()),
            "{body:?}"
        );
    }

    #[test]
    fn code_stays_code_and_an_example_stays_an_example() {
        let (out, _) = expand("{{< highlight go >}}\na := `{{< x >}}`\n{{< /highlight >}}");
        assert_eq!(out.trim(), "``go\na := `{{< x >}}`\n``".replace("``", "```"));
        assert_eq!(expand("{{</* ref \"x\" */>}}").0, "{{< ref \"x\" >}}");
    }

    #[test]
    fn an_unknown_one_is_named_and_what_it_holds_is_kept() {
        let (out, remarks) = expand("{{< fireworks >}}{{< glow >}}text{{< /glow >}} {{< never-closed");
        assert!(out.contains("text") && out.ends_with("{{< never-closed"));
        assert_eq!(remarks, ["shortcode “fireworks”", "shortcode “glow”: its text was kept, its frame was not"]);
    }
}

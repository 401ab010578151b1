//! Shortcodes in square brackets: `[caption …]…[/caption]`, `[gallery ids="1,2"]`, `[youtube=…]`.
//!
//! Only names that are known are taken for shortcodes; other brackets are text.

use super::cards::{self, Figure};
use super::shortcode::Shortcode;
use super::text::escaped;

/// What the text around says: which attachments there are, and which of them belong to this post.
pub struct Known<'a> {
    attachments: Option<&'a dyn Attachments>,
    post: u64,
}

/// A site's library of pictures.
pub trait Attachments {
    /// Address, alternative text and caption.
    fn picture(&self, id: u64) -> Option<(&str, &str, &str)>;
    fn of_post(&self, post: u64) -> Vec<u64>;
}

impl<'a> Known<'a> {
    pub fn cards_only() -> Self {
        Self { attachments: None, post: 0 }
    }

    pub fn of_post(attachments: &'a dyn Attachments, post: u64) -> Self {
        Self { attachments: Some(attachments), post }
    }
}

const NAMES: [&str; 24] = [
    "audio",
    "caption",
    "dailymotion",
    "embed",
    "facebook",
    "gallery",
    "googlemaps",
    "instagram",
    "playlist",
    "pullquote",
    "soundcloud",
    "ted",
    "tweet",
    "twitter",
    "video",
    "videopress",
    "vimeo",
    "vine",
    "wordpress",
    "wp_caption",
    "wpvideo",
    "youtube",
    "contact-form",
    "slideshow",
];

/// The text with HTML in the place of each shortcode that is known.
pub fn expanded(text: &str, known: &Known<'_>, remarks: &mut Vec<String>) -> String {
    if !text.contains('[') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // `[[gallery]]` shows a shortcode instead of being one.
        if let Some(inner) = rest.strip_prefix("[[")
            && code(&rest[1..]).is_some()
            && let Some(end) = inner.find("]]")
        {
            out.push_str(&format!("[{}]", &inner[..end]));
            rest = &inner[end + 2..];
            continue;
        }
        match code(rest) {
            Some((code, after)) if !after.starts_with('(') => {
                let closing = format!("[/{}]", code.name);
                let (held, after) = after.find(&closing).map_or(("", after), |end| (&after[..end], &after[end + closing.len()..]));
                out.push_str(&html(&code, held, known, remarks));
                rest = after;
            }
            _ => {
                out.push('[');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn code(text: &str) -> Option<(Shortcode, &str)> {
    let end = text.find(']')?;
    let inner = &text[1..end];
    let name_end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(inner.len());
    if !NAMES.contains(&inner[..name_end].to_ascii_lowercase().as_str())
        || !inner[name_end..].starts_with(['=', ' ', '\n', '/']) && name_end != inner.len()
    {
        return None;
    }
    Some((Shortcode::parse(inner)?, &text[end + 1..]))
}

fn html(code: &Shortcode, held: &str, known: &Known<'_>, remarks: &mut Vec<String>) -> String {
    let held_url = held.trim();
    let first = |name: &str| if code.first(name).is_empty() { held_url.to_owned() } else { code.first(name).to_owned() };
    match code.name.as_str() {
        "caption" | "wp_caption" => caption(code, held),
        "gallery" | "slideshow" => gallery(code, known, remarks),
        "youtube" => cards::embed(&cards::youtube(&first("id")), ""),
        "vimeo" => {
            let id = first("id");
            cards::embed(&if id.contains("://") { id } else { format!("https://vimeo.com/{id}") }, "")
        }
        "audio" => {
            match ["src", "mp3", "m4a", "ogg", "wav"].iter().map(|name| code.get(name)).find(|url| !url.is_empty()).unwrap_or(code.at(0)) {
                "" => cards::audio(held_url, ""),
                // WordPress.com had `[audio url|width=180]`.
                url => cards::audio(url.split('|').next().unwrap_or(url), ""),
            }
        }
        "video" => match ["src", "mp4", "m4v", "webm", "ogv", "wmv", "flv"]
            .iter()
            .map(|name| code.get(name))
            .find(|url| !url.is_empty())
            .unwrap_or(code.at(0))
        {
            "" => cards::video(held_url, ""),
            url => cards::video(url, ""),
        },
        "pullquote" => cards::pull_quote(held, &escaped(code.any(&["cite", "author"]))),
        "contact-form" | "playlist" | "videopress" | "wpvideo" | "vine" | "wordpress" => {
            remarks.push(format!("shortcode “{}”", code.name));
            String::new()
        }
        _ => match first("url") {
            url if url.contains("://") => cards::embed(&url, code.get("title")),
            _ => {
                remarks.push(format!("shortcode “{}” without an address", code.name));
                String::new()
            }
        },
    }
}

/// `<img …> words`, or the words as an attribute, as it was before WordPress 3.4.
fn caption(code: &Shortcode, held: &str) -> String {
    let end = held
        .rfind("</a>")
        .map(|at| at + 4)
        .or_else(|| held.find("<img").and_then(|at| held[at..].find('>').map(|end| at + end + 1)))
        .unwrap_or(0);
    let (picture, words) = held.split_at(end);
    let words = if words.trim().is_empty() { escaped(code.get("caption")) } else { words.trim().to_owned() };
    let position = match code.get("align") {
        "alignleft" => "left",
        "alignright" => "right",
        _ => "",
    };
    format!("<span><figure data-position=\"{position}\">{}<figcaption>{words}</figcaption></figure></span>", picture.trim())
}

fn gallery(code: &Shortcode, known: &Known<'_>, remarks: &mut Vec<String>) -> String {
    let Some(attachments) = known.attachments else {
        remarks.push("shortcode “gallery”".into());
        return String::new();
    };
    let listed: Vec<u64> = code.any(&["ids", "include"]).split(',').filter_map(|id| id.trim().parse().ok()).collect();
    let post = code.get("id").parse().unwrap_or(known.post);
    let ids = if listed.is_empty() { attachments.of_post(post) } else { listed };
    let pictures: Vec<Figure<'_>> = ids
        .iter()
        .filter_map(|id| attachments.picture(*id))
        .map(|(src, alt, caption)| Figure { src, alt, caption, ..Figure::default() })
        .collect();
    if pictures.is_empty() {
        remarks.push("a gallery whose pictures are not in the source".into());
        return String::new();
    }
    cards::gallery(&pictures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use markup::Block;

    struct Library;
    impl Attachments for Library {
        fn picture(&self, id: u64) -> Option<(&str, &str, &str)> {
            (id < 10).then_some(("https://old.example/a.jpg", "An alt", "A <em>caption</em>"))
        }
        fn of_post(&self, post: u64) -> Vec<u64> {
            vec![post, post + 1]
        }
    }

    fn blocks(text: &str) -> (Vec<Block>, Vec<String>) {
        let mut remarks = Vec::new();
        let html = expanded(text, &Known::of_post(&Library, 5), &mut remarks);
        (markup::html_in::read(&html).0.blocks().to_vec(), remarks)
    }

    #[test]
    fn captions_old_and_new_become_pictures_with_words() {
        for text in [
            "[caption id=\"a\" align=\"alignright\"]<a href=\"https://x.example\"><img src=\"https://old.example/a.jpg\" alt=\"b\"></a> The <em>words</em>[/caption]",
            "[caption align=\"alignright\" caption=\"The words\"]<img src=\"https://old.example/a.jpg\">[/caption]",
        ] {
            let (found, _) = blocks(text);
            let [Block::Image { picture, position }] = found.as_slice() else { panic!("{found:?}") };
            assert_eq!((markup::text_out::inline_text(&picture.caption).as_str(), position.as_str()), ("The words", "right"));
        }
    }

    #[test]
    fn a_gallery_has_the_pictures_that_it_names_or_those_of_its_post() {
        assert!(matches!(blocks("[gallery ids=\"1,2,3,99\"]").0.as_slice(), [Block::Gallery(pictures)] if pictures.len() == 3));
        assert!(matches!(blocks("[gallery]").0.as_slice(), [Block::Gallery(pictures)] if pictures.len() == 2));
        assert_eq!(blocks("[gallery ids=99]").1, ["a gallery whose pictures are not in the source"]);
    }

    #[test]
    fn brackets_that_are_no_shortcode_stay() {
        for text in ["[the law]", "[audio-description vendors]", "[video](https://x.example)", "a [ b", "[youtubed]"] {
            assert_eq!(expanded(text, &Known::cards_only(), &mut Vec::new()), text);
        }
        assert_eq!(expanded("[[gallery]]", &Known::cards_only(), &mut Vec::new()), "[gallery]");
    }
}

//! Ghost's cards, by the names that Koenig's nodes and the older cards have. Captions, callouts and toggles hold HTML.

use serde_json::Value;

use super::{Assembly, field, items};
use crate::loss::shortened;
use crate::{Block, Inline, Loss, html_in};

pub(super) fn read(name: &str, card: &Value, assembly: &mut Assembly) {
    match name {
        "image" | "image-card" => image(card, assembly),
        "gallery" => gallery(card, assembly),
        "html" => assembly.foreign_html(field(card, "html")),
        "markdown" | "card-markdown" => assembly.foreign_markdown(field(card, "markdown")),
        "hr" | "horizontalrule" => assembly.tag("<hr>"),
        "code" | "codeblock" => code(card, assembly),
        "embed" => embed(card, assembly),
        "bookmark" => bookmark(card, assembly),
        "callout" => aside("", field(card, "calloutText"), assembly),
        "toggle" => aside(field(card, "heading"), field(card, "content"), assembly),
        "button" => link(field(card, "buttonUrl"), field(card, "buttonText"), assembly),
        "header" => header(card, assembly),
        "file" => file(card, assembly),
        "audio" => sound_or_film("audio", card, assembly),
        "video" => sound_or_film("video", card, assembly),
        "product" => product(card, assembly),
        "signup" => assembly.push(Block::NewsletterBox),
        "call-to-action" => call_to_action(card, assembly),
        // What only subscribers' letters show, and the place where a paywall starts, are no part of the text.
        "email" | "email-cta" | "paywall" => assembly.losses.add(Loss::Card(name.into())),
        other => assembly.losses.add(Loss::Card(shortened(other))),
    }
}

fn image(card: &Value, assembly: &mut Assembly) {
    let class = match field(card, "cardWidth") {
        "wide" => "<figure class=\"wide\">",
        "full" => "<figure class=\"full\">",
        _ => "<figure>",
    };
    let caption = own_html(field(card, "caption"), assembly);
    assembly.tag(class);
    img(field(card, "src"), field(card, "alt"), assembly);
    figcaption(&caption, assembly);
    assembly.tag("</figure>");
}

fn gallery(card: &Value, assembly: &mut Assembly) {
    let caption = own_html(field(card, "caption"), assembly);
    let captions: Vec<_> = items(card, "images").iter().map(|image| own_html(field(image, "caption"), assembly)).collect();
    assembly.tag("<figure class=\"gallery\">");
    for (image, caption) in items(card, "images").iter().zip(captions) {
        assembly.tag("<figure>");
        img(field(image, "src"), field(image, "alt"), assembly);
        figcaption(&caption, assembly);
        assembly.tag("</figure>");
    }
    figcaption(&caption, assembly);
    assembly.tag("</figure>");
}

fn img(src: &str, alt: &str, assembly: &mut Assembly) {
    assembly.tag_with("<img src=\"", src, "\"");
    assembly.tag_with(" alt=\"", alt, "\">");
}

fn figcaption(html: &str, assembly: &mut Assembly) {
    if !html.is_empty() {
        assembly.tag("<figcaption>");
        assembly.html.push_str(html);
        assembly.tag("</figcaption>");
    }
}

/// A fragment of theirs as balanced HTML that can stand inside an element of ours.
fn own_html(fragment: &str, assembly: &mut Assembly) -> String {
    if !fragment.contains(['<', '&']) {
        return fragment.to_owned();
    }
    let (html, losses) = html_in::balanced(fragment);
    assembly.losses.add_all(losses);
    html
}

fn code(card: &Value, assembly: &mut Assembly) {
    let language = Some(field(card, "language")).filter(|language| !language.is_empty()).map(str::to_owned);
    assembly.push(Block::Code { language, text: field(card, "code").to_owned() });
    paragraph_of_html(field(card, "caption"), assembly);
}

/// A card by its address; without a usable one, whatever its HTML holds.
fn embed(card: &Value, assembly: &mut Assembly) {
    let title = card.get("metadata").map_or("", |metadata| field(metadata, "title"));
    match field(card, "url").parse() {
        Ok(url) => {
            let title = [title, &plain(field(card, "caption"))].into_iter().find(|title| !title.is_empty()).unwrap_or_default().to_owned();
            assembly.push(Block::Embed { url, title });
        }
        Err(_) => assembly.foreign_html(field(card, "html")),
    }
}

fn bookmark(card: &Value, assembly: &mut Assembly) {
    let metadata = card.get("metadata").unwrap_or(card);
    match field(card, "url").parse() {
        Ok(url) => assembly.push(Block::Embed { url, title: field(metadata, "title").to_owned() }),
        Err(_) => link(field(card, "url"), field(metadata, "title"), assembly),
    }
}

fn aside(heading: &str, html: &str, assembly: &mut Assembly) {
    let (body, losses) = html_in::read(html);
    assembly.losses.add_all(losses);
    assembly.push(Block::Aside { title: plain(heading), blocks: body.into_blocks() });
}

fn link(url: &str, words: &str, assembly: &mut Assembly) {
    assembly.tag_with("<p><a href=\"", url, "\">");
    assembly.text(if words.trim().is_empty() { url } else { words });
    assembly.tag("</a></p>");
}

fn header(card: &Value, assembly: &mut Assembly) {
    let heading = |level: crate::Level, html: &str| Block::Heading { level, content: vec![Inline::Text(plain(html))] };
    assembly.push(heading(crate::Level::TWO, field(card, "header")));
    assembly.push(heading(crate::Level::THREE, field(card, "subheader")));
    if card.get("buttonEnabled").and_then(Value::as_bool).unwrap_or(false) {
        link(field(card, "buttonUrl"), field(card, "buttonText"), assembly);
    }
}

fn file(card: &Value, assembly: &mut Assembly) {
    let names = [field(card, "fileTitle"), field(card, "fileName")];
    link(field(card, "src"), names.into_iter().find(|name| !name.is_empty()).unwrap_or_default(), assembly);
    paragraph_of_html(field(card, "fileCaption"), assembly);
}

fn sound_or_film(kind: &str, card: &Value, assembly: &mut Assembly) {
    let titles = [plain(field(card, "title")), plain(field(card, "caption"))];
    let title = titles.into_iter().find(|title| !title.is_empty()).unwrap_or_default();
    match field(card, "src").parse() {
        Ok(file) if kind == "audio" => assembly.push(Block::Audio { file, title }),
        Ok(file) => assembly.push(Block::Video { file, title }),
        Err(_) => assembly.losses.add(Loss::Card(kind.into())),
    }
}

fn product(card: &Value, assembly: &mut Assembly) {
    if !field(card, "productImageSrc").is_empty() {
        img(field(card, "productImageSrc"), "", assembly);
    }
    aside(field(card, "productTitle"), field(card, "productDescription"), assembly);
    if card.get("productButtonEnabled").and_then(Value::as_bool).unwrap_or(false) {
        link(field(card, "productUrl"), field(card, "productButton"), assembly);
    }
}

fn call_to_action(card: &Value, assembly: &mut Assembly) {
    let label = if card.get("hasSponsorLabel").and_then(Value::as_bool).unwrap_or(false) { field(card, "sponsorLabel") } else { "" };
    aside(label, field(card, "textValue"), assembly);
    if card.get("showButton").and_then(Value::as_bool).unwrap_or(false) && !field(card, "buttonUrl").is_empty() {
        link(field(card, "buttonUrl"), field(card, "buttonText"), assembly);
    }
}

fn paragraph_of_html(html: &str, assembly: &mut Assembly) {
    if !html.is_empty() {
        assembly.foreign_html(html);
    }
}

/// The words of a fragment of HTML.
fn plain(html: &str) -> String {
    if html.contains(['<', '&']) { crate::text_out::plain(&html_in::read(html).0) } else { html.to_owned() }
}

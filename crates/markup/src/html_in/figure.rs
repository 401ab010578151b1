//! Pictures, galleries, films, sounds and frames.

use super::containers::pull_quote;
use super::dom::{Dom, NodeId};
use super::flow::{Flow, Reader};
use super::frames::embed_of_frame;
use crate::loss::shortened;
use crate::{Address, Block, Inline, Loss, Picture, Position, Source};

pub(super) fn read(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) {
    match reader.dom.tag(id) {
        "img" => image(reader, id, flow),
        "figure" => figure(reader, id, flow),
        "iframe" => frame(reader, id, flow),
        _ => file(reader, id, flow),
    }
}

/// What the directives of house Markdown, and cards of other editors, stand as in HTML. `false` when this is none.
pub(super) fn read_card(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) -> bool {
    let dom = reader.dom;
    let data = |name: &str| dom.attribute(id, name).unwrap_or_default();
    let is = |class: &str| dom.has_class(id, class);
    let card = if is("newsletter-box") {
        Some(Block::NewsletterBox)
    } else if is("related") {
        data("data-target").parse().ok().map(Block::Related)
    } else if is("embed") {
        data("data-url").parse().ok().map(|url| Block::Embed { url, title: data("data-title").to_owned() })
    } else if is("audio") {
        data("data-file").parse().ok().map(|file| Block::Audio { file, title: data("data-title").to_owned() })
    } else if is("video") {
        data("data-file").parse().ok().map(|file| Block::Video { file, title: data("data-title").to_owned() })
    } else if is("gallery") {
        flow.end_line();
        gallery(reader, id, flow);
        return true;
    } else {
        None
    };
    card.map(|card| flow.push(card)).is_some()
}

fn image(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) {
    let dom = reader.dom;
    if is_tracker(dom, id) {
        return;
    }
    if dom.has_class(id, "emoji") || dom.has_class(id, "wp-smiley") {
        return flow.text(dom.attribute(id, "alt").unwrap_or_default());
    }
    if let Some(picture) = picture(reader, id) {
        flow.push(Block::Image { picture, position: position(dom, &[id]) });
    }
}

fn is_tracker(dom: &Dom, id: NodeId) -> bool {
    let is_dot = |name| dom.attribute(id, name).is_some_and(|size| matches!(size.trim().trim_end_matches("px"), "0" | "1"));
    is_dot("width") || is_dot("height")
}

fn picture(reader: &mut Reader<'_>, id: NodeId) -> Option<Picture> {
    let dom = reader.dom;
    let addresses =
        ["data-orig-file", "data-src", "data-lazy-src", "data-original", "src"].iter().filter_map(|name| dom.attribute(id, name));
    let addresses: Vec<_> = addresses.filter(|address| !address.trim().is_empty()).collect();
    let Some(source) = addresses.iter().find_map(|address| address.parse::<Source>().ok()) else {
        let what = addresses.last().copied().or(dom.attribute(id, "alt")).unwrap_or("no address");
        reader.losses.add(Loss::Picture(shortened(what)));
        return None;
    };
    let credit = dom.attribute(id, "data-credit").map(str::to_owned);
    Some(Picture { source, alt: dom.attribute(id, "alt").unwrap_or_default().to_owned(), caption: Vec::new(), credit })
}

fn figure(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) {
    let dom = reader.dom;
    flow.end_line();
    let count = |tag: &str| dom.under(id).filter(|&inner| dom.tag(inner) == tag).count();
    let is_gallery = ["gallery", "wp-block-gallery", "kg-gallery-card"].iter().any(|class| dom.has_class(id, class));
    let holds_other = ["table", "pre", "blockquote", "iframe", "video", "audio", "ul"].iter().any(|tag| count(tag) > 0);
    if is_gallery || (count("img") > 1 && !holds_other) {
        return gallery(reader, id, flow);
    }
    let (caption, credit) = caption(reader, id);
    let parts: Vec<NodeId> = dom.children(id).iter().copied().filter(|&part| dom.tag(part) != "figcaption").collect();
    let mut blocks = reader.blocks(&parts);
    let place = position(dom, &[id]);
    match blocks.as_mut_slice() {
        [Block::Image { picture, position }] => {
            picture.caption = caption;
            picture.credit = credit.or(picture.credit.take());
            if place != Position::Column {
                *position = place;
            }
        }
        [Block::Embed { title, .. } | Block::Audio { title, .. } | Block::Video { title, .. }] if !caption.is_empty() => {
            *title = crate::text_out::inline_text(&caption);
        }
        [Block::Quote { blocks: quoted, cite }] => {
            let (quoted, cite) = (std::mem::take(quoted), if cite.is_empty() { caption } else { std::mem::take(cite) });
            let is_pulled = dom.has_class(id, "pull-quote") || dom.has_class(id, "wp-block-pullquote");
            blocks = if is_pulled { pull_quote(quoted, cite) } else { vec![Block::Quote { blocks: quoted, cite }] };
        }
        _ => blocks.push(Block::Paragraph(caption)),
    }
    flow.blocks.extend(blocks);
}

/// Every picture inside, each with the caption of its own figure; the gallery's own caption becomes a paragraph after it.
fn gallery(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) {
    let dom = reader.dom;
    let mut pictures = Vec::new();
    for inner in dom.under(id).filter(|&inner| dom.tag(inner) == "img").collect::<Vec<_>>() {
        let Some(mut picture) = picture(reader, inner) else { continue };
        let own = dom.around(inner, &["figure", "li"], id).filter(|&own| own != id);
        if let Some(own) = own {
            let (caption, credit) = caption(reader, own);
            picture.caption = caption;
            picture.credit = credit.or(picture.credit);
        }
        pictures.push(picture);
    }
    let (caption, _) = if dom.tag(id) == "figure" { caption(reader, id) } else { Default::default() };
    flow.push(Block::Gallery(pictures));
    flow.blocks.push(Block::Paragraph(caption));
}

/// The caption among the children of a figure, and the credit that stands in it.
fn caption(reader: &mut Reader<'_>, figure: NodeId) -> (Vec<Inline>, Option<String>) {
    let dom = reader.dom;
    let Some(&caption) = dom.children(figure).iter().find(|&&part| dom.tag(part) == "figcaption") else { return Default::default() };
    let credit = dom.under(caption).find(|&part| dom.has_class(part, "credit"));
    let parts: Vec<NodeId> = dom.children(caption).iter().copied().filter(|&part| Some(part) != credit).collect();
    (reader.inlines(&parts).0, credit.map(|credit| dom.text(credit)))
}

fn frame(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) {
    let dom = reader.dom;
    let lazy =
        ["data-src", "data-lazy-src", "src"].iter().filter_map(|name| dom.attribute(id, name)).find(|src| src.parse::<Address>().is_ok());
    let Some(src) = lazy else { return reader.losses.add(Loss::Frame("no address".into())) };
    match embed_of_frame(src) {
        Some(url) => flow.push(Block::Embed { url, title: dom.attribute(id, "title").unwrap_or_default().to_owned() }),
        None => {
            let host = src.parse::<Address>().map(|src| shortened(src.host())).unwrap_or_default();
            reader.losses.add(Loss::Frame(host));
        }
    }
}

fn file(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) {
    let dom = reader.dom;
    let sources = dom.under(id).filter_map(|part| dom.attribute(part, "src"));
    let Some(file) = sources.filter_map(|src| src.parse().ok()).next() else {
        return reader.losses.add(Loss::Element(dom.tag(id).to_owned()));
    };
    let title = dom.attribute(id, "title").unwrap_or_default().to_owned();
    flow.push(if dom.tag(id) == "audio" { Block::Audio { file, title } } else { Block::Video { file, title } });
}

/// From our own classes, WordPress's and Ghost's.
fn position(dom: &Dom, ids: &[NodeId]) -> Position {
    let classes = ids.iter().filter_map(|&id| dom.attribute(id, "class")).flat_map(str::split_ascii_whitespace);
    let stated = ids.iter().find_map(|&id| Position::of(dom.attribute(id, "data-position")?));
    let mut named = classes.filter_map(|class| match class {
        "wide" | "alignwide" | "kg-width-wide" => Some(Position::Wide),
        "full" | "alignfull" | "kg-width-full" => Some(Position::Full),
        "left" | "alignleft" => Some(Position::Left),
        "right" | "alignright" => Some(Position::Right),
        _ => None,
    });
    stated.or_else(|| named.next()).unwrap_or_default()
}

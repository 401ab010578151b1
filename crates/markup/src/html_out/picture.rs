//! Figures, galleries, sounds, films.

use super::Printer;
use super::resolve::{Rendition, Shown};
use crate::tree::{Inline, Picture, Position, Source};

/// The widest JPEG that stands in `src`, in pixels: what a browser without `srcset`, or a reader of feeds, loads.
const PLAIN_WIDTH: u32 = 1280;

impl Printer<'_> {
    pub(super) fn image(&mut self, picture: &Picture, position: Position) {
        let class = match position {
            Position::Column => "picture column",
            Position::Wide => "picture wide",
            Position::Full => "picture full",
            Position::Left => "picture left",
            Position::Right => "picture right",
        };
        self.figure(picture, class, position);
    }

    pub(super) fn gallery(&mut self, pictures: &[Picture]) {
        self.open("div", "gallery");
        pictures.iter().for_each(|picture| self.figure(picture, "picture", Position::Column));
        self.raw("</div>");
    }

    fn figure(&mut self, picture: &Picture, class: &'static str, position: Position) {
        let resolve = self.resolve;
        let shown = match &picture.source {
            Source::Media(key) => resolve.picture(key).filter(|shown| !shown.jpeg.is_empty()),
            Source::Elsewhere(_) => None,
        };
        let Some(shown) = shown else { return self.missing_picture(picture) };
        self.open("figure", class);
        if self.is_page() && !shown.webp.is_empty() {
            self.raw("<picture><source type=\"image/webp\"");
            self.srcset(&shown.webp, position);
            self.raw(">");
            self.img(picture, &shown, position);
            self.raw("</picture>");
        } else {
            self.img(picture, &shown, position);
        }
        let credit = picture.credit.as_deref().or(shown.credit.as_deref());
        self.caption(&picture.caption, credit);
        self.raw("</figure>");
    }

    fn img(&mut self, picture: &Picture, shown: &Shown<'_>, position: Position) {
        let plain = shown.jpeg.iter().rfind(|r| r.width <= PLAIN_WIDTH).or(shown.jpeg.first());
        self.raw("<img");
        if let Some(plain) = plain {
            self.attribute("src", &plain.url);
        }
        if self.is_page() {
            self.srcset(&shown.jpeg, position);
        }
        self.attribute("alt", if picture.alt.is_empty() { &shown.alt } else { &picture.alt });
        self.raw(" width=\"");
        self.number(shown.width as usize);
        self.raw("\" height=\"");
        self.number(shown.height as usize);
        self.raw("\"");
        if self.is_page() {
            self.raw(" loading=\"lazy\" decoding=\"async\"");
        }
        self.raw(">");
    }

    /// ` srcset="a.webp 640w, b.webp 1280w" sizes="…"`
    fn srcset(&mut self, renditions: &[Rendition<'_>], position: Position) {
        self.raw(" srcset=\"");
        for (i, rendition) in renditions.iter().enumerate() {
            if i > 0 {
                self.raw(", ");
            }
            super::escape::push_attribute(&rendition.url, &mut self.out);
            self.raw(" ");
            self.number(rendition.width as usize);
            self.raw("w");
        }
        self.raw("\"");
        let resolve = self.resolve;
        self.attribute("sizes", resolve.sizes(position));
    }

    fn caption(&mut self, caption: &[Inline], credit: Option<&str>) {
        if caption.is_empty() && credit.is_none() {
            return;
        }
        self.raw("<figcaption>");
        self.inlines(caption);
        if let Some(credit) = credit {
            if !caption.is_empty() {
                self.raw(" ");
            }
            self.open("span", "credit");
            self.text(credit);
            self.raw("</span>");
        }
        self.raw("</figcaption>");
    }

    /// A reader is told what would be seen, and where it is; nothing is loaded from there.
    fn missing_picture(&mut self, picture: &Picture) {
        let resolve = self.resolve;
        self.open("p", "missing-picture");
        self.missing(&picture.source, &resolve.words().missing_picture);
        if !picture.alt.is_empty() {
            self.raw(": ");
            self.text(&picture.alt);
        }
        if !picture.caption.is_empty() {
            self.raw("<br>");
            self.inlines(&picture.caption);
        }
        self.raw("</p>");
    }

    fn missing(&mut self, source: &Source, words: &str) {
        match source {
            Source::Elsewhere(url) => {
                self.raw("<a");
                self.away(url.as_str());
                self.raw(">");
                self.text(words);
                self.raw("</a>");
            }
            Source::Media(_) => self.text(words),
        }
    }

    /// A sound or film. Of it nothing is loaded before somebody plays it.
    pub(super) fn file(&mut self, tag: &'static str, file: &Source, title: &str) {
        let resolve = self.resolve;
        let url = match file {
            Source::Media(key) => resolve.file(key),
            Source::Elsewhere(_) => None,
        };
        let Some(url) = url else {
            self.open("p", "missing-picture");
            self.missing(file, &resolve.words().missing_file);
            if !title.is_empty() {
                self.raw(": ");
                self.text(title);
            }
            return self.raw("</p>");
        };
        self.open("figure", tag);
        self.out.extend(["<", tag]);
        self.attribute("src", &url);
        self.raw(" controls preload=\"none\">");
        self.out.extend(["</", tag, ">"]);
        if !title.is_empty() {
            self.raw("<figcaption>");
            self.text(title);
            self.raw("</figcaption>");
        }
        self.raw("</figure>");
    }
}

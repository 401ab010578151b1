//! Words as outlines: Latin and Cyrillic in one face, Arabic script in another, each line in the order in which it is read.

use std::ops::Range;

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use anyhow::{Context, Result};
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Direction, Face, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};

/// Noto Serif Bold and Noto Naskh Arabic Bold, with the letters of the languages that they stand for; see `assets/fonts/README.md`.
static SERIF: &[u8] = include_bytes!("../../../assets/fonts/noto-serif-bold.ttf");
static NASKH: &[u8] = include_bytes!("../../../assets/fonts/noto-naskh-arabic-bold.ttf");

/// The two faces.
pub struct Lettering {
    faces: [Face<'static>; 2],
}

/// A line of glyphs, in units of a size of 1.
#[derive(Debug, Default)]
pub struct Line {
    glyphs: Vec<Placed>,
    pub width: f32,
}

#[derive(Clone, Copy, Debug)]
struct Placed {
    face: usize,
    glyph: GlyphId,
    x: f32,
    y: f32,
}

/// How much of the size a line stands above its base line, in both faces.
const RISE: f32 = 1.15;
/// And below it.
const FALL: f32 = 0.55;

impl Lettering {
    pub fn new() -> Result<Self> {
        let face = |bytes| Face::from_slice(bytes, 0).context("a face that was built in cannot be read");
        Ok(Self { faces: [face(SERIF)?, face(NASKH)?] })
    }

    /// A text in lines no wider than `width` (in units of the size), broken at spaces; a word that is wider stands alone and is cut by the edge.
    pub fn lines(&self, text: &str, rtl: bool, width: f32) -> Vec<Line> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut lines = Vec::new();
        let mut start = 0;
        while start < words.len() {
            let mut end = start + 1;
            let mut line = self.line(words[start], rtl);
            while end < words.len() {
                let longer = self.line(&words[start..=end].join(" "), rtl);
                if longer.width > width {
                    break;
                }
                line = longer;
                end += 1;
            }
            lines.push(line);
            start = end;
        }
        lines
    }

    /// One line, set in visual order (UAX #9).
    pub fn line(&self, text: &str, rtl: bool) -> Line {
        let base = if rtl { Level::rtl() } else { Level::ltr() };
        let bidi = BidiInfo::new(text, Some(base));
        let mut line = Line::default();
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let is_rtl = levels[run.start].is_rtl();
                let mut parts = self.by_face(text, run);
                if is_rtl {
                    parts.reverse();
                }
                for (face, part) in parts {
                    self.set(&text[part], face, is_rtl, &mut line);
                }
            }
        }
        line
    }

    /// A run in stretches of one face. What belongs to no script goes with what stands before it, where that face has it.
    fn by_face(&self, text: &str, run: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        for (at, c) in text[run.clone()].char_indices() {
            let at = run.start + at;
            let own = match c {
                '\u{600}'..='\u{77f}' => Some(1),
                c if c.is_alphanumeric() => Some(0),
                _ => None,
            };
            let wanted = own.or(parts.last().map(|(face, _)| *face)).unwrap_or_default();
            let face = if self.faces[wanted].glyph_index(c).is_some() { wanted } else { 1 - wanted };
            match parts.last_mut() {
                Some((last, part)) if *last == face => part.end = at + c.len_utf8(),
                _ => parts.push((face, at..at + c.len_utf8())),
            }
        }
        parts
    }

    fn set(&self, text: &str, face: usize, rtl: bool, line: &mut Line) {
        let of = &self.faces[face];
        let em = of.units_per_em() as f32;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        let set = rustybuzz::shape(of, &[], buffer);
        for (glyph, at) in set.glyph_infos().iter().zip(set.glyph_positions()) {
            let x = line.width + at.x_offset as f32 / em;
            let y = at.y_offset as f32 / em;
            line.glyphs.push(Placed { face, glyph: GlyphId(u16::try_from(glyph.glyph_id).unwrap_or_default()), x, y });
            line.width += at.x_advance as f32 / em;
        }
    }

    /// Draws a line at `size` pixels with its left end and base line at (`x`, `base`): `ink` is given each pixel and how much of it is covered.
    pub fn draw(&self, line: &Line, size: f32, x: f32, base: f32, mut ink: impl FnMut(i64, i64, f32)) {
        // A margin for glyphs that lean out of their line.
        let margin = size;
        let (width, height) = ((line.width * size + 2.0 * margin).ceil(), ((RISE + FALL) * size).ceil());
        let mut rasterizer = Rasterizer::new(width as usize, height as usize);
        for placed in &line.glyphs {
            let face = &self.faces[placed.face];
            let scale = size / face.units_per_em() as f32;
            let origin = point(margin + placed.x * size, RISE * size - placed.y * size);
            let mut pen = Pen { rasterizer: &mut rasterizer, scale, origin, start: point(0.0, 0.0), last: point(0.0, 0.0) };
            face.outline_glyph(placed.glyph, &mut pen);
        }
        let (left, top) = ((x - margin).round() as i64, (base - RISE * size).round() as i64);
        rasterizer.for_each_pixel_2d(|px, py, covered| {
            if covered > 0.0 {
                ink(left + i64::from(px), top + i64::from(py), covered.min(1.0));
            }
        });
    }
}

/// Outlines in a face's units, onto pixels.
struct Pen<'r> {
    rasterizer: &'r mut Rasterizer,
    scale: f32,
    origin: Point,
    start: Point,
    last: Point,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> Point {
        point(self.origin.x + x * self.scale, self.origin.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.at(x, y);
        self.last = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.rasterizer.draw_line(self.last, to);
        self.last = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, to) = (self.at(x1, y1), self.at(x, y));
        self.rasterizer.draw_quad(self.last, by, to);
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (by, and, to) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.rasterizer.draw_cubic(self.last, by, and, to);
        self.last = to;
    }

    fn close(&mut self) {
        self.rasterizer.draw_line(self.last, self.start);
        self.last = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_three_languages_has_its_outline() {
        let lettering = Lettering::new().expect("the faces");
        for text in ["The Harbour Lamp — “Vote!” 1,250 €", "Кто купил порт? «Лампа» № 7 ₽", "چه کسی بندر را خرید؟ گچپژ ۱۲۳ «فانوس»"]
        {
            let line = lettering.line(text, false);
            assert!(line.width > 5.0 && line.glyphs.iter().all(|placed| placed.glyph != GlyphId(0)), "{text}");
        }
    }

    #[test]
    fn a_line_in_arabic_script_begins_at_the_right_and_keeps_its_latin_words_in_order() {
        let lettering = Lettering::new().expect("the faces");
        let line = lettering.line("فانوس BBC تا", true);
        let latin: Vec<f32> = line.glyphs.iter().filter(|placed| placed.face == 0).map(|placed| placed.x).collect();
        assert!(latin.is_sorted() && latin.len() >= 3, "{latin:?}");
        let arabic: Vec<f32> = line.glyphs.iter().filter(|placed| placed.face == 1).map(|placed| placed.x).collect();
        assert!(arabic.iter().any(|x| *x < latin[0]) && arabic.iter().any(|x| *x > latin[2]), "words stand on both sides");
    }

    #[test]
    fn a_text_is_broken_at_spaces_and_no_line_is_wider_than_it_may_be() {
        let lettering = Lettering::new().expect("the faces");
        let lines = lettering.lines("Nobody had read the law that everybody voted for until dawn", false, 10.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| line.width <= 10.0));
    }
}

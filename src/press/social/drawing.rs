//! The picture that stands for a story where its address is shared: headline, section, the newspaper's name; the lead picture with its credit beside them.

use anyhow::{Context, Result};
use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::lettering::{Lettering, Line};
use crate::paper::social::{HEIGHT, WIDTH};

/// What a card says. Texts are as they stand on the page.
#[derive(Debug, Default)]
pub struct Card {
    pub paper: String,
    pub section: String,
    pub headline: String,
    pub rtl: bool,
    pub credit: String,
    /// The lead picture as JPEG. It is not shown without a credit.
    pub picture: Option<Vec<u8>>,
}

type Colour = [u8; 3];
const PAPER: Colour = [0xfb, 0xf8, 0xf1];
const INK: Colour = [0x1d, 0x1a, 0x16];
const SOFT: Colour = [0x62, 0x59, 0x4c];
const LAMP: Colour = [0x8a, 0x4e, 0x00];
const GLOW: Colour = [0xdd, 0x92, 0x20];

/// Pixels between the words and the edge.
const MARGIN: i64 = 64;
/// How wide the picture stands.
const PICTURE: i64 = 470;
/// Sizes of a headline, tried from the largest.
const SIZES: [f32; 8] = [80.0, 72.0, 64.0, 57.0, 51.0, 46.0, 41.0, 36.0];
/// From one base line to the next, in sizes.
const LEADING: f32 = 1.16;
const LEADING_ARABIC: f32 = 1.5;
/// Where the headline may stand, from the top.
const TOP: i64 = 196;
const BOTTOM: i64 = HEIGHT as i64 - 84;

struct Canvas(Vec<u8>);

impl Canvas {
    fn fill(&mut self, left: i64, top: i64, width: i64, height: i64, colour: Colour) {
        for y in top..top + height {
            for x in left..left + width {
                self.blend(x, y, colour, 1.0);
            }
        }
    }

    fn blend(&mut self, x: i64, y: i64, colour: Colour, part: f32) {
        let inside = (0..i64::from(WIDTH)).contains(&x) && (0..i64::from(HEIGHT)).contains(&y);
        let at = (y * i64::from(WIDTH) + x) as usize * 3;
        let Some(pixel) = self.0.get_mut(at..at + 3).filter(|_| inside) else { return };
        for (under, over) in pixel.iter_mut().zip(colour) {
            *under = (f32::from(*under) * (1.0 - part) + f32::from(over) * part).round() as u8;
        }
    }
}

/// The column that the words stand in.
struct Column<'l> {
    lettering: &'l Lettering,
    left: i64,
    width: i64,
    rtl: bool,
}

impl Column<'_> {
    fn put(&self, canvas: &mut Canvas, line: &Line, size: f32, base: f32, colour: Colour) {
        let x = if self.rtl { (self.left + self.width) as f32 - line.width * size } else { self.left as f32 };
        self.lettering.draw(line, size, x, base, |x, y, part| canvas.blend(x, y, colour, part));
    }

    /// One line of at most the column's width, cut at a word if need be.
    fn short(&self, text: &str, size: f32) -> Line {
        self.lettering.lines(text, self.rtl, self.width as f32 / size).into_iter().next().unwrap_or_default()
    }

    /// The headline at the largest size that it fits in; one that fits in none loses its last words.
    fn headline(&self, text: &str) -> (f32, Vec<Line>) {
        let fits = |size: f32| ((BOTTOM - TOP) as f32 / (size * self.leading())).floor().max(1.0) as usize;
        for size in SIZES {
            let lines = self.lettering.lines(text, self.rtl, self.width as f32 / size);
            let is_wide = lines.iter().any(|line| line.width * size > self.width as f32);
            if lines.len() <= fits(size) && !is_wide {
                return (size, lines);
            }
        }
        let size = SIZES[SIZES.len() - 1];
        let mut words: Vec<&str> = text.split_whitespace().collect();
        loop {
            words.pop();
            let lines = self.lettering.lines(&format!("{}…", words.join(" ")), self.rtl, self.width as f32 / size);
            if lines.len() <= fits(size) || words.is_empty() {
                return (size, lines);
            }
        }
    }

    fn leading(&self) -> f32 {
        if self.rtl { LEADING_ARABIC } else { LEADING }
    }
}

/// The card as JPEG, [`WIDTH`] by [`HEIGHT`].
///
/// # Errors
/// When the picture is damaged.
pub fn draw(lettering: &Lettering, card: &Card) -> Result<Vec<u8>> {
    let mut canvas = Canvas(PAPER.repeat((WIDTH * HEIGHT) as usize));
    let picture = card.picture.as_ref().filter(|_| !card.credit.is_empty());
    let beside = if picture.is_some() { PICTURE } else { 0 };
    let left = if card.rtl && picture.is_some() { PICTURE } else { 0 };
    if let Some(jpeg) = picture {
        paste(&mut canvas, jpeg, if card.rtl { 0 } else { i64::from(WIDTH) - PICTURE })?;
    }
    let column = Column { lettering, left: left + MARGIN, width: i64::from(WIDTH) - beside - 2 * MARGIN, rtl: card.rtl };
    column.put(&mut canvas, &column.short(&card.paper, 40.0), 40.0, 96.0, INK);
    canvas.fill(column.left, 120, column.width, 4, INK);
    canvas.fill(column.left, 127, column.width, 1, INK);
    if !card.section.is_empty() {
        column.put(&mut canvas, &column.short(&card.section, 28.0), 28.0, 170.0, LAMP);
    }
    let (size, lines) = column.headline(&card.headline);
    let block = lines.len() as f32 * size * column.leading();
    // A short headline stands a little above the middle of its room.
    let mut base = TOP as f32 + ((BOTTOM - TOP) as f32 - block).max(0.0) * 0.35 + size * if card.rtl { 1.05 } else { 0.92 };
    for line in &lines {
        column.put(&mut canvas, line, size, base, INK);
        base += size * column.leading();
    }
    if picture.is_some() {
        column.put(&mut canvas, &column.short(&card.credit, 21.0), 21.0, HEIGHT as f32 - 36.0, SOFT);
    }
    canvas.fill(left, i64::from(HEIGHT) - 12, i64::from(WIDTH) - beside, 12, GLOW);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 84);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&canvas.0, WIDTH as u16, HEIGHT as u16, ColorType::Rgb)?;
    Ok(out)
}

/// The middle of a picture, in the height of the card.
fn paste(canvas: &mut Canvas, jpeg: &[u8], left: i64) -> Result<()> {
    let decoded = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).context("the lead picture is damaged")?.into_rgb8();
    let (width, height) = decoded.dimensions();
    let source = Image::from_vec_u8(width, height, decoded.into_raw(), PixelType::U8x3)?;
    let mut fitted = Image::new(PICTURE as u32, HEIGHT, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom)).fit_into_destination(Some((0.5, 0.4)));
    Resizer::new().resize(&source, &mut fitted, &options)?;
    for (y, row) in fitted.buffer().chunks_exact(PICTURE as usize * 3).enumerate() {
        let at = (y * WIDTH as usize + left as usize) * 3;
        canvas.0[at..at + row.len()].copy_from_slice(row);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(headline: &str, rtl: bool) -> image::RgbImage {
        let card = Card { paper: "The Harbour Lamp".into(), section: "Politics".into(), headline: headline.into(), rtl, ..Card::default() };
        let jpeg = draw(&Lettering::new().expect("the faces"), &card).expect("drawn");
        image::load_from_memory(&jpeg).expect("a picture").into_rgb8()
    }

    /// How much ink stands in the left and in the right half of the headline's room.
    fn halves(picture: &image::RgbImage) -> (usize, usize) {
        let dark = |range: std::ops::Range<u32>| {
            range
                .flat_map(|x| (TOP as u32..BOTTOM as u32).map(move |y| (x, y)))
                .filter(|(x, y)| picture.get_pixel(*x, *y).0[0] < 90)
                .count()
        };
        (dark(0..WIDTH / 2), dark(WIDTH / 2..WIDTH))
    }

    #[test]
    fn a_card_has_its_size_and_its_words_at_the_side_where_reading_begins() {
        let latin = drawn("Vote", false);
        assert_eq!(latin.dimensions(), (WIDTH, HEIGHT));
        let (left, right) = halves(&latin);
        assert!(left > 1_000 && right == 0, "{left} {right}");
        let (left, right) = halves(&drawn("بندر", true));
        assert!(left == 0 && right > 1_000, "{left} {right}");
    }

    #[test]
    fn the_longest_headline_stays_inside_of_its_room() {
        let picture = drawn(&"Parliament votes until dawn ".repeat(30), false);
        let below = (0..WIDTH)
            .flat_map(|x| (BOTTOM as u32 + 30..HEIGHT - 14).map(move |y| (x, y)))
            .filter(|(x, y)| picture.get_pixel(*x, *y).0[0] < 90)
            .count();
        assert_eq!(below, 0);
        let (left, right) = halves(&picture);
        assert!(left > 10_000 && right > 10_000);
    }
}

//! A file somebody sent, made into files of ours: decoded within bounds, turned upright, in sRGB, and encoded anew at a few widths. Nothing but pixels goes over.

use std::io::Cursor;

use anyhow::{Context, anyhow};
use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage};
use jpeg_encoder::ColorType;
use moxcms::{ColorProfile, Layout, TransformOptions};
use webp::WebPConfig;

use super::{Encoded, File, Refusal, inspect};
use crate::paper::model::Format;

/// The largest file that is taken in.
pub const MOST_BYTES: usize = 25 << 20;
/// The most pixels that are decoded.
pub const MOST_PIXELS: u64 = 50_000_000;
/// The most frames that an animated picture may have; the first one is kept.
pub const MOST_FRAMES: usize = 300;
/// Widths in pixels that a picture is kept at, as far as it reaches.
pub const WIDTHS: [u32; 4] = [320, 640, 960, 1440];
/// The longest side that WebP can have, in pixels.
const LONGEST_SIDE: u32 = 16_383;

/// Makes the files of a picture. It takes up to a second of one core and 400 MB, so call it where that may block.
///
/// # Errors
/// When the file is no picture that we take, or is larger than we take; nothing was decoded then, except when it is [`Refusal::Damaged`].
pub fn renditions(bytes: &[u8]) -> Result<Encoded, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooHeavy);
    }
    let format = inspect::format_of(bytes)?;
    if inspect::frames(format, bytes) > MOST_FRAMES {
        return Err(Refusal::TooManyFrames);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Refusal::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(|_| Refusal::Damaged)?;
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Damaged)?;
    picture.apply_orientation(orientation);
    let mut pixels = over_white(picture);
    if let Some(profile) = profile {
        to_srgb(&mut pixels, &profile);
    }
    encode(pixels)
}

/// The pixels without their transparency, as if they lay on white paper.
fn over_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    let flat = rgba.pixels().flat_map(|pixel| {
        let [r, g, b, a] = pixel.0.map(u32::from);
        [r, g, b].map(|c| ((c * a + 255 * (255 - a) + 127) / 255) as u8)
    });
    RgbImage::from_raw(width, height, flat.collect()).unwrap_or_default()
}

/// Telephones record wider colours than most screens show; without this a picture that has lost its profile would look dull. A profile that cannot be
/// followed is left aside.
fn to_srgb(pixels: &mut RgbImage, profile: &[u8]) {
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return };
    let Ok(transform) = from.create_transform_8bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, TransformOptions::default()) else {
        return;
    };
    let before = pixels.as_raw().clone();
    let row = pixels.width() as usize * 3;
    for (from, to) in before.chunks_exact(row).zip(pixels.chunks_exact_mut(row)) {
        if transform.transform(from, to).is_err() {
            return pixels.copy_from_slice(&before);
        }
    }
}

fn encode(pixels: RgbImage) -> Result<Encoded, Refusal> {
    let (width, height) = pixels.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    let largest = width.min(WIDTHS[WIDTHS.len() - 1]);
    let height_at = |at: u32| ((u64::from(height) * u64::from(at) + u64::from(width) / 2) / u64::from(width)).max(1);
    if height_at(largest) > u64::from(LONGEST_SIDE) {
        return Err(Refusal::TooTall);
    }
    let source = Image::from_vec_u8(width, height, pixels.into_raw(), PixelType::U8x3).map_err(|_| Refusal::Damaged)?;
    let mut source = resized(source, largest, height_at(largest) as u32)?;
    let mut encoded = Encoded { width: source.width(), height: source.height(), files: Vec::new() };
    // From the largest down, each made from the one before: a fifth of the work of making each from the original.
    for at in [largest].into_iter().chain(WIDTHS.into_iter().rev().filter(|&at| at < largest)) {
        source = resized(source, at, height_at(at) as u32)?;
        encoded.files.push(File { width: at, format: Format::Jpeg, bytes: jpeg(&source).map_err(|_| Refusal::Damaged)? });
        encoded.files.push(File { width: at, format: Format::Webp, bytes: webp(&source).map_err(|_| Refusal::Damaged)? });
    }
    encoded.files.sort_by_key(|file| file.width);
    Ok(encoded)
}

fn resized<'p>(source: Image<'p>, width: u32, height: u32) -> Result<Image<'p>, Refusal> {
    if (source.width(), source.height()) == (width, height) {
        return Ok(source);
    }
    let mut smaller = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut smaller, &options).map_err(|_| Refusal::Damaged)?;
    Ok(smaller)
}

/// Quality 80, colours at half the resolution (4:2:0).
fn jpeg(pixels: &Image<'_>) -> anyhow::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 80);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder.encode(pixels.buffer(), u16::try_from(pixels.width())?, u16::try_from(pixels.height())?, ColorType::Rgb)?;
    Ok(out)
}

/// Quality 75, method 4 of 6.
fn webp(pixels: &Image<'_>) -> anyhow::Result<Vec<u8>> {
    let mut config = WebPConfig::new().map_err(|()| anyhow!("libwebp is of another version than its bindings"))?;
    (config.quality, config.method) = (75.0, 4);
    let encoded = webp::Encoder::from_rgb(pixels.buffer(), pixels.width(), pixels.height()).encode_advanced(&config);
    Ok(encoded.map_err(|e| anyhow!("libwebp: {e:?}")).context("a rendition cannot be encoded")?.to_vec())
}

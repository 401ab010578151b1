use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).expect("written");
    out.into_inner()
}

fn sky(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 200]))
}

fn widths(encoded: &Encoded, format: Format) -> Vec<u32> {
    encoded.files.iter().filter(|file| file.format == format).map(|file| file.width).collect()
}

/// A JPEG with an EXIF block that says which way is up, and a place on the map.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x0E, 0x01, 2, 0, 16, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"GPS 55.75, 37.62");
    let mut out = jpeg[..2].to_vec();
    out.extend([0xFF, 0xE1]);
    out.extend((tiff.len() as u16 + 2).to_be_bytes());
    out.extend(tiff);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn a_large_picture_is_kept_at_four_widths_and_a_small_one_as_it_is() {
    let large = renditions(&file(sky(2000, 1000), ImageFormat::Jpeg)).expect("taken");
    assert_eq!((large.width, large.height), (1440, 720));
    assert_eq!(widths(&large, Format::Jpeg), [320, 640, 960, 1440]);
    assert_eq!(widths(&large, Format::Webp), [320, 640, 960, 1440]);
    let middling = renditions(&file(sky(700, 10), ImageFormat::Png)).expect("taken");
    assert_eq!(widths(&middling, Format::Webp), [320, 640, 700]);
    let small = renditions(&file(sky(20, 30), ImageFormat::Gif)).expect("taken");
    assert_eq!((widths(&small, Format::Jpeg), small.height), (vec![20], 30));
}

#[test]
fn what_is_kept_stands_upright_and_says_nothing_of_where_it_was_taken() {
    let sent = with_exif(&file(sky(400, 200), ImageFormat::Jpeg), 6);
    let kept = renditions(&sent).expect("taken");
    assert_eq!((kept.width, kept.height), (200, 400), "turned by a quarter");
    for file in &kept.files {
        for trace in [&b"Exif"[..], b"GPS", b"55.75"] {
            assert!(!file.bytes.windows(trace.len()).any(|at| at == trace), "{trace:?} in {:?}", file.format);
        }
        let again = image::load_from_memory(&file.bytes).expect("a picture");
        assert_eq!(again.width(), file.width);
    }
}

#[test]
fn a_transparent_picture_lies_on_white() {
    let kept = renditions(&file(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])), ImageFormat::Png)).expect("taken");
    let pixel = image::load_from_memory(&kept.files[0].bytes).expect("a picture").into_rgb8();
    assert!(pixel.get_pixel(4, 4).0.iter().all(|&c| c > 250), "{:?}", pixel.get_pixel(4, 4));
}

#[test]
fn what_is_no_picture_is_refused_by_its_bytes_whatever_its_name() {
    let refusal = |bytes: &[u8]| renditions(bytes).expect_err("refused");
    assert_eq!(refusal(b""), Refusal::Empty);
    assert_eq!(refusal(b"%PDF-1.7"), Refusal::NotAPicture);
    assert_eq!(refusal(b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), Refusal::Svg);
    assert_eq!(refusal(&file(sky(50, 50), ImageFormat::Jpeg)[..40]), Refusal::Damaged);
    assert_eq!(refusal(&vec![0xFF; renditions::MOST_BYTES + 1]), Refusal::TooHeavy);
}

#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    let mut png = file(sky(1, 1), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(renditions(&png).expect_err("refused"), Refusal::TooManyPixels);
}

#[test]
fn frames_are_counted_without_decoding_them() {
    let mut gif = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
    let frame = || image::Frame::new(RgbaImage::from_pixel(2, 2, Rgba([9, 9, 9, 255])));
    encoder.encode_frames((0..301).map(|_| frame())).expect("frames");
    drop(encoder);
    assert_eq!(inspect::frames(ImageFormat::Gif, &gif), 301);
    assert_eq!(renditions(&gif).expect_err("refused"), Refusal::TooManyFrames);
    assert_eq!(inspect::frames(ImageFormat::Gif, &file(sky(3, 3), ImageFormat::Gif)), 1);
}

#[test]
fn a_very_tall_picture_is_refused_with_a_word() {
    assert_eq!(renditions(&file(RgbImage::new(1, 20_000), ImageFormat::Png)).expect_err("refused"), Refusal::TooTall);
}

#[test]
fn keys_are_random_and_fit_a_file_name() {
    let (one, other) = (new_key(), new_key());
    assert_ne!(one, other);
    assert!(one.len() == 25 && one.parse::<markup::MediaKey>().is_ok(), "{one}");
}

/// CRC-32 as PNG has it (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

//! Files as programs write them, with names in all the places where names are written.

use super::*;

const NAME: &[u8] = b"Anna Secret";

fn has_name(bytes: &[u8]) -> bool {
    bytes.windows(NAME.len()).any(|window| window == NAME)
}

/// Frames of 128 kbit/s at 44,100 Hz, 417 bytes and 26 milliseconds each.
fn frames(count: usize) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
    frame.resize(417, 0x55);
    frame.repeat(count)
}

fn id3v2() -> Vec<u8> {
    let mut tag = b"ID3\x04\0\0\0\0\x01\0".to_vec(); // 128 bytes follow
    tag.extend(NAME);
    tag.resize(10 + 128, 0);
    tag
}

#[test]
fn an_mp3_keeps_its_frames_and_nothing_else() {
    let mut file = id3v2();
    file.extend(frames(60));
    file.extend(b"APETAGEX");
    file.extend(NAME);
    file.extend(frames(60));
    file.extend(b"TAG");
    file.extend(NAME);
    file.resize(file.len() + 114, 0);
    assert!(has_name(&file));
    let cleared = clear(file).expect("sound");
    assert_eq!(cleared.format, SoundFormat::Mp3);
    assert_eq!(cleared.bytes, frames(120));
    assert_eq!(cleared.milliseconds, 120 * 1_152 * 1_000 / 44_100);
}

fn boxed(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    [&(inside.len() as u32 + 8).to_be_bytes()[..], kind, inside].concat()
}

fn m4a(handler: &[u8; 4]) -> Vec<u8> {
    let moment = 3_800_000_000_u32.to_be_bytes();
    let mvhd = [&[0, 0, 0, 0][..], &moment, &moment, &1_000_u32.to_be_bytes(), &95_500_u32.to_be_bytes(), &[0; 80]].concat();
    let hdlr = [&[0; 8][..], handler, &[0; 12], NAME, b"\0"].concat();
    let trak = boxed(b"trak", &[boxed(b"mdia", &boxed(b"hdlr", &hdlr)), boxed(b"udta", NAME)].concat());
    let moov = boxed(b"moov", &[boxed(b"mvhd", &mvhd), trak, boxed(b"udta", &boxed(b"meta", NAME)), boxed(b"meta", NAME)].concat());
    [boxed(b"ftyp", b"M4A \0\0\0\0"), moov, boxed(b"uuid", NAME), boxed(b"mdat", &[7; 500])].concat()
}

#[test]
fn an_m4a_keeps_its_size_and_loses_names_and_dates() {
    let file = m4a(b"soun");
    assert!(has_name(&file));
    let cleared = clear(file.clone()).expect("sound");
    assert_eq!((cleared.format, cleared.milliseconds, cleared.bytes.len()), (SoundFormat::M4a, 95_500, file.len()));
    assert!(!has_name(&cleared.bytes));
    assert!(!cleared.bytes.windows(4).any(|window| window == 3_800_000_000_u32.to_be_bytes()));
    assert_eq!(cleared.bytes[cleared.bytes.len() - 500..], [7; 500], "the sound is where it was");
    assert_eq!(clear(m4a(b"vide")), Err(Refusal::Film));
}

fn ogg_page(flags: u8, position: i64, number: u32, packets: &[&[u8]]) -> Vec<u8> {
    let mut table = Vec::new();
    for packet in packets {
        table.extend(std::iter::repeat_n(255, packet.len() / 255));
        table.push((packet.len() % 255) as u8);
    }
    let mut page = b"OggS\0".to_vec();
    page.push(flags);
    page.extend(position.to_le_bytes());
    page.extend(77_u32.to_le_bytes());
    page.extend(number.to_le_bytes());
    page.extend([0; 4]);
    page.push(table.len() as u8);
    page.extend(table);
    packets.iter().for_each(|packet| page.extend(*packet));
    let sum = ogg::checksum(&page);
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}

#[test]
fn an_ogg_file_loses_its_tags_and_its_pages_stay_sound() {
    let head = [&b"OpusHead\x01\x02"[..], &312_u16.to_le_bytes(), &48_000_u32.to_le_bytes(), &[0, 0, 0]].concat();
    let tags =
        [&b"OpusTags"[..], &4_u32.to_le_bytes(), b"prog", &1_u32.to_le_bytes(), &(7 + NAME.len() as u32).to_le_bytes(), b"ARTIST=", NAME]
            .concat();
    let sound = vec![9; 700];
    let pages = [ogg_page(2, 0, 0, &[&head]), ogg_page(0, 0, 1, &[&tags]), ogg_page(4, 48_312 * 3 - 624, 2, &[&sound])];
    let file = pages.concat();
    assert!(has_name(&file));
    let cleared = clear(file.clone()).expect("sound");
    assert_eq!((cleared.format, cleared.bytes.len()), (SoundFormat::Ogg, file.len()));
    assert_eq!(cleared.milliseconds, 3_000);
    assert!(!has_name(&cleared.bytes) && !cleared.bytes.windows(4).any(|window| window == b"prog"));
    let mut page = cleared.bytes[pages[0].len()..pages[0].len() + pages[1].len()].to_vec();
    let sum = page[22..26].to_vec();
    page[22..26].fill(0);
    assert_eq!(sum, ogg::checksum(&page).to_le_bytes());
}

#[test]
fn what_is_no_sound_is_refused_and_a_file_cut_short_does_no_harm() {
    assert_eq!(clear(Vec::new()), Err(Refusal::Empty));
    for other in [&b"<html>"[..], b"%PDF-1.7", &[0xff, 0xd8, 0xff, 0xe0, 0, 0]] {
        assert!(matches!(clear(other.to_vec()), Err(Refusal::NotSound)), "{other:?}");
    }
    let whole = [id3v2(), frames(60)].concat();
    for file in [whole, m4a(b"soun")] {
        for length in (1..file.len()).step_by(97) {
            let _ = clear(file[..length].to_vec());
        }
    }
}

//! Where an address seems to be, by a file of countries on this machine in MaxMind's format. The address is asked for in memory and forgotten: it is not kept,
//! not logged, and told to nobody.

use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use maxminddb::{PathElement, Reader};

use super::model::gate::Country;

/// Networks change hands: a file that is older than this is worth a new one.
const OLD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Where files have the country: GeoIP2, GeoLite2 and DB-IP the first, flat ones the second.
const PLACES: [&[PathElement<'static>]; 2] =
    [&[PathElement::Key("country"), PathElement::Key("iso_code")], &[PathElement::Key("country_code")]];

/// A file of countries, in memory.
pub struct Atlas(Reader<Vec<u8>>);

impl Atlas {
    /// Reads the file whole: some ten megabytes for the world.
    ///
    /// # Errors
    /// When it cannot be read, is of another format, or its tree is broken.
    pub fn open(file: &Path) -> Result<Self> {
        let reader = Reader::open_readfile(file).with_context(|| format!("fund.country_file: {} cannot be used", file.display()))?;
        let kind = &reader.metadata().database_type;
        let has_countries = ["Country", "City", "Enterprise", "country", "city"].iter().any(|word| kind.contains(word));
        ensure!(has_countries, "fund.country_file: {} is a file of “{kind}”, and says nothing of countries", file.display());
        Ok(Self(reader))
    }

    /// `None` where the file knows nothing of the address.
    pub fn country_of(&self, from: IpAddr) -> Option<Country> {
        let found = self.0.lookup(from.to_canonical()).ok()?;
        let code = PLACES.iter().find_map(|place| found.decode_path::<&str>(place).ok().flatten());
        code?.parse().ok()
    }

    /// How the file stands, for whoever looks whether all is well: whether it is, and what to say. Goes through the whole file.
    pub fn examine(&self, now: Timestamp) -> (bool, String) {
        let metadata = self.0.metadata();
        if let Err(trouble) = self.0.verify() {
            return (false, format!("fund.country_file is broken: {trouble}; fetch it anew"));
        }
        let built = i64::try_from(metadata.build_epoch).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_default();
        let days = now.duration_since(built).as_hours() / 24;
        let what = format!("fund.country_file is “{}”, {days} days old", metadata.database_type);
        if now.duration_since(built) > OLD { (false, format!("{what}: fetch a newer one")) } else { (true, what) }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A file in MaxMind's format (version 2.0, records of 24 bits, IPv6 with IPv4 in its first 32 bits), with a country for each network.
    pub fn file_of(kind: &str, built: u64, networks: &[(&str, u32, &str)]) -> Vec<u8> {
        // Nodes of a binary tree; a leaf is the offset of its data.
        let mut nodes: Vec<[Option<Result<usize, usize>>; 2]> = vec![[None, None]];
        let mut data = Vec::new();
        for (network, bits, code) in networks {
            let (key, bits) = match network.parse::<IpAddr>().expect("a network") {
                IpAddr::V4(v4) => (u128::from(u32::from(v4)), bits + 96),
                IpAddr::V6(v6) => (u128::from(v6), *bits),
            };
            let offset = data.len();
            text_map(&mut data, "country", |data| text_map(data, "iso_code", |data| text(data, code)));
            let mut at = 0;
            for bit in 0..bits {
                let side = (key >> (127 - bit) & 1) as usize;
                if bit + 1 == bits {
                    nodes[at][side] = Some(Err(offset));
                } else if let Some(Ok(next)) = nodes[at][side] {
                    at = next;
                } else {
                    nodes.push([None, None]);
                    nodes[at][side] = Some(Ok(nodes.len() - 1));
                    at = nodes.len() - 1;
                }
            }
        }
        let count = nodes.len();
        let mut file = Vec::new();
        for record in nodes.into_iter().flatten() {
            let value = match record {
                None => count,
                Some(Ok(node)) => node,
                Some(Err(offset)) => count + 16 + offset,
            };
            file.extend(&(value as u32).to_be_bytes()[1..]);
        }
        file.extend([0; 16]);
        file.extend(data);
        file.extend(b"\xab\xcd\xefMaxMind.com");
        let numbers = [
            ("binary_format_major_version", 5, 2),
            ("binary_format_minor_version", 5, 0),
            ("node_count", 6, count as u64),
            ("record_size", 5, 24),
            ("ip_version", 5, 6),
            ("build_epoch", 9, built),
        ];
        file.push(7 << 5 | (numbers.len() as u8 + 3));
        for (name, of, value) in numbers {
            text(&mut file, name);
            let bytes: Vec<u8> = value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            // Types above seven have a second byte.
            if of < 8 {
                file.push(of << 5 | bytes.len() as u8)
            } else {
                file.extend([bytes.len() as u8, of - 7])
            }
            file.extend(bytes);
        }
        text(&mut file, "database_type");
        text(&mut file, kind);
        text(&mut file, "languages");
        file.extend([0, 4]);
        text(&mut file, "description");
        text_map(&mut file, "en", |file| text(file, "Of a test"));
        file
    }

    fn text(out: &mut Vec<u8>, text: &str) {
        // 28 letters and below fit into the first byte; one more byte has up to 284.
        if text.len() < 29 {
            out.push(2 << 5 | text.len() as u8)
        } else {
            out.extend([2 << 5 | 29, text.len() as u8 - 29])
        }
        out.extend(text.as_bytes());
    }

    fn text_map(out: &mut Vec<u8>, key: &str, value: impl FnOnce(&mut Vec<u8>)) {
        out.push(7 << 5 | 1);
        text(out, key);
        value(out);
    }

    fn atlas(kind: &str, built: u64) -> Result<Atlas> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("countries.mmdb");
        std::fs::write(&path, file_of(kind, built, &[("192.0.2.0", 24, "RU"), ("198.51.100.128", 25, "LV"), ("2001:db8:7::", 48, "BY")]))?;
        Atlas::open(&path)
    }

    #[test]
    fn an_address_is_in_the_country_of_its_network_or_in_none() {
        let atlas = atlas("Test-Country", 1_790_000_000).expect("an atlas");
        let of = |from: &str| atlas.country_of(from.parse().expect("an address")).map(|country| country.to_string());
        for (from, country) in [
            ("192.0.2.9", Some("RU")),
            ("::ffff:192.0.2.9", Some("RU")),
            ("198.51.100.200", Some("LV")),
            ("198.51.100.100", None),
            ("2001:db8:7:8::1", Some("BY")),
            ("2001:db8:8::1", None),
            ("127.0.0.1", None),
            ("::", None),
        ] {
            assert_eq!(of(from).as_deref(), country, "{from}");
        }
    }

    #[test]
    fn a_file_that_is_old_broken_or_of_something_else_is_told() {
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().expect("a moment");
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment").as_second().unsigned_abs();
        let (well, what) = atlas("Test-Country", at("2026-11-02T08:00:00Z")).expect("an atlas").examine(now);
        assert!(well && what.contains("20 days old"), "{what}");
        let (well, what) = atlas("Test-Country", at("2026-01-02T08:00:00Z")).expect("an atlas").examine(now);
        assert!(!well && what.contains("fetch a newer one"), "{what}");
        let other = atlas("Test-ASN", 1).err().expect("no countries");
        assert!(format!("{other:#}").contains("says nothing of countries"), "{other:#}");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("countries.mmdb");
        assert!(Atlas::open(&path).is_err());
        std::fs::write(&path, b"nothing of the kind").expect("written");
        assert!(Atlas::open(&path).is_err());
    }
}

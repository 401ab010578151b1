//! Files by their hash.
//!
//! The hash stands in the address, so a browser keeps a file for ever and a changed one has another address.

use std::borrow::Cow;
use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// One file.
#[derive(Clone, Debug)]
pub struct Asset {
    pub media_type: &'static str,
    pub bytes: Cow<'static, [u8]>,
}

/// The files of a house, by their plain names (`desk.css`) and by the names they go by outside (`desk.x7Kd0a….css`).
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: HashMap<String, Asset>,
    addresses: HashMap<String, String>,
}

impl Assets {
    /// # Panics
    /// When a name ends in something that is no style sheet, script, picture or font: the files are built in, so a test finds it.
    pub fn of<B: Into<Cow<'static, [u8]>>>(files: impl IntoIterator<Item = (&'static str, B)>) -> Self {
        let mut assets = Self::default();
        for (name, bytes) in files {
            let bytes = bytes.into();
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
            let media_type = media_type(ending).unwrap_or_else(|| panic!("{name}: no asset ends in .{ending}"));
            let outside = format!("{stem}.{}.{ending}", URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..9]));
            assets.addresses.insert(name.to_owned(), outside.clone());
            assets.files.insert(outside, Asset { media_type, bytes });
        }
        assets
    }

    /// The name that `name` goes by outside; the plain name when there is no such file, so that a slip is seen as a 404.
    pub fn address<'a>(&'a self, name: &'a str) -> &'a str {
        self.addresses.get(name).map_or(name, String::as_str)
    }

    /// The file that goes by this name outside.
    pub fn get(&self, outside: &str) -> Option<&Asset> {
        self.files.get(outside)
    }
}

fn media_type(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_has_another_address() {
        let (one, other) = (Assets::of([("a.css", &b"x{}"[..])]), Assets::of([("a.css", &b"y{}"[..])]));
        assert_ne!(one.address("a.css"), other.address("a.css"));
        let found = one.get(one.address("a.css")).expect("the file");
        assert_eq!((found.media_type, &*found.bytes), ("text/css; charset=utf-8", &b"x{}"[..]));
        assert!(one.get("a.css").is_none(), "an address without a hash must not be kept for ever");
    }
}

//! `name=value; name=value`, as DKIM and DMARC write it (RFC 6376 section 3.2).

/// The tags in their order. A tag that stands twice makes the whole list void, and so does a part without an equals sign.
pub(super) fn read(text: &str) -> Option<Vec<(String, String)>> {
    let mut tags: Vec<(String, String)> = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        if tags.iter().any(|(known, _)| *known == name) {
            return None;
        }
        tags.push((name, value.trim().to_owned()));
    }
    Some(tags)
}

pub(super) fn get<'a>(tags: &'a [(String, String)], name: &str) -> Option<&'a str> {
    tags.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

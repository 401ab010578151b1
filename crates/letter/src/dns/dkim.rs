//! The key under a selector: whether DNS holds the one that we sign with.

use super::{Resolver, Trouble, tags};
use crate::dkim::Record;

/// What stands at a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// Our key.
    Ours,
    /// No text at all.
    Nothing,
    /// Texts, and none of them is a key.
    NoKey,
    /// A key that is not ours.
    Another,
    /// An empty key: whoever put it there says that it is revoked (RFC 6376 3.6.1).
    Revoked,
    /// More than one key: which one is looked at is anybody's guess.
    Several,
    /// Our key, marked as a trial (`t=y`): failures do not count, nor do successes with some.
    Trial,
}

/// Compares what is published with what we would have published.
///
/// # Errors
/// [`Trouble`].
pub async fn look(resolver: &Resolver, ours: &Record) -> Result<Published, Trouble> {
    let texts = resolver.texts(&ours.name).await?;
    Ok(compare(&texts, &ours.text))
}

fn compare(texts: &[String], ours: &str) -> Published {
    let keys: Vec<_> = texts.iter().filter_map(|text| tags::read(text)).filter(|tags| tags::get(tags, "p").is_some()).collect();
    let bare = |key: &str| key.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let [key] = &keys[..] else {
        return match (texts.is_empty(), keys.is_empty()) {
            (true, _) => Published::Nothing,
            (_, true) => Published::NoKey,
            _ => Published::Several,
        };
    };
    let ours = tags::read(ours).unwrap_or_default();
    let of = |tags: &[(String, String)]| (tags::get(tags, "k").unwrap_or("rsa").to_owned(), bare(tags::get(tags, "p").unwrap_or_default()));
    match of(key) {
        (_, public) if public.is_empty() => Published::Revoked,
        there if there != of(&ours) => Published::Another,
        _ if tags::get(key, "t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y")) => Published::Trial,
        _ => Published::Ours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_key_is_ours_however_it_is_written_and_another_is_not() {
        let ours = "v=DKIM1; k=rsa; h=sha256; p=AAAABBBB";
        for (texts, published) in [
            (&["v=DKIM1; k=rsa; p=AAAABBBB"][..], Published::Ours),
            (&["p=AAAA BBBB;"], Published::Ours),
            (&["v=spf1 -all", "v=DKIM1;k=rsa;p=AAAABBBB"], Published::Ours),
            (&["v=DKIM1; t=s:y; p=AAAABBBB"], Published::Trial),
            (&["v=DKIM1; k=ed25519; p=AAAABBBB"], Published::Another),
            (&["v=DKIM1; p=CCCC"], Published::Another),
            (&["v=DKIM1; p="], Published::Revoked),
            (&["v=DKIM1; p=AAAABBBB", "v=DKIM1; p=CCCC"], Published::Several),
            (&["v=spf1 -all"], Published::NoKey),
            (&[], Published::Nothing),
        ] {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(compare(&texts, ours), published, "{texts:?}");
        }
    }
}

//! The words of a shortcode: `name a="b" c=d "e"`, as Hugo, WordPress and Jekyll all have them.

/// A shortcode's name and what it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortcode {
    pub name: String,
    named: Vec<(String, String)>,
    positional: Vec<String>,
}

impl Shortcode {
    /// Reads what stands between the signs that open and close it. `None` when no name comes first.
    pub fn parse(inner: &str) -> Option<Self> {
        let inner = inner.trim();
        let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '“')).unwrap_or(inner.len());
        let (name, mut rest) = inner.split_at(end);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
        {
            return None;
        }
        let mut shortcode = Self { name: name.to_ascii_lowercase(), ..Self::default() };
        // WordPress.com's `[youtube=https://…]`.
        if let Some(value) = rest.strip_prefix('=') {
            shortcode.positional.push(value.trim().trim_matches(['"', '\'']).to_owned());
            return Some(shortcode);
        }
        loop {
            rest = rest.trim_start();
            if rest.is_empty() || rest == "/" {
                return Some(shortcode);
            }
            let key_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '“' | '`' | '\'')).unwrap_or(rest.len());
            if key_end > 0
                && rest[key_end..].trim_start().starts_with('=')
                && rest[..key_end].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
            {
                let key = rest[..key_end].to_ascii_lowercase();
                let (value, after) = value(rest[key_end..].trim_start()[1..].trim_start());
                shortcode.named.push((key, value));
                rest = after;
            } else {
                let (value, after) = value(rest);
                shortcode.positional.push(value);
                rest = after;
            }
        }
    }

    /// A named value, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.named.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The first of these names that has a value.
    pub fn any(&self, names: &[&str]) -> &str {
        names.iter().map(|name| self.get(name)).find(|value| !value.is_empty()).unwrap_or("")
    }

    /// What came without a name, by its place.
    pub fn at(&self, place: usize) -> &str {
        self.positional.get(place).map_or("", String::as_str)
    }

    /// The named value, else the first without a name.
    pub fn first(&self, name: &str) -> &str {
        match self.get(name) {
            "" => self.at(0),
            value => value,
        }
    }
}

/// One value, quoted or not, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“' | '”')) else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        return (text[..end].trim_end_matches('/').to_owned(), &text[end..]);
    };
    let closes = |c: char| if matches!(quote, '“' | '”') { matches!(c, '”' | '“') } else { c == quote };
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            match chars.next() {
                Some((_, next @ ('"' | '\'' | '\\' | '_' | '*'))) => out.push(next),
                Some((_, next)) => out.extend(['\\', next]),
                None => {}
            }
        } else if closes(c) {
            return (out, &text[at + c.len_utf8()..]);
        } else {
            out.push(c);
        }
    }
    (out, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Shortcode {
        Shortcode::parse(text).unwrap_or_default()
    }

    #[test]
    fn names_values_and_places_are_told_apart() {
        let code = read(r#"legacy-img src="2014/03/serp\_times.png" alt='a "b" c' width=600 "last one" /"#);
        assert_eq!(
            (code.name.as_str(), code.get("src"), code.get("alt"), code.get("width"), code.at(0)),
            ("legacy-img", "2014/03/serp_times.png", "a \"b\" c", "600", "last one")
        );
        assert_eq!(read("youtube=http://youtube.com/watch?v=XPv&w=600").at(0), "http://youtube.com/watch?v=XPv&w=600");
        assert_eq!(read(r#"ref "/topics/mobile""#).at(0), "/topics/mobile");
        for together in [r#"tmp “events/a.md”"#, r#"tmp"events/a.md""#] {
            assert_eq!((read(together).name.as_str(), read(together).at(0)), ("tmp", "events/a.md"));
        }
        assert_eq!(read("gallery columns=2 ids=\"770,771\"").get("ids"), "770,771");
    }

    #[test]
    fn what_never_closes_ends_with_the_text() {
        assert_eq!(read("a \"b").at(0), "b");
        assert_eq!(Shortcode::parse("=x"), None);
        assert_eq!(Shortcode::parse(""), None);
    }
}

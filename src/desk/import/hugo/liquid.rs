//! Jekyll's Liquid: `{% tag %}` and `{{ value }}`.

use super::shortcodes::{LOST, Site, fenced};
use crate::desk::import::cards::{self, Figure};
use crate::desk::import::shortcode::Shortcode;

/// The Markdown with HTML or text in the place of each tag and value.
pub fn expanded(markdown: &str, site: &Site<'_>, remarks: &mut Vec<String>) -> String {
    if !markdown.contains("{%") && !markdown.contains("{{") {
        return markdown.to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((inner, after)) = between(rest, "{%", "%}") {
            rest = tag(inner, after, &mut out, site, remarks);
        } else if let Some((inner, after)) = between(rest, "{{", "}}") {
            out.push_str(&value(inner, remarks));
            rest = after;
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    let inner = text.strip_prefix(open)?;
    let end = inner.find(close)?;
    Some((inner[..end].trim_matches('-').trim(), &inner[end + close.len()..]))
}

/// Writes what the tag stands for, and gives what follows.
fn tag<'a>(inner: &str, after: &'a str, out: &mut String, site: &Site<'_>, remarks: &mut Vec<String>) -> &'a str {
    let code = Shortcode::parse(inner).unwrap_or_default();
    match code.name.as_str() {
        "raw" | "highlight" | "comment" => {
            let end = format!("end{}", code.name);
            let closing = after
                .match_indices("{%")
                .find_map(|(at, _)| between(&after[at..], "{%", "%}").filter(|(inner, _)| *inner == end).map(|(_, rest)| (at, rest)));
            let (held, rest) = closing.map_or((after, ""), |(at, rest)| (&after[..at], rest));
            match code.name.as_str() {
                "highlight" => out.push_str(&fenced(held, code.at(0))),
                "raw" => out.push_str(held),
                _ => {}
            }
            return rest;
        }
        "post_url" | "link" => {
            let name = code.at(0).rsplit('/').next().unwrap_or("");
            let name = [".md", ".markdown", ".html"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            match site.links.of_name(name) {
                Some(href) => out.push_str(href.as_str()),
                None => {
                    out.push_str(LOST);
                    remarks.push("a reference to a file that is not in the source: its words were kept".into());
                }
            }
        }
        "include" | "include_relative" if !code.any(&["src", "image_path", "url", "file"]).is_empty() => {
            let src = code.any(&["src", "image_path", "url", "file"]);
            out.push_str(&cards::figure(&Figure { src, alt: code.get("alt"), caption: code.get("caption"), ..Figure::default() }));
        }
        "youtube" => out.push_str(&cards::embed(&cards::youtube(code.at(0)), "")),
        "vimeo" => out.push_str(&cards::embed(&format!("https://vimeo.com/{}", code.at(0)), "")),
        "assign" | "capture" | "endcapture" | "endraw" | "endhighlight" | "endcomment" => {}
        "" => remarks.push("a Liquid tag".into()),
        other => remarks.push(format!("Liquid tag “{other}”")),
    }
    after
}

/// `{{ "/about" | relative_url }}` is its text; the site's own address is nothing, so that a path follows it.
fn value(inner: &str, remarks: &mut Vec<String>) -> String {
    let first = inner.split('|').next().unwrap_or("").trim();
    if let Some(text) = first.strip_prefix(['"', '\'']).and_then(|text| text.strip_suffix(['"', '\''])) {
        return text.to_owned();
    }
    if !matches!(first, "site.baseurl" | "site.url") {
        remarks.push(format!("Liquid value “{}”", first.chars().take(40).collect::<String>()));
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::import::links::Links;

    #[test]
    fn code_references_and_addresses_are_understood() {
        let mut links = Links::new(None);
        links.name("2014-03-03-lamp", &"lamp".parse().expect("a slug"));
        let site = Site { links: &links, files: "" };
        let mut remarks = Vec::new();
        let text = "[a]({% post_url 2014-03-03-lamp %}) ![]({{ site.baseurl }}/a.png) {{ '/b' | relative_url }}{% include ads.html %}{%- highlight ruby -%}\nx {{ y }}\n{% endhighlight %}{% for x in y %}";
        let out = expanded(text, &site, &mut remarks);
        assert!(out.starts_with("[a](piece:lamp) ![](/a.png) /b"), "{out}");
        assert!(out.contains("```ruby\nx {{ y }}\n```"), "{out}");
        assert_eq!(remarks, ["Liquid tag “include”", "Liquid tag “for”"]);
    }
}

//! Styles where mail programs find them: in the elements. Several know no style sheet, so every element of a passage carries its own.

use super::Frame;

/// The passage with a class and a style in each of its tags. `html` comes from our own renderer: whatever looks like a tag in it is one.
pub fn styled(html: &str, frame: &Frame) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let name: String = tag[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let taken = 1 + name.len();
        out.push_str(&tag[..taken]);
        if let Some((class, style)) = style_of(&name, frame) {
            if !class.is_empty() {
                out.extend([" class=\"", class, "\""]);
            }
            out.extend([" style=\"", &style, "\""]);
        }
        rest = &tag[taken..];
    }
    out.push_str(rest);
    out
}

/// The class by which the dark knows it, and its style.
fn style_of(tag: &str, frame: &Frame) -> Option<(&'static str, String)> {
    let Frame { serif, sans, start, .. } = frame;
    let read = format!("font-family:{serif};font-size:18px;line-height:28px;color:#1d1a16;");
    let small = format!("font-family:{sans};font-size:13px;line-height:19px;color:#5f574a;");
    let heading = |size: u8, line: u8| {
        format!("margin:28px 0 8px;font-family:{serif};font-size:{size}px;line-height:{line}px;font-weight:bold;color:#1d1a16;")
    };
    Some(match tag {
        "p" => ("ink", format!("margin:0 0 16px;{read}")),
        "h2" => ("ink", heading(23, 29)),
        "h3" => ("ink", heading(20, 26)),
        "h4" => ("ink", heading(18, 26)),
        "ul" | "ol" => ("ink", format!("margin:0 0 16px;padding-{start}:26px;{read}")),
        "li" => ("ink", "margin:0 0 8px;".to_owned()),
        "a" => ("lamp", "color:#8a4e00;text-decoration:underline;".to_owned()),
        "blockquote" => ("rule", format!("margin:0 0 16px;padding:0 18px;border-{start}:3px solid #dd9220;")),
        "figure" => ("", "margin:0 0 20px;padding:0;".to_owned()),
        "figcaption" => ("soft", format!("margin:6px 0 0;{small}")),
        "img" => ("", format!("display:block;width:100%;max-width:552px;height:auto;border:0;{small}")),
        "hr" => ("rule", "margin:24px 0;border:0;border-top:1px solid #d9cfbe;".to_owned()),
        "table" => ("ink rule", format!("margin:0 0 16px;border-collapse:collapse;{read}font-size:16px;line-height:22px;")),
        "th" | "td" => ("rule", format!("padding:6px 10px;border:1px solid #d9cfbe;text-align:{start};vertical-align:top;")),
        "pre" => (
            "ink",
            "margin:0 0 16px;white-space:pre-wrap;font-family:Menlo,Consolas,monospace;font-size:14px;line-height:21px;color:#1d1a16;"
                .to_owned(),
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_of_a_passage_has_its_style_and_its_words_stay_as_they_are() {
        let frame = Frame::new(&kernel::Locale::english(), "The Lamp".into(), "https://lamp.example".into());
        let html = styled("<p>1 &lt; 2, <a href=\"/x\">y</a><br>z</p>\n<hr>", &frame);
        assert!(html.starts_with("<p class=\"ink\" style=\"margin:0 0 16px;"), "{html}");
        assert!(html.contains("1 &lt; 2, <a class=\"lamp\" style=\"color:#8a4e00;text-decoration:underline;\" href=\"/x\">y</a><br>z</p>\n<hr class=\"rule\""), "{html}");
        assert_eq!(styled("", &frame), "");
    }
}

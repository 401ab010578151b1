//! The `:::` lines of house Markdown, turned into elements before anything else is read.
//!
//! A block opens with `::: name argument` and closes with `:::`; blocks may stand inside one another, in quotes and in lists.

use crate::Loss;
use crate::html_out::escape::push_attribute;
use crate::loss::{Losses, shortened};

/// Blocks inside blocks that are followed; a page that goes deeper has its inner lines left out.
const DEEPEST: usize = 100;

/// The Markdown with an element in the place of each `:::` line.
pub(super) fn replaced(source: &str, losses: &mut Losses) -> String {
    let mut out = String::with_capacity(source.len() + 256);
    let mut open: Vec<&str> = Vec::new();
    let mut fence = None;
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        let (prefix, text) = split_prefix(line);
        if let Some(mark) = fence_mark(text) {
            match fence {
                None => fence = Some(mark),
                Some(open) if closes(open, mark, text) => fence = None,
                Some(_) => {}
            }
        }
        let colons = text.bytes().take_while(|&b| b == b':').count();
        if fence.is_some() || colons < 3 {
            let names_speaker =
                open.last() == Some(&"pull-quote") && text.starts_with("— ") && lines.peek().is_none_or(|next| is_end(next));
            if names_speaker {
                push_alone(&mut out, prefix, &format!("<cite>{}</cite>", text["— ".len()..].trim()));
            } else {
                out.push_str(line);
                out.push('\n');
            }
            continue;
        }
        let element = match text[colons..].trim() {
            "" => open.pop().map(|name| closing(name).to_owned()),
            _ if open.len() >= DEEPEST => None,
            words => {
                let (name, argument) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
                open.push(name);
                opening(name, argument.trim(), losses)
            }
        };
        push_alone(&mut out, prefix, &element.unwrap_or_default());
    }
    out
}

/// Nothing more of a pull quote: a closing line or a blank one.
fn is_end(line: &str) -> bool {
    let text = split_prefix(line).1.trim_end();
    text.is_empty() || (text.len() >= 3 && text.bytes().all(|b| b == b':'))
}

/// The element between blank lines, behind the signs of the quotes and lists around it.
fn push_alone(out: &mut String, prefix: &str, element: &str) {
    let inner: String = prefix.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect();
    let is_in_item = inner != prefix;
    let inner = inner.trim_end_matches(' ');
    let before = if is_in_item { "" } else { inner };
    if !is_in_item {
        out.extend([before, "\n"]);
    }
    out.extend([prefix, element, "\n", inner, "\n"]);
}

fn opening(name: &str, argument: &str, losses: &mut Losses) -> Option<String> {
    let with = |start: &str, pairs: &[(&str, &str)]| {
        let mut out = start.to_owned();
        for (name, value) in pairs {
            out.extend([" ", name, "=\""]);
            push_attribute(value, &mut out);
            out.push('"');
        }
        out.push('>');
        Some(out)
    };
    let (first, rest) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    match name {
        "pull-quote" => Some("<blockquote class=\"pull-quote\">".into()),
        "aside" => with("<aside", &[("data-title", argument)]),
        "gallery" => Some("<div class=\"gallery\">".into()),
        "newsletter" => Some("<div class=\"newsletter-box\">".into()),
        "related" => with("<div class=\"related\"", &[("data-target", argument.strip_prefix("piece:").unwrap_or(argument))]),
        "embed" => with("<div class=\"embed\"", &[("data-url", first), ("data-title", rest)]),
        "audio" => with("<div class=\"audio\"", &[("data-file", first), ("data-title", rest)]),
        "video" => with("<div class=\"video\"", &[("data-file", first), ("data-title", rest)]),
        other => {
            losses.add(Loss::Directive(shortened(other)));
            None
        }
    }
}

fn closing(name: &str) -> &'static str {
    match name {
        "pull-quote" => "</blockquote>",
        "aside" => "</aside>",
        "gallery" | "newsletter" | "related" | "embed" | "audio" | "video" => "</div>",
        _ => "",
    }
}

/// The signs of quotes and lists before the text of a line: `> `, `- `, `12. ` and white space.
fn split_prefix(line: &str) -> (&str, &str) {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '>']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = match rest.as_bytes().get(digits) {
            Some(b'.' | b')') if (1..=9).contains(&digits) => &rest[digits + 1..],
            Some(b'-' | b'*' | b'+') if digits == 0 => &rest[1..],
            _ => break,
        };
        if !after.starts_with([' ', '\t']) {
            break;
        }
        rest = after;
    }
    line.split_at(line.len() - rest.len())
}

/// The sign and length of a code fence that this text may be.
fn fence_mark(text: &str) -> Option<(u8, usize)> {
    let sign = *text.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = text.bytes().take_while(|&b| b == sign).count();
    let may_open = length >= 3 && !(sign == b'`' && text[length..].contains('`'));
    may_open.then_some((sign, length))
}

fn closes(open: (u8, usize), mark: (u8, usize), text: &str) -> bool {
    open.0 == mark.0 && mark.1 >= open.1 && text[mark.1..].trim().is_empty()
}

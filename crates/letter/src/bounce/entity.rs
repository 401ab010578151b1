//! A letter's leaves, as far down as a report needs.
//!
//! The parts are found here and only single leaves are given to the MIME parser: its own walk nests as deep as a message asks for, and dropping such a tree
//! would run out of stack. A returned message (`message/rfc822` and its like) is never opened: its words are ours, and would be read as a verdict.

use mail_parser::{Header, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use memchr::{memchr, memmem};

/// Bytes of a header that are read. Relays add some, never that much.
const HEADER: usize = 64 << 10;
/// Multiparts within multiparts: a report in a mixed in a signed one, and one to spare.
const DEPTH: u8 = 4;
/// Parts of one message, all together.
const PARTS: usize = 32;
/// Bytes of one leaf that are read.
const LEAF: usize = 128 << 10;

/// A message: its header, and its leaves.
pub(super) struct Entity<'a> {
    header: Message<'a>,
    pub leaves: Vec<Leaf>,
}

/// One part that is no multipart.
pub(super) struct Leaf {
    /// "text/plain", in lower case.
    pub media_type: String,
    pub text: String,
}

impl<'a> Entity<'a> {
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut leaves = Vec::new();
        let mut left = PARTS;
        gather(bytes, DEPTH, &mut left, &mut leaves)?;
        let (header, _) = header_of(bytes)?;
        (!header.parts.is_empty()).then_some(Self { header, leaves })
    }

    /// The header field's text, decoded; empty when it is not there.
    pub fn field(&self, name: &str) -> &str {
        known(self.header.headers(), name).and_then(HeaderValue::as_text).unwrap_or_default()
    }

    pub fn has(&self, name: &str) -> bool {
        known(self.header.headers(), name).is_some()
    }

    pub fn subject(&self) -> &str {
        self.header.subject().unwrap_or_default()
    }

    /// The first sender's address, in lower case.
    pub fn sender(&self) -> String {
        let from = self.header.from().and_then(|from| from.first()).and_then(|from| from.address());
        from.unwrap_or_default().to_ascii_lowercase()
    }

    /// "multipart/report" and its parameter `report-type`, in lower case.
    pub fn report_type(&self) -> Option<String> {
        let kind = self.header.content_type()?;
        let report = kind.ctype().eq_ignore_ascii_case("multipart") && kind.subtype()?.eq_ignore_ascii_case("report");
        report.then(|| kind.attribute("report-type").unwrap_or_default().to_ascii_lowercase())
    }

    /// The first leaf of text that people read.
    pub fn prose(&self) -> &str {
        let plain = self.leaves.iter().find(|leaf| leaf.media_type == "text/plain");
        plain.or_else(|| self.leaves.iter().find(|leaf| leaf.media_type == "text/html")).map_or("", |leaf| &leaf.text)
    }
}

fn known<'x, 'a>(headers: &'x [Header<'a>], name: &str) -> Option<&'x HeaderValue<'a>> {
    headers.iter().find(|header| header.name().eq_ignore_ascii_case(name)).map(|header| &header.value)
}

/// The parsed header, and where the body begins. A part without a header begins with the empty line. `None` when the header does not end.
fn header_of(bytes: &[u8]) -> Option<(Message<'_>, usize)> {
    let head = &bytes[..bytes.len().min(HEADER)];
    if let Some(empty) = [&b"\r\n"[..], b"\n"].into_iter().find(|line| head.starts_with(line)) {
        return Some((Message::default(), empty.len()));
    }
    let end = [&b"\r\n\r\n"[..], b"\n\n"].iter().filter_map(|gap| Some(memmem::find(head, gap)? + gap.len())).min()?;
    let message = MessageParser::default().parse_headers(&head[..end])?;
    (!message.parts.is_empty()).then_some((message, end))
}

fn gather(bytes: &[u8], depth: u8, left: &mut usize, leaves: &mut Vec<Leaf>) -> Option<()> {
    let (header, body) = header_of(bytes)?;
    let kind = if header.parts.is_empty() { None } else { header.content_type() };
    let media_type = match kind {
        Some(kind) => format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase(),
        None => "text/plain".into(),
    };
    if let (true, Some(boundary)) = (media_type.starts_with("multipart/"), kind.and_then(|kind| kind.attribute("boundary"))) {
        if depth > 0 && !boundary.is_empty() {
            for part in parts(&bytes[body..], boundary) {
                *left = left.checked_sub(1)?;
                let _ = gather(part, depth - 1, left, leaves);
            }
        }
        return Some(());
    }
    let text = match media_type.as_str() {
        "text/plain" | "text/html" | "message/delivery-status" | "message/global-delivery-status" | "message/feedback-report" => {
            let charset = kind.and_then(|kind| kind.attribute("charset"));
            let encoding = if header.parts.is_empty() { None } else { header.content_transfer_encoding() };
            decoded(&bytes[body..bytes.len().min(body + LEAF)], charset, encoding)
        }
        _ => String::new(),
    };
    leaves.push(Leaf { media_type, text });
    Some(())
}

/// Transfer encoding and charset undone, under a header of our own: what the parser sees cannot nest.
fn decoded(body: &[u8], charset: Option<&str>, encoding: Option<&str>) -> String {
    let word = |value: Option<&str>| {
        value.unwrap_or_default().chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).take(40).collect::<String>()
    };
    let (charset, encoding) = (word(charset), word(encoding));
    let charset = if charset.is_empty() { "utf-8" } else { &charset };
    let mut leaf = format!("Content-Type: text/plain; charset={charset}\r\n").into_bytes();
    if !encoding.is_empty() {
        leaf.extend_from_slice(format!("Content-Transfer-Encoding: {encoding}\r\n").as_bytes());
    }
    leaf.extend_from_slice(b"\r\n");
    leaf.extend_from_slice(body);
    let message = MessageParser::default().parse(&leaf);
    match message.and_then(|message| message.parts.into_iter().next()).map(|part| part.body) {
        Some(PartType::Text(text) | PartType::Html(text)) => text.into_owned(),
        _ => String::new(),
    }
}

/// What stands between the delimiter lines (RFC 2046 5.1.1). Without the closing one the rest is the last part: it may have been cut off.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let delimiter = format!("--{boundary}");
    let (mut parts, mut open) = (Vec::new(), None);
    for at in memmem::find_iter(body, delimiter.as_bytes()).filter(|at| *at == 0 || body[at - 1] == b'\n') {
        let after = &body[at + delimiter.len()..];
        let closing = after.starts_with(b"--");
        if !closing && after.first().is_some_and(|byte| !byte.is_ascii_whitespace()) {
            continue; // another boundary, of which this is the beginning
        }
        parts.extend(open.take().and_then(|start: usize| body.get(start..at)));
        if closing || parts.len() >= PARTS {
            return parts;
        }
        open = Some(memchr(b'\n', after).map_or(body.len(), |end| at + delimiter.len() + end + 1));
    }
    parts.extend(open.and_then(|start| body.get(start..)));
    parts
}

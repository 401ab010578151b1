//! The file as a stream: one author, category or item at a time, never more of it in memory.
//!
//! Entities that a file defines itself are never expanded: a file that defines any is refused, as no export of WordPress does.

use std::fs::File;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, Result, anyhow, bail};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use crate::desk::import::utf8::{Gauge, Utf8};

/// One text or tag.
const EVENT_BYTES: usize = 16 << 20;
/// All texts of one item.
const ITEM_BYTES: usize = 24 << 20;
const DEEPEST: usize = 32;

/// An element of the channel with what stands in it.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    /// The line on which it begins.
    pub line: u64,
    /// For a child of the channel that has none of its own: its text.
    pub text: String,
    fields: Vec<(String, String)>,
    pub categories: Vec<Category>,
    pub meta: Vec<(String, String)>,
    pub comments: u64,
    /// Why it is not whole.
    pub trouble: Option<String>,
}

#[derive(Debug, Default)]
pub struct Category {
    pub domain: String,
    pub nicename: String,
    pub name: String,
}

impl Element {
    pub fn size(&self) -> usize {
        self.fields.iter().chain(&self.meta).map(|(_, value)| value.len()).sum()
    }

    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn meta(&self, key: &str) -> &str {
        self.meta.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.as_str())
    }
}

/// Gives each child of the channel.
///
/// # Errors
/// With the line: no XML, not WordPress's, cut off, or beyond what any export needs.
pub fn each(path: &Path, gives: &mut dyn FnMut(Element) -> Result<ControlFlow<()>>) -> Result<()> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let (text, gauge) = Utf8::new(file, EVENT_BYTES);
    let mut reader = Reader::from_reader(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut wxr = Wxr { reader, gauge, buffer: Vec::new(), path: path.display().to_string() };
    wxr.channel(gives)
}

struct Wxr<R> {
    reader: Reader<R>,
    gauge: Rc<Gauge>,
    buffer: Vec<u8>,
    path: String,
}

impl<R: BufRead> Wxr<R> {
    fn next(&mut self) -> Result<Event<'static>> {
        self.buffer.clear();
        self.gauge.allow(EVENT_BYTES);
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => Ok(event.into_owned()),
            Err(e) => Err(anyhow!("{}, line {}: {}", self.path, self.gauge.line(), because(&e))),
        }
    }

    fn refuse<T>(&self, why: &str) -> Result<T> {
        bail!("{}, line {}: {why}", self.path, self.gauge.line())
    }

    fn channel(&mut self, gives: &mut dyn FnMut(Element) -> Result<ControlFlow<()>>) -> Result<()> {
        let mut open: Vec<String> = Vec::new();
        loop {
            match self.next()? {
                Event::Decl(declaration) => {
                    if let Some(Ok(encoding)) = declaration.encoding()
                        && !encoding.eq_ignore_ascii_case("utf-8")
                    {
                        return self.refuse(&format!(
                            "it says that it is written in {encoding}; convert it to UTF-8 first (iconv -f {encoding} -t UTF-8)"
                        ));
                    }
                }
                Event::DocType(text) if text.contains("<!ENTITY") || text.contains('[') => {
                    return self.refuse("it defines entities of its own, which no export of WordPress does; it is not read");
                }
                Event::Start(start) => {
                    let name = start.name().as_ref().to_owned();
                    match (open.len(), name.as_str()) {
                        (0, "rss") | (1, "channel") => open.push(name),
                        (0 | 1, other) => {
                            return self.refuse(&format!("this is no export of WordPress: <{other}> stands where <rss><channel> should"));
                        }
                        _ => {
                            let element = self.element(name)?;
                            if gives(element)? == ControlFlow::Break(()) {
                                return Ok(());
                            }
                        }
                    }
                }
                Event::Empty(empty) if open.len() < 2 => {
                    return self.refuse(&format!(
                        "this is no export of WordPress: <{}/> stands where <rss><channel> should",
                        empty.name().as_ref()
                    ));
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Eof if open.is_empty() => return Ok(()),
                Event::Eof => return self.refuse("the file ends in the middle; it was cut off, or is no XML"),
                _ => {}
            }
        }
    }

    /// A child of the channel, up to its end.
    fn element(&mut self, name: String) -> Result<Element> {
        let mut element = Element { name, line: self.gauge.line(), ..Element::default() };
        let mut size = 0;
        loop {
            match self.next()? {
                Event::Start(start) => {
                    let child = start.name().as_ref().to_owned();
                    match child.as_str() {
                        "wp:postmeta" | "wp:termmeta" => {
                            let pair = self.pair(&mut size)?;
                            if size <= ITEM_BYTES {
                                element.meta.push(pair);
                            }
                        }
                        "wp:comment" => {
                            element.comments += 1;
                            self.skip()?;
                        }
                        "category" => {
                            let of =
                                |name: &str| start.try_get_attribute(name).ok().flatten().map(|a| unescaped(&a.value)).unwrap_or_default();
                            let mut category = Category { domain: of("domain"), nicename: of("nicename"), name: String::new() };
                            category.name = self.text(&mut size)?;
                            if element.categories.len() < 1_000 {
                                element.categories.push(category);
                            }
                        }
                        _ => {
                            let text = self.text(&mut size)?;
                            if element.fields.len() < 200 {
                                element.fields.push((child, text));
                            }
                        }
                    }
                }
                Event::Text(text) => push(&mut element.text, &text, &mut size),
                Event::CData(text) => push(&mut element.text, &text, &mut size),
                Event::GeneralRef(name) => push(&mut element.text, &resolved(&name), &mut size),
                Event::End(_) => break,
                Event::Eof => return self.refuse("the file ends in the middle; it was cut off"),
                _ => {}
            }
        }
        if let Some(line) = self.gauge.take_bad_line() {
            element.trouble = Some(format!("line {line} is no UTF-8; convert the file and run again"));
        }
        if size > ITEM_BYTES {
            element.trouble = Some(format!("it is longer than {} MiB", ITEM_BYTES >> 20));
        }
        Ok(element)
    }

    /// The text up to the end of the element, elements in it passed over.
    fn text(&mut self, size: &mut usize) -> Result<String> {
        let (mut out, mut depth) = (String::new(), 0);
        loop {
            match self.next()? {
                Event::Text(text) if depth == 0 => push(&mut out, &text, size),
                Event::CData(text) if depth == 0 => push(&mut out, &text, size),
                Event::GeneralRef(name) if depth == 0 => push(&mut out, &resolved(&name), size),
                Event::Start(_) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return self.refuse("elements are nested deeper than in any export of WordPress");
                    }
                }
                Event::End(_) if depth == 0 => return Ok(out.replace("\r\n", "\n")),
                Event::End(_) => depth -= 1,
                Event::Eof => return self.refuse("the file ends in the middle; it was cut off"),
                _ => {}
            }
        }
    }

    fn pair(&mut self, size: &mut usize) -> Result<(String, String)> {
        let mut pair = (String::new(), String::new());
        loop {
            match self.next()? {
                Event::Start(start) => {
                    let is_key = start.name().as_ref() == "wp:meta_key";
                    let text = self.text(size)?;
                    if is_key { pair.0 = text } else { pair.1 = text }
                }
                Event::End(_) => return Ok(pair),
                Event::Eof => return self.refuse("the file ends in the middle; it was cut off"),
                _ => {}
            }
        }
    }

    fn skip(&mut self) -> Result<()> {
        let mut depth = 0;
        loop {
            match self.next()? {
                Event::Start(_) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return self.refuse("elements are nested deeper than in any export of WordPress");
                    }
                }
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                Event::Eof => return self.refuse("the file ends in the middle; it was cut off"),
                _ => {}
            }
        }
    }
}

fn push(out: &mut String, text: &str, size: &mut usize) {
    *size += text.len();
    if *size <= ITEM_BYTES {
        out.push_str(text);
    }
}

/// XML's own five, characters by number, and the space that some plugins write; others stay as they stand.
fn resolved(name: &BytesRef<'_>) -> String {
    match (&**name, name.resolve_char_ref()) {
        (_, Ok(Some(c))) => c.to_string(),
        ("amp", _) => "&".into(),
        ("lt", _) => "<".into(),
        ("gt", _) => ">".into(),
        ("quot", _) => "\"".into(),
        ("apos", _) => "'".into(),
        ("nbsp", _) => "\u{a0}".into(),
        (other, _) => format!("&{other};"),
    }
}

fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |value| value.into_owned())
}

/// The parser's words, with ours where it only hands on those of the reader.
fn because(e: &quick_xml::Error) -> String {
    match e {
        quick_xml::Error::Io(e) => e.to_string(),
        other => format!("this is no well-formed XML: {other}"),
    }
}

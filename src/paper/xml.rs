//! XML as feeds and sitemaps write it.

use std::borrow::Cow;
use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::{BytesCData, BytesDecl, BytesText, Event};

/// A document that grows in memory.
pub type Xml = Writer<Vec<u8>>;

/// A document with nothing but its declaration.
pub fn document() -> Result<Xml> {
    let mut xml = Writer::new(Vec::with_capacity(1 << 16));
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    Ok(xml)
}

/// An element with nothing but text in it.
pub fn leaf(xml: &mut Xml, name: &str, text: &str) -> Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

/// HTML as character data, cut where it would end itself.
pub fn html_leaf(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], html: &str) -> Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_inner_content(|xml| {
        for part in BytesCData::escaped(&clean(html)) {
            xml.write_event(Event::CData(part))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Without the control characters that XML 1.0 cannot hold.
pub fn clean(text: &str) -> Cow<'_, str> {
    let control = |c: u32| c < 0x20 && !matches!(c, 0x09 | 0x0a | 0x0d);
    // U+FFFE and U+FFFF begin with 0xef. All bytes are looked at, without a way out: a processor does many of them at once.
    if !text.bytes().fold(false, |odd, b| odd | control(b.into()) | (b == 0xef)) {
        return text.into();
    }
    text.chars().filter(|&c| !control(c.into()) && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_all_else_stays() {
        assert_eq!(clean("a\u{0}b\u{1f}c\u{fffe}d\u{ffff}"), "abcd");
        for whole in ["", "tab\tline\r\n", "ﺳﻼم \u{feff}\u{fffd} ｆｕｌｌ", "озеро", "🚢"] {
            assert_eq!(clean(whole), whole);
        }
    }
}

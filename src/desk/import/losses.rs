//! What a body lost on its way in, in words that group well.

use markup::Loss;

/// A sentence for the report; `None` for a loss that another sentence has named already.
pub fn remark(loss: &Loss) -> Option<String> {
    Some(match loss {
        Loss::Link(target) if target.is_empty() || target == super::hugo::shortcodes::LOST => return None,
        Loss::Link(target) => match target.split_once(':').map(|(scheme, _)| scheme) {
            Some(scheme) if scheme.len() < 20 && scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                format!("the target of a link of the kind “{scheme}:”; its words were kept")
            }
            _ => "the target of a link that is no address; its words were kept".into(),
        },
        Loss::Picture(_) => "a picture without an address".into(),
        Loss::Note(_) => "a note that nothing refers to, or a reference to none".into(),
        other => other.to_string(),
    })
}

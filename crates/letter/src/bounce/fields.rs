//! The "name: value" groups of reports (RFC 3464 2.1): groups end at an empty line, long values are folded.

const GROUPS: usize = 16;
const FIELDS: usize = 64;

/// One group; its names in lower case.
#[derive(Debug, Default)]
pub(super) struct Group(Vec<(String, String)>);

impl Group {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// At most 16 groups of at most 64 fields; what is no field is passed over.
pub(super) fn read(text: &str) -> Vec<Group> {
    let mut groups = vec![Group::default()];
    for line in text.lines() {
        let full = groups.len() == GROUPS;
        let Some(group) = groups.last_mut() else { break };
        if line.trim().is_empty() {
            if full {
                break;
            }
            if !group.0.is_empty() {
                groups.push(Group::default());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.0.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':')
            && group.0.len() < FIELDS
        {
            group.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

/// The value without its type ("smtp;") and without a comment behind ("5.1.1 (bad mailbox)").
pub(super) fn first_word(value: &str) -> &str {
    value.split([' ', '\t', '(', ';']).find(|word| !word.is_empty()).unwrap_or_default()
}

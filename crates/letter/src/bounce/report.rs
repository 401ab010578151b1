//! Delivery reports (RFC 3464, and RFC 6533 for addresses beyond ASCII) and complaints (ARF, RFC 5965).

use crate::smtp::Stage;

use super::entity::Entity;
use super::fields::{self, Group, first_word};
use super::status::{self, Class};
use super::{Bounce, Enhanced, Incoming, phrase};

/// RFC 3464 2.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

/// RFC 5965 7.3, RFC 6430 and RFC 6591.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Complaint {
    Abuse,
    Fraud,
    Virus,
    OptOut,
    /// The provider took it for spam and the reader says that it is none.
    NotSpam,
    /// About our signatures and not about a reader's wish.
    AuthFailure,
    Other,
}

/// `None` when the message is no report.
pub(super) fn read(message: &Entity<'_>) -> Option<Incoming> {
    for leaf in &message.leaves {
        match leaf.media_type.as_str() {
            "message/delivery-status" | "message/global-delivery-status" => {
                if let Some(bounce) = delivery(&fields::read(&leaf.text), message.prose()) {
                    return Some(Incoming::Bounce(bounce));
                }
            }
            "message/feedback-report" => return Some(Incoming::Complaint(complaint(&fields::read(&leaf.text)))),
            _ => (),
        }
    }
    if is_bare_complaint(message) {
        return Some(Incoming::Complaint(Complaint::Abuse));
    }
    // A receipt (RFC 8098) is an automatic answer.
    (message.report_type()? == "disposition-notification").then_some(Incoming::AutoReply)
}

/// Microsoft's junk mail reporting sends our letter back under a subject and without a report.
fn is_bare_complaint(message: &Entity<'_>) -> bool {
    let subject = message.subject().trim().to_ascii_lowercase();
    subject.starts_with("complaint about message from ") && message.leaves.iter().any(|leaf| leaf.media_type == "message/rfc822")
}

fn complaint(groups: &[Group]) -> Complaint {
    let kind = groups.iter().find_map(|group| group.get("feedback-type")).unwrap_or_default();
    match kind.to_ascii_lowercase().as_str() {
        "abuse" => Complaint::Abuse,
        "fraud" => Complaint::Fraud,
        "virus" => Complaint::Virus,
        "opt-out" | "opt-out-list" => Complaint::OptOut,
        "not-spam" => Complaint::NotSpam,
        "auth-failure" => Complaint::AuthFailure,
        _ => Complaint::Other,
    }
}

/// A letter has one recipient. Where a report has several all the same, a failure tells more than the rest.
fn delivery(groups: &[Group], prose: &str) -> Option<Bounce> {
    let told = |group: &&Group| group.get("action").is_some() || group.get("status").is_some();
    let failed = groups.iter().filter(told).find(|group| action(group) == Some(Action::Failed));
    let group = failed.or_else(|| groups.iter().find(told))?;
    let action = action(group);
    let said = group.get("diagnostic-code").unwrap_or_default();
    let (code, detailed) = phrase::codes(said);
    let stated: Option<Enhanced> = group.get("status").and_then(|value| first_word(value).parse().ok());
    // "5.0.0" says no more than "failed"; the server that refused may have said why.
    let status = stated.filter(|status| (status.subject, status.detail) != (0, 0)).or(detailed).or(stated);
    let class = match (action, status.map(|status| status.class)) {
        (Some(Action::Delivered | Action::Relayed | Action::Expanded), _) | (None, Some(2)) => Class::Delivered,
        (Some(Action::Delayed), _) | (None, Some(4)) => Class::Temporary,
        (_, Some(4)) => status.map_or(Class::Expired, status::expired),
        _ => {
            let words = phrase::own_words(if said.is_empty() { prose } else { said });
            refined(status::permanent(status, code, Stage::Rcpt), &words)
        }
    };
    Some(Bounce { class, status, action })
}

fn action(group: &Group) -> Option<Action> {
    Some(match first_word(group.get("action")?).to_ascii_lowercase().as_str() {
        "failed" => Action::Failed,
        "delayed" => Action::Delayed,
        "delivered" => Action::Delivered,
        "relayed" => Action::Relayed,
        "expanded" => Action::Expanded,
        _ => return None,
    })
}

/// Words decide where codes leave it open, and where a server says "no such user" under the code of a policy.
pub(super) fn refined(class: Class, words: &str) -> Class {
    match (class, phrase::class(words)) {
        (Class::Doubtful, Some(told)) => told,
        (Class::Blocked, Some(Class::HardBounce)) => Class::HardBounce,
        _ => class,
    }
}

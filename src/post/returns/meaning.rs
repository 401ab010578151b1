//! What follows from a message. Pure.

use letter::bounce::status::Measure;
use letter::bounce::{Class, Complaint, Incoming, Token};

/// Stored for a row whose reader complained.
pub const COMPLAINT: &str = "complaint";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing follows: it is late, it has arrived, a machine is away.
    Nothing,
    /// Written down under this word, and acted on.
    Came(&'static str, Measure),
    /// The reader leaves; by the token where there is one.
    Leave(Option<Token>),
    /// It is no message for us.
    Other,
}

pub fn of(incoming: Incoming) -> Meaning {
    match incoming {
        Incoming::Bounce(bounce) => match bounce.class.measure() {
            Measure::Nothing => Meaning::Nothing,
            measure => Meaning::Came(bounce.class.name(), measure),
        },
        Incoming::Complaint(complaint) => match complaint {
            // A word about our signatures, or that the letter was wanted after all.
            Complaint::AuthFailure | Complaint::NotSpam => Meaning::Nothing,
            Complaint::Abuse | Complaint::Fraud | Complaint::Virus | Complaint::OptOut | Complaint::Other => {
                Meaning::Came(COMPLAINT, Measure::Suppress)
            }
        },
        Incoming::Unsubscribe(token) => Meaning::Leave(token),
        Incoming::AutoReply => Meaning::Nothing,
        Incoming::Other => Meaning::Other,
    }
}

/// What each class means and does, as the handbook has it: a table in Markdown.
pub fn table() -> String {
    let mut table = String::from("| class | says | what is done |\n|---|---|---|\n");
    for class in Class::ALL {
        table += &format!("| `{}` | {} | {} |\n", class.name(), says(class), does(class.measure()));
    }
    table + "| `complaint` | the reader, or their provider, says that the letter was unwanted | no more letters |\n"
}

fn says(class: Class) -> &'static str {
    match class {
        Class::HardBounce => "there is no such mailbox or domain, or it is closed for good",
        Class::Doubtful => "it was refused for the recipient, without a reason",
        Class::Expired => "given up after days: not reachable, or put off for too long",
        Class::Full => "the mailbox is full",
        Class::Blocked => "policy, a spam filter, reputation, a missing signature: about us, not the reader",
        Class::TooBig => "more bytes than are taken there",
        Class::Content => "the letter's form is not taken there",
        Class::ProtocolTrouble => "a loop, a command that was not understood, a server set up wrongly",
        Class::Temporary => "not now; somebody still tries",
        Class::Delivered => "it arrived after all",
    }
}

fn does(measure: Measure) -> String {
    match measure {
        Measure::Suppress => "no more letters".into(),
        Measure::SuppressAfter(times) => format!("no more letters after {times} issues within {} weeks", super::WEEKS),
        Measure::TellStaff => "counted on the newsletter's page at the desk; letters go on".into(),
        Measure::Nothing => "nothing is kept".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handbook_has_the_table_as_it_is() {
        let handbook = include_str!("../../../docs/operator.md");
        assert!(handbook.contains(&table()), "docs/operator.md should hold\n{}", table());
    }

    #[test]
    fn only_what_the_reader_or_the_readers_mailbox_says_stops_letters() {
        let class = |class| of(Incoming::Bounce(letter::bounce::Bounce { class, status: None, action: None }));
        assert_eq!(class(Class::HardBounce), Meaning::Came("hard-bounce", Measure::Suppress));
        assert_eq!(class(Class::Full), Meaning::Came("full", Measure::SuppressAfter(5)));
        assert_eq!(class(Class::Blocked), Meaning::Came("blocked", Measure::TellStaff));
        assert_eq!(class(Class::Temporary), Meaning::Nothing);
        for kind in [Complaint::Abuse, Complaint::OptOut, Complaint::Other] {
            assert_eq!(of(Incoming::Complaint(kind)), Meaning::Came(COMPLAINT, Measure::Suppress));
        }
        for kind in [Complaint::NotSpam, Complaint::AuthFailure] {
            assert_eq!(of(Incoming::Complaint(kind)), Meaning::Nothing);
        }
        assert_eq!(of(Incoming::AutoReply), Meaning::Nothing);
    }
}

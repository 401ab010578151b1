//! What servers send back, in the shapes in which they do. The words in `bounces/` are ours; the shapes are those of public collections.

use std::collections::BTreeSet;
use std::path::Path;

use letter::bounce::{Complaint, Incoming, read};

/// File, what it means, and its status where there is one.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("a-person", "other", ""),
    ("courier", "hard-bounce", "5.1.1"),
    ("delivered-after-all", "delivered", "2.0.0"),
    ("dmarc-failure", "auth-failure", ""),
    ("exchange-2010-in-words", "hard-bounce", "5.1.1"),
    ("exchange-banned-address", "blocked", "5.7.606"),
    ("exchange-full", "full", "5.2.2"),
    ("exchange-loop", "protocol-trouble", "5.4.14"),
    ("exchange-not-found", "hard-bounce", "5.1.10"),
    ("exchange-restricted", "blocked", "5.7.133"),
    ("exim-retry-timeout", "expired", ""),
    ("exim-spam", "blocked", ""),
    ("exim-unknown-user", "hard-bounce", ""),
    ("exim-unrouteable", "hard-bounce", ""),
    ("exim-warning", "temporary", ""),
    ("gmail-away", "auto-reply", ""),
    ("gmail-delay", "temporary", "4.4.1"),
    ("gmail-disabled", "hard-bounce", "5.2.1"),
    ("gmail-full", "full", "5.2.2"),
    ("gmail-no-account", "hard-bounce", "5.1.1"),
    ("gmail-unauthenticated", "blocked", "5.7.26"),
    ("gmx-refused", "blocked", "5.0.0"),
    ("icloud-full", "full", "5.2.2"),
    ("mailru-complaint", "complaint", ""),
    ("mailru-disabled", "hard-bounce", ""),
    ("mailru-full", "full", ""),
    ("mailru-invalid", "hard-bounce", ""),
    ("mailru-spam", "blocked", ""),
    ("not-spam", "not-spam", ""),
    ("null-mx", "hard-bounce", "5.1.10"),
    ("opensmtpd", "hard-bounce", "5.1.1"),
    ("outlook-away", "auto-reply", ""),
    ("outlook-com-blocklist", "blocked", "5.7.1"),
    ("outlook-com-unavailable", "doubtful", "5.5.0"),
    ("outlook-complaint", "complaint", ""),
    ("postfix-bare-550", "doubtful", "5.0.0"),
    ("postfix-delayed", "temporary", "4.4.1"),
    ("postfix-full", "full", "5.2.2"),
    ("postfix-given-up", "expired", "4.4.1"),
    ("postfix-greylisted-to-the-end", "blocked", "4.7.1"),
    ("postfix-no-such-domain", "expired", "5.4.4"),
    ("postfix-unknown-user", "hard-bounce", "5.1.1"),
    ("qmail-no-mailbox", "hard-bounce", "5.1.1"),
    ("qmail-quota", "full", "5.2.2"),
    ("qmail-remote-refused", "doubtful", ""),
    ("qmail-too-long-in-queue", "expired", "4.4.1"),
    ("receipt", "auto-reply", ""),
    ("russian-away", "auto-reply", ""),
    ("sendmail-host-unknown", "hard-bounce", "5.1.2"),
    ("sendmail-too-big", "too-big", "5.2.3"),
    ("sendmail-user-unknown", "hard-bounce", "5.1.1"),
    ("sendmail-warning", "temporary", "4.4.7"),
    ("ses", "hard-bounce", "5.1.1"),
    ("smtputf8", "content", "5.6.7"),
    ("yahoo-complaint", "complaint", ""),
    ("yahoo-disabled", "hard-bounce", "5.0.0"),
    ("yahoo-full", "full", ""),
    ("yahoo-in-words", "hard-bounce", ""),
    ("yahoo-policy", "blocked", "5.7.9"),
    ("yandex-full", "full", "5.2.2"),
    ("yandex-no-such-user", "hard-bounce", "5.7.1"),
    ("yandex-spam", "blocked", "5.7.1"),
    ("yandex-timed-out", "expired", "4.4.1"),
];

fn told(incoming: &Incoming) -> (&'static str, String) {
    match incoming {
        Incoming::Bounce(bounce) => (bounce.class.name(), bounce.status.map(|status| status.to_string()).unwrap_or_default()),
        Incoming::Complaint(Complaint::NotSpam) => ("not-spam", String::new()),
        Incoming::Complaint(Complaint::AuthFailure) => ("auth-failure", String::new()),
        Incoming::Complaint(_) => ("complaint", String::new()),
        Incoming::AutoReply => ("auto-reply", String::new()),
        Incoming::Unsubscribe(_) => ("unsubscribe", String::new()),
        Incoming::Other => ("other", String::new()),
    }
}

#[test]
fn every_sample_is_read_as_what_it_is_whatever_its_line_ends() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bounces");
    let mut wrong = Vec::new();
    for (name, class, status) in SAMPLES {
        let text = std::fs::read_to_string(folder.join(format!("{name}.eml"))).expect("a sample");
        for bytes in [text.clone().into_bytes(), text.replace('\n', "\r\n").into_bytes()] {
            let found = told(&read(&bytes));
            if found != (*class, (*status).to_owned()) {
                wrong.push(format!("{name}: {found:?} and not {class} {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let files: BTreeSet<_> = std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").file_name()).collect();
    assert_eq!(files.len(), SAMPLES.len(), "every file is looked at");
}

#[test]
fn a_sample_that_is_cut_off_anywhere_stops_nobodys_letters_by_mistake() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bounces");
    for (name, class, _) in
        SAMPLES.iter().filter(|(_, class, _)| ["blocked", "temporary", "delivered", "auto-reply", "other"].contains(class))
    {
        let bytes = std::fs::read(folder.join(format!("{name}.eml"))).expect("a sample");
        for end in (0..bytes.len()).step_by(7) {
            let (found, _) = told(&read(&bytes[..end]));
            assert!(found != "hard-bounce" && found != "complaint", "{name}, which is {class}, cut at {end} is {found}");
        }
    }
}

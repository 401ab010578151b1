//! Bounces in the shapes in which servers write them. The words are ours; the shapes are those of public collections.

use proptest::prelude::*;

use super::*;

fn bounce(raw: &str) -> (Class, String) {
    match read(raw.replace('\n', "\r\n").as_bytes()) {
        Incoming::Bounce(bounce) => {
            assert_eq!(read(raw.as_bytes()), Incoming::Bounce(bounce), "line feeds alone, as a maildir keeps them");
            (bounce.class, bounce.status.map_or_else(String::new, |status| status.to_string()))
        }
        other => panic!("{other:?}: {raw}"),
    }
}

/// A report of RFC 3464 with this group for the recipient, and our own letter behind it, which speaks of spam and full mailboxes.
fn dsn(group: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status;\n boundary=\"AB/mx.example\"\n\nThis is a MIME message.\n\n--AB/mx.example\n\
         Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\nI'm sorry to have to inform you.\n\n--AB/mx.example\n\
         Content-Description: Delivery report\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\nArrival-Date: Fri, 2 Oct 2026 08:00:00 +0000\n\n\
         Final-Recipient: rfc822; canary@example.org\n{group}\n\n--AB/mx.example\nContent-Description: Undelivered Message\nContent-Type: message/rfc822\n\n\
         Subject: Spam, mailbox full, user unknown\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; a\n\nAction: failed\nStatus: 5.1.1\n\n--x--\n\n--AB/mx.example--\n"
    )
}

#[test]
fn a_delivery_report_is_read_by_its_fields() {
    for (group, class, status) in [
        (
            "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <canary@example.org>: Recipient\n address rejected",
            Class::HardBounce,
            "5.1.1",
        ),
        ("Action: failed\nStatus: 5.1.10 (null MX)", Class::HardBounce, "5.1.10"),
        ("Action: failed\nStatus: 5.4.4\nDiagnostic-Code: X-Postfix; Host or domain name not found", Class::Expired, "5.4.4"),
        ("Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 full", Class::Full, "5.2.2"),
        ("Action: failed\nStatus: 4.2.2\nDiagnostic-Code: smtp; 452 4.2.2 full", Class::Full, "4.2.2"),
        ("Action: failed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect: timed out", Class::Expired, "4.4.1"),
        ("Action: delayed\nStatus: 4.4.1\nWill-Retry-Until: Wed, 7 Oct 2026 08:00:00 +0000", Class::Temporary, "4.4.1"),
        ("Action: delayed\nStatus: 5.1.1", Class::Temporary, "5.1.1"),
        ("Action: delivered\nStatus: 2.0.0", Class::Delivered, "2.0.0"),
        ("Action: relayed\nStatus: 2.1.9", Class::Delivered, "2.1.9"),
        ("Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Message rejected as spam", Class::Blocked, "5.7.1"),
        ("Action: failed\nStatus: 5.7.26\nDiagnostic-Code: smtp; 550-5.7.26 DMARC: does not exist", Class::Blocked, "5.7.26"),
        ("Action: failed\nStatus: 5.3.4", Class::TooBig, "5.3.4"),
        ("Action: failed\nStatus: 5.6.3", Class::Content, "5.6.3"),
        ("Action: failed\nStatus: 5.4.6", Class::ProtocolTrouble, "5.4.6"),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 gone", Class::HardBounce, "5.1.1"),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 spam message rejected", Class::Blocked, "5.0.0"),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 no", Class::Doubtful, "5.0.0"),
        ("Action: failed\nStatus: 5.5.0\nDiagnostic-Code: smtp; 550 5.5.0 mailbox unavailable", Class::Doubtful, "5.5.0"),
    ] {
        assert_eq!(bounce(&dsn(group)), (class, status.to_owned()), "{group}");
    }
}

#[test]
fn no_such_user_under_a_policys_code_is_still_no_such_user() {
    let group = "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 No such user! 1700000000-AbC";
    assert_eq!(bounce(&dsn(group)).0, Class::HardBounce);
}

#[test]
fn a_report_about_an_address_beyond_ascii_is_read() {
    let status = "UmVwb3J0aW5nLU1UQTogZG5zOyBteC5leGFtcGxlCgpGaW5hbC1SZWNpcGllbnQ6IHV0Zi04OyDRh9C40YJA0L/RgNC40LzQtdGALmV4YW1wbGUKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQo=";
    let raw = format!(
        "From: <>\nContent-Type: multipart/report; report-type=\"delivery-status\"; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nНет.\n--b\n\
         Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: base64\n\n{status}\n--b--\n"
    );
    assert_eq!(bounce(&raw), (Class::HardBounce, "5.1.1".into()));
}

const PROSE: &[(&str, Class, &str)] = &[
    // qmail
    (
        "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\nI wasn't able to deliver your message.\n\n<canary@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nSubject: spam\n",
        Class::HardBounce,
        "5.1.1",
    ),
    (
        "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n\n<canary@example.org>:\nSorry, I couldn't find any host named example.org. (#5.1.2)\n",
        Class::HardBounce,
        "5.1.2",
    ),
    (
        "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n\n<canary@example.org>:\n192.0.2.1 failed after I sent the message.\nRemote host said: 554 rejected as spam\n",
        Class::Blocked,
        "",
    ),
    (
        "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n\n<canary@example.org>:\nI'm not going to try again; this message has been in the queue too long. (#4.4.1)\n",
        Class::Expired,
        "4.4.1",
    ),
    // Exim
    (
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: canary@example.org\nAuto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender\n\nA message that you sent could not be delivered.\n\n  canary@example.org\n    SMTP error from remote mail server after RCPT TO:<canary@example.org>:\n    550 5.1.1 <canary@example.org>: user unknown\n\n------ This is a copy of the message, including all the headers. ------\n\nmailbox full\n",
        Class::HardBounce,
        "5.1.1",
    ),
    (
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: canary@example.org\nSubject: Mail delivery failed: returning message to sender\n\n  canary@example.org\n    Unrouteable address\n",
        Class::HardBounce,
        "",
    ),
    (
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: canary@example.org\nSubject: Mail delivery failed: returning message to sender\n\n  canary@example.org\n    host mx2.example [192.0.2.55]: retry timeout exceeded\n",
        Class::Expired,
        "",
    ),
    (
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nAuto-Submitted: auto-replied\nSubject: Warning: message 1abcde-000001-AB delayed 24 hours\n\nThis message was created automatically. No action is required.\n",
        Class::Temporary,
        "",
    ),
    // Exchange
    (
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@news.example>\nSubject: Undeliverable: Friday\n\nDelivery has failed to these recipients or groups:\ncanary@example.org\nThe email address you entered couldn't be found.\n\nDiagnostic information for administrators:\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'\n\nOriginal message headers:\nReceived: from spam.example\n",
        Class::HardBounce,
        "5.1.10",
    ),
    (
        "From: postmaster@example.org\nSubject: Undeliverable: Friday\n\nYour message couldn't be delivered.\nRemote Server returned '550 5.7.606 Access denied, banned sending IP [192.0.2.1]'\n",
        Class::Blocked,
        "5.7.606",
    ),
    (
        "From: postmaster@example.org\nSubject: Undeliverable: Friday\n\nThe recipient's mailbox is full.\nRemote Server returned '554 5.2.2 mailbox full; STOREDRV.Deliver: quota'\n",
        Class::Full,
        "5.2.2",
    ),
    // Gmail
    (
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\nX-Failed-Recipients: canary@example.org\n\n** Address not found **\n\nYour message wasn't delivered because the address couldn't be found.\n\nThe response from the remote server was:\n550 5.1.1 The email account that you tried to reach does not exist.\n",
        Class::HardBounce,
        "5.1.1",
    ),
    (
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Delay)\nX-Failed-Recipients: canary@example.org\n\n** Delivery incomplete **\n\nGmail will retry for 47 more hours.\n",
        Class::Temporary,
        "",
    ),
    // Yandex
    (
        "From: mailer-daemon@yandex.ru\nSubject: =?utf-8?B?0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtSDRgdC+0L7QsdGJ0LXQvdC40LU=?=\nContent-Type: text/plain; charset=utf-8\n\nПисьмо не может быть доставлено.\n\n<canary@example.org>: host mx.example[192.0.2.9] said: 550 5.7.1 No such user!\n",
        Class::HardBounce,
        "5.7.1",
    ),
    // Mail.ru
    (
        "From: mailer-daemon@corp.mail.ru\nSubject: Mail failure. Undelivered.\n\ncanary@example.org\n  550 Message was not accepted -- invalid mailbox.  Local mailbox canary@example.org is unavailable: user not found\n",
        Class::HardBounce,
        "",
    ),
    ("From: mailer-daemon@corp.mail.ru\nSubject: Undelivered\n\n  552 Message rejected: mailbox is full\n", Class::Full, ""),
    // Postfix, with its report taken off on the way
    (
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\nThis is the mail system at host mx.example.\n\n<canary@example.org>: host mx2.example[192.0.2.7] said: 550 5.1.1\n    <canary@example.org>: Recipient address rejected: User unknown\n    in virtual mailbox table (in reply to RCPT TO command)\n",
        Class::HardBounce,
        "5.1.1",
    ),
    // Sendmail
    (
        "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nSubject: Returned mail: see transcript for details\n\n   ----- The following addresses had permanent fatal errors -----\n<canary@example.org>\n    (reason: 550 Host unknown)\n\n   ----- Transcript of session follows -----\n550 5.1.2 <canary@example.org>... Host unknown\n",
        Class::HardBounce,
        "5.1.2",
    ),
    // Whoever gives no reason
    ("From: MAILER-DAEMON@mx.example\nSubject: Returned mail\n\nIt did not work.\n", Class::Doubtful, ""),
];

#[test]
fn bounces_that_are_written_for_people_are_read_too() {
    for (raw, class, status) in PROSE {
        assert_eq!(bounce(raw), (*class, (*status).to_owned()), "{raw}");
    }
}

#[test]
fn a_complaint_is_told_by_its_kind() {
    for (kind, complaint) in [
        ("abuse", Complaint::Abuse),
        ("Opt-Out", Complaint::OptOut),
        ("not-spam", Complaint::NotSpam),
        ("virus", Complaint::Virus),
        ("x", Complaint::Other),
    ] {
        let raw = format!(
            "From: fbl@provider.example\nSubject: FW: Friday\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"p\"\n\n--p\nContent-Type: text/plain\n\n\
             550 5.1.1 This is an abuse report.\n--p\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: Loop/1.0\nVersion: 1\n\n--p\n\
             Content-Type: message/rfc822\n\nFrom: news@news.example\n\nHello\n--p--\n"
        );
        assert_eq!(read(raw.as_bytes()), Incoming::Complaint(complaint));
    }
}

#[test]
fn an_automatic_answer_is_no_bounce_and_no_wish_to_leave() {
    for head in [
        "From: reader@example.org\nSubject: Re: Friday\nAuto-Submitted: auto-replied (vacation)",
        "From: reader@example.org\nSubject: Automatic reply: unsubscribe",
        "From: reader@example.org\nSubject: Friday\nX-Autoreply: yes",
        "From: reader@example.org\nSubject: Friday\nX-Auto-Response-Suppress: All",
        "From: reader@example.org\nSubject: unsubscribe\nAuto-Submitted: auto-replied",
    ] {
        assert_eq!(
            read(format!("{head}\n\nI am away. My mailbox is full of spam, user unknown, 550 5.1.1.\n").as_bytes()),
            Incoming::AutoReply,
            "{head}"
        );
    }
}

#[test]
fn leaving_by_mail_takes_a_word_and_perhaps_a_token() {
    let token = "Zm9vYmFyYmF6cXV4LTEyMw";
    for (head, body, expected) in [
        ("Subject: unsubscribe", "", None),
        ("Subject: Unsubscribe Zm9vYmFyYmF6cXV4LTEyMw", "", Some(token)),
        ("Subject: unsubscribe\nAuto-Submitted: auto-generated", "", None),
        ("X-Mailer: x", "\n  unsubscribe Zm9vYmFyYmF6cXV4LTEyMw\n\nSent from my telephone", Some(token)),
        ("Subject: Re: Friday", "Unsubscribe me!", None),
    ] {
        match read(format!("From: reader@example.org\n{head}\n\n{body}\n").as_bytes()) {
            Incoming::Unsubscribe(found) => {
                assert_eq!(found.as_ref().map(Token::as_str), expected);
                assert!(!format!("{found:?}").contains(token));
            }
            other => panic!("{head}: {other:?}"),
        }
    }
    for person in ["Subject: Unsubscribe rates are falling", "Subject: How do I unsubscribe?", "Subject: Your piece on spam filters"] {
        assert_eq!(
            read(format!("From: reader@example.org\n{person}\n\nDear editors, my mailbox is full.\n").as_bytes()),
            Incoming::Other,
            "{person}"
        );
    }
}

#[test]
fn nothing_of_the_message_is_in_what_we_print() {
    for raw in PROSE
        .iter()
        .map(|(raw, _, _)| (*raw).to_owned())
        .chain([dsn("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <canary@example.org>")])
    {
        let printed = format!("{:?}", read(raw.as_bytes()));
        assert!(!printed.contains("canary") && !printed.contains('@'), "{printed}");
    }
}

#[test]
fn mime_that_nests_without_end_costs_little() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(40_000);
    let wide = format!("Content-Type: multipart/mixed; boundary=a\n\n{}", "--a\nContent-Type: text/plain\n\nx\n".repeat(40_000));
    let multi: String = (0..20_000).map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n")).collect();
    let digest = "Content-Type: multipart/digest; boundary=d\n\n--d\n\n".repeat(20_000);
    let header = format!("From: a@b\n{}", "X-Y: z\n".repeat(200_000));
    let boundary = format!("Content-Type: multipart/mixed; boundary=\"-\"\n\n{}", "-".repeat(1 << 20));
    let long = format!("From: MAILER-DAEMON@x\nSubject: failure notice\n\n{}", "5.5.5.5 550 ".repeat(100_000));
    for hostile in [deep, wide, multi, digest, header, boundary, long, String::new(), "\n\n".into()] {
        let began = std::time::Instant::now();
        let _ = read(hostile.as_bytes());
        assert!(began.elapsed() < std::time::Duration::from_secs(3), "{}", &hostile[..hostile.len().min(60)]);
    }
}

proptest! {
    #[test]
    fn no_bytes_can_panic_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0usize..2_000, which in 0..PROSE.len() + 1) {
        let _ = read(&bytes);
        let mut raw = PROSE.get(which).map_or_else(|| dsn("Action: failed\nStatus: 5.1.1"), |(raw, _, _)| (*raw).to_owned()).into_bytes();
        let at = at.min(raw.len());
        raw.splice(at..(at + bytes.len() / 8).min(raw.len()), bytes);
        let _ = read(&raw);
        let _ = read(&raw[..at]);
    }
}

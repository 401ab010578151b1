//! One client's dialogue: LMTP (RFC 2033) after LHLO, SMTP (RFC 5321) after EHLO or HELO.
//!
//! LMTP answers for each recipient, so one that could not be noted comes again alone. SMTP has one answer: 250 only if all are noted.

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsAcceptor;

use super::crowd::{Awaited, Crowd};
use super::lines::{Ended, Lines};
use super::{Arrived, Bounds, NotKept};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongue {
    Lmtp,
    Smtp,
}

/// Whether others can read along.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cover {
    /// The client is on this machine.
    Needless,
    /// Nothing is taken before STARTTLS.
    Owed,
    Given,
}

/// How a dialogue ends.
enum End {
    Farewell(&'static str),
    /// It goes on in TLS.
    Shield,
}

/// Speaks with one client until it leaves or has cost enough. `name` is what we call ourselves. Works over any stream, so over a Unix socket too. With a `shield`
/// nothing is taken before STARTTLS.
pub async fn attend<S, A, H, F>(stream: S, name: &str, bounds: &Bounds, shield: Option<&TlsAcceptor>, accept: &A, handle: &H)
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(&str) -> bool,
    H: Fn(Arrived) -> F,
    F: Future<Output = Result<(), NotKept>>,
{
    let crowd = Crowd::new(*bounds);
    serve(stream, Office { name, bounds, crowd: &crowd, accept, handle }, shield).await;
}

/// The same for one of many.
pub(super) async fn serve<S, A, H, F>(stream: S, office: Office<'_, A, H>, shield: Option<&TlsAcceptor>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(&str) -> bool,
    H: Fn(Arrived) -> F,
    F: Future<Output = Result<(), NotKept>>,
{
    let cover = if shield.is_some() { Cover::Owed } else { Cover::Needless };
    let (Some(stream), Some(shield)) = (converse(stream, office, cover).await, shield) else { return };
    if let Some(Ok(stream)) = office.crowd.wait(Awaited::Message, shield.accept(stream)).await {
        converse(stream, office, Cover::Given).await;
    }
}

/// What is the same before and after STARTTLS.
pub(super) struct Office<'a, A, H> {
    pub name: &'a str,
    pub bounds: &'a Bounds,
    pub crowd: &'a Crowd,
    pub accept: &'a A,
    pub handle: &'a H,
}

impl<A, H> Clone for Office<'_, A, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, H> Copy for Office<'_, A, H> {}

/// Gives the stream back when it goes on in TLS.
async fn converse<S, A, H, F>(stream: S, office: Office<'_, A, H>, cover: Cover) -> Option<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(&str) -> bool,
    H: Fn(Arrived) -> F,
    F: Future<Output = Result<(), NotKept>>,
{
    let lines = Lines::new(stream, office.crowd);
    let mut session = Session { lines, office, cover, tongue: None, open: false, recipients: Vec::new(), brought: false };
    let farewell = match timeout(office.bounds.session, session.talk()).await {
        Ok(Ok(End::Shield)) => return Some(session.lines.into_stream()),
        Ok(Err(Ended::Gone)) => return None,
        Ok(Ok(End::Farewell(farewell))) => farewell,
        Ok(Err(Ended::Garbled)) => "500 5.5.2 Line too long or no text\r\n",
        Err(_) => "421 4.4.2 Too long\r\n",
    };
    let _ = session.lines.say(farewell).await;
    session.lines.close().await;
    None
}

struct Session<'a, S, A, H> {
    lines: Lines<'a, S>,
    office: Office<'a, A, H>,
    cover: Cover,
    tongue: Option<Tongue>,
    /// MAIL has been accepted.
    open: bool,
    recipients: Vec<String>,
    /// A whole message has come.
    brought: bool,
}

impl<S, A, H, F> Session<'_, S, A, H>
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(&str) -> bool,
    H: Fn(Arrived) -> F,
    F: Future<Output = Result<(), NotKept>>,
{
    /// Gives the words with which the connection ends.
    async fn talk(&mut self) -> Result<End, Ended> {
        // A client that does not wait for the greeting is no mail server, but nothing is lost by listening to it. In TLS there is none (RFC 3207 4.2).
        if self.cover != Cover::Given {
            self.lines.say(&format!("220 {} ready\r\n", self.office.name)).await?;
        }
        let (mut mistakes, since) = (0, Instant::now());
        for _ in 0..self.office.bounds.commands {
            let line = self.lines.command().await?;
            if !self.brought && self.office.crowd.is_tired_of(since) {
                return Ok(End::Farewell("421 4.3.2 Others wait\r\n"));
            }
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let verb = verb.to_ascii_uppercase();
            if verb == "QUIT" {
                return Ok(End::Farewell("221 2.0.0 Bye\r\n"));
            }
            if verb == "STARTTLS" && self.cover == Cover::Owed {
                if self.lines.is_ahead() || !rest.is_empty() {
                    return Ok(End::Farewell("501 5.5.4 Nothing may follow STARTTLS before its answer\r\n"));
                }
                self.lines.say("220 2.0.0 Go on in TLS\r\n").await?;
                return Ok(End::Shield);
            }
            if verb == "DATA" && self.open && !self.recipients.is_empty() {
                self.data().await?;
                continue;
            }
            let answer = self.answer(&verb, rest);
            mistakes += usize::from(answer.starts_with('5'));
            self.lines.say(&answer).await?;
            if mistakes >= self.office.bounds.mistakes {
                return Ok(End::Farewell("421 4.7.0 Too many mistakes\r\n"));
            }
        }
        Ok(End::Farewell("421 4.7.0 Too many commands\r\n"))
    }

    fn answer(&mut self, verb: &str, rest: &str) -> String {
        let fixed = match verb {
            "LHLO" | "EHLO" | "HELO" => return self.hello(verb),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest),
            "DATA" if self.tongue.is_some() && self.open => "554 5.5.1 No valid recipients\r\n",
            "DATA" => "503 5.5.1 MAIL first\r\n",
            "RSET" => {
                self.reset();
                "250 2.0.0 Reset\r\n"
            }
            "NOOP" => "250 2.0.0 Yes\r\n",
            "VRFY" | "EXPN" => "252 2.5.0 Send it and see\r\n",
            _ => "500 5.5.1 Unknown command\r\n",
        };
        fixed.to_owned()
    }

    fn hello(&mut self, verb: &str) -> String {
        self.reset();
        self.tongue = Some(if verb == "LHLO" { Tongue::Lmtp } else { Tongue::Smtp });
        let (name, start_tls) = (self.office.name, if self.cover == Cover::Owed { "250-STARTTLS\r\n" } else { "" });
        match verb {
            "HELO" => format!("250 {name}\r\n"),
            _ => format!(
                "250-{name}\r\n250-PIPELINING\r\n{start_tls}250-SIZE {}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n",
                self.office.bounds.message
            ),
        }
    }

    /// The sender is nobody's business here, and is not kept. Its announced size is.
    fn mail(&mut self, rest: &str) -> &'static str {
        if self.cover == Cover::Owed {
            return "530 5.7.0 STARTTLS first: what bounces has addresses in it\r\n";
        }
        if self.tongue.is_none() || self.open {
            return "503 5.5.1 Not now\r\n";
        }
        let Some((_, parameters)) = path(rest, "FROM:") else { return "501 5.5.4 MAIL FROM:<address>\r\n" };
        let size = parameters.split(' ').find_map(|word| word.to_ascii_uppercase().strip_prefix("SIZE=")?.parse::<u64>().ok());
        if size.is_some_and(|size| size > self.office.bounds.message as u64) {
            return "552 5.3.4 Too large\r\n";
        }
        self.open = true;
        "250 2.1.0 Go on\r\n"
    }

    fn rcpt(&mut self, rest: &str) -> &'static str {
        if !self.open {
            return "503 5.5.1 MAIL first\r\n";
        }
        match path(rest, "TO:") {
            None => "501 5.5.4 RCPT TO:<address>\r\n",
            Some(_) if self.recipients.len() >= self.office.bounds.recipients => "452 4.5.3 Too many recipients\r\n",
            Some((address, _)) if (self.office.accept)(address) => {
                self.recipients.push(address.to_owned());
                "250 2.1.5 Go on\r\n"
            }
            Some(_) => "550 5.1.1 Nobody here by that name\r\n",
        }
    }

    /// The letter, and the answers, each after its note.
    async fn data(&mut self) -> Result<(), Ended> {
        self.lines.say("354 Go on\r\n").await?;
        let letter = self.lines.letter(self.office.bounds.message).await?;
        let recipients = std::mem::take(&mut self.recipients);
        self.reset();
        self.brought = true;
        let lmtp = self.tongue == Some(Tongue::Lmtp);
        let Some(letter) = letter else {
            let answers = if lmtp { recipients.len() } else { 1 };
            return self.lines.say(&"552 5.3.4 Too large\r\n".repeat(answers)).await;
        };
        let (bytes, mut kept) = (Bytes::from(letter), Vec::with_capacity(recipients.len()));
        for recipient in recipients {
            let outcome = (self.office.handle)(Arrived { recipient, bytes: bytes.clone() }).await;
            if lmtp {
                self.lines.say(answer_to(outcome)).await?;
            }
            kept.push(outcome);
        }
        if lmtp { Ok(()) } else { self.lines.say(answer_to(in_all(&kept))).await }
    }

    fn reset(&mut self) {
        self.open = false;
        self.recipients.clear();
    }
}

/// SMTP has one answer: what must come again counts most, and what one recipient has taken is taken.
fn in_all(kept: &[Result<(), NotKept>]) -> Result<(), NotKept> {
    let of = |wanted| kept.contains(&wanted).then_some(wanted);
    of(Err(NotKept::Later)).or(of(Ok(()))).or(kept.first().copied()).unwrap_or(Err(NotKept::Later))
}

fn answer_to(outcome: Result<(), NotKept>) -> &'static str {
    match outcome {
        Ok(()) => "250 2.0.0 Kept\r\n",
        Err(NotKept::Later) => "451 4.3.0 Not now\r\n",
        Err(NotKept::Unread) => "550 5.7.1 Nobody reads this: it takes bounces, complaints and the word unsubscribe\r\n",
        Err(NotKept::Looping) => "554 5.4.6 Too many hops\r\n",
    }
}

/// `FROM:<address> parameters`. A source route before the address is dropped (RFC 5321 4.1.1.3), and the address bounded (4.5.3.1.3).
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let rest = rest.trim_start();
    let head = rest.get(..keyword.len()).filter(|head| head.eq_ignore_ascii_case(keyword))?;
    let (address, parameters) = rest[head.len()..].trim_start().strip_prefix('<')?.split_once('>')?;
    let address = if address.starts_with('@') { address.split_once(':')?.1 } else { address };
    (address.len() <= 254 && !address.contains(|c: char| c.is_control() || c == '<')).then_some((address, parameters.trim()))
}

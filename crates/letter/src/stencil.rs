//! The compiled letter: all of MIME is done, and filling it for a reader is copying.

use std::fmt;

use crate::letter::date;
use crate::mime;
use crate::pieces::{Hole, Pieces};
use crate::{Filling, Letter, Refused, Slot};

/// A header with tidy value (see [`crate::header`]).
#[derive(Clone)]
pub(crate) struct Header {
    pub name: &'static str,
    pub value: Pieces,
}

/// An issue, ready to be filled for any number of readers.
#[derive(Clone)]
pub struct Stencil {
    pub(crate) headers: Vec<Header>,
    pub(crate) body: Pieces,
    pub(crate) date: jiff::Timestamp,
    whole: Pieces,
}

impl Stencil {
    /// # Errors
    /// [`Refused`] says which part of the letter cannot be written.
    pub fn compile(letter: &Letter<'_>) -> Result<Self, Refused> {
        let body = mime::body(letter.text, letter.html)?;
        let mut headers = Headers(Vec::with_capacity(20));
        headers.put("From", &letter.from.written("From: ".len()));
        headers.0.push(Header { name: "To", value: lone(Hole::To) });
        if let Some(mailbox) = &letter.reply_to {
            headers.put("Reply-To", &mailbox.written("Reply-To: ".len()));
        }
        headers.put("Subject", &letter.subject.unstructured("Subject: ".len()));
        headers.put("Date", &date(letter.date));
        headers.0.push(Header { name: "Message-ID", value: lone(Hole::MessageId) });
        for (name, value) in letter.list.iter().flat_map(|list| list.written()) {
            headers.put(name, &value);
        }
        if let Some(link) = &letter.archived_at {
            headers.put("Archived-At", &format!("<{}>", link.as_str()));
        }
        if let Some(id) = &letter.feedback_id {
            headers.put("Feedback-ID", &id.ascii("Feedback-ID: ".len())?);
        }
        if let Some(submitted) = letter.auto_submitted {
            headers.put("Auto-Submitted", submitted.as_str());
        }
        if let Some(language) = &letter.language {
            headers.put("Content-Language", language.as_str());
        }
        headers.put("MIME-Version", "1.0");
        headers.put("Content-Type", &body.content_type);
        if let Some(encoding) = body.encoding {
            headers.put("Content-Transfer-Encoding", encoding);
        }
        let whole = join(&headers.0, &body.pieces);
        Ok(Self { headers: headers.0, body: body.pieces, date: letter.date, whole })
    }

    /// Appends the letter of one reader, header, empty line and body. Dots are left to SMTP, though no line begins with one.
    ///
    /// # Errors
    /// [`Refused::NoToken`] when the letter has a place for a token that was not given; `out` then holds a part of the letter.
    pub fn fill(&self, filling: &Filling<'_>, out: &mut Vec<u8>) -> Result<(), Refused> {
        out.reserve(self.whole.most());
        self.whole.pour(filling, |bytes| out.extend_from_slice(bytes))
    }

    /// How many places there are for this token, for a check that a template has not forgotten it.
    pub fn places(&self, slot: Slot) -> usize {
        self.whole.holes().filter(|&hole| hole == Hole::Token(slot)).count()
    }

    /// Bytes of a filled letter at most.
    pub fn most_bytes(&self) -> usize {
        self.whole.most()
    }
}

impl fmt::Debug for Stencil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stencil").field("headers", &self.headers.len()).field("bytes", &self.whole.bytes().len()).finish_non_exhaustive()
    }
}

struct Headers(Vec<Header>);

impl Headers {
    fn put(&mut self, name: &'static str, value: &str) {
        // Only a list's links may differ from reader to reader: a marker in any other header stays what it is.
        let value = if name == "List-Unsubscribe" { Pieces::cut(value) } else { fixed(value) };
        self.0.push(Header { name, value });
    }
}

fn fixed(value: &str) -> Pieces {
    let mut pieces = Pieces::default();
    pieces.push(value);
    pieces
}

fn lone(hole: Hole) -> Pieces {
    let mut pieces = Pieces::default();
    pieces.hole(hole);
    pieces
}

fn join(headers: &[Header], body: &Pieces) -> Pieces {
    let mut whole = Pieces::default();
    for header in headers {
        whole.push(header.name);
        whole.push(": ");
        whole.append(&header.value);
        whole.push("\r\n");
    }
    whole.push("\r\n");
    whole.append(body);
    whole
}

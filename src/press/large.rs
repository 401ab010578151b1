//! Large files, such as recordings: read from the shelf in pieces while they are sent, so that a hundred listeners do not hold a hundred copies in memory.

use std::io::SeekFrom;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use anyhow::Context as _;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_RANGE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::mpsc;

use super::answer::{self, Span};
use super::stand::{Coding, Stand};
use crate::paper::edition::PageEntry;

/// Files of more are read while they are sent.
const LARGE: u64 = 1 << 20;
/// Bytes read at a time; two such pieces wait at most.
const PIECE: usize = 128 << 10;

pub fn is_large(entry: &PageEntry) -> bool {
    entry.status == 200 && !entry.media_type.is_gzipped() && entry.bytes > LARGE
}

/// Answers with a large file, or the one range of it that is asked for.
///
/// # Errors
/// When the file is not on the shelf, or shorter than the edition says.
pub async fn send<B>(stand: &Stand, request: &Request<B>, entry: &PageEntry) -> anyhow::Result<Response<Body>> {
    if let Some(answer) = answer::conditional(stand, request, entry) {
        return Ok(answer.map(Body::new));
    }
    let mut headers = stand.policy.headers(entry, Coding::Identity);
    let (status, first, end) = match answer::span(request.headers(), &headers, entry.bytes) {
        Span::Whole => (StatusCode::OK, 0, entry.bytes),
        Span::Part(first, end) => (StatusCode::PARTIAL_CONTENT, first, end),
        Span::Impossible => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
    };
    let range = match status {
        StatusCode::PARTIAL_CONTENT => Some(format!("bytes {first}-{}/{}", end - 1, entry.bytes)),
        StatusCode::RANGE_NOT_SATISFIABLE => Some(format!("bytes */{}", entry.bytes)),
        _ => None,
    };
    if let Some(range) = range.and_then(|range| HeaderValue::from_str(&range).ok()) {
        headers.insert(CONTENT_RANGE, range);
    }
    headers.insert(CONTENT_LENGTH, HeaderValue::from(end - first));
    let body = if request.method() == Method::HEAD || first == end {
        Body::empty()
    } else {
        Body::new(open(stand.file(entry.hash), first, end).await?)
    };
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    Ok(answer)
}

/// Part of a file on its way.
struct Part {
    pieces: mpsc::Receiver<std::io::Result<Bytes>>,
    left: u64,
}

async fn open(path: PathBuf, first: u64, end: u64) -> anyhow::Result<Part> {
    let mut file = tokio::fs::File::open(&path).await.context("a large file is missing from the shelf")?;
    file.seek(SeekFrom::Start(first)).await?;
    let mut file = file.take(end - first);
    let (send, pieces) = mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let mut piece = BytesMut::with_capacity(PIECE);
            let read = file.read_buf(&mut piece).await;
            if matches!(read, Ok(0)) {
                return;
            }
            let is_broken = read.is_err();
            // A listener who has gone takes no more.
            if send.send(read.map(|_| piece.freeze())).await.is_err() || is_broken {
                return;
            }
        }
    });
    Ok(Part { pieces, left: end - first })
}

impl hyper::body::Body for Part {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.pieces.poll_recv(cx).map(|piece| {
            let piece = piece?;
            if let Ok(piece) = &piece {
                self.left = self.left.saturating_sub(piece.len() as u64);
            }
            Some(piece.map(Frame::data))
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

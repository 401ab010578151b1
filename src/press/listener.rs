//! Connections, TLS, and who waits for whom.
//!
//! One runtime for each core, each with its own share of the connections: a reader's request never changes threads, and the stand answers before any other
//! layer, in [`lane`](super::lane) where a request is as plain as most are, and through hyper otherwise. What the stand does not have goes to the router, which works
//! [`aside`]. A connection that sends or takes nothing for `patience` is closed, headers are bounded, and beyond `connections` open ones new readers wait.

use std::cell::Cell;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::Router;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use kernel::Clock;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::answer::{self, Answer, Found};
use super::lane::{End, Lane, Rest};
use super::large;
use super::stand::Stand;
use crate::aside::{self, ASIDE, give_way};
use crate::reading::Visitor;
use crate::settings::Tls;

type Body = Either<Full<Bytes>, axum::body::Body>;

/// Bytes of headers that a request may have.
const HEADERS: usize = 16 << 10;
/// Header lines that a request may have.
const HEADER_LINES: usize = 64;
/// Bytes of an HTTP/2 header list.
const HEADER_LIST: u32 = 16 << 10;
/// Streams of one HTTP/2 connection at a time.
const STREAMS: u32 = 64;

/// How connections are treated.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Open connections; more wait.
    pub connections: usize,
    /// How long a connection may send nothing, or take nothing.
    pub patience: Duration,
}

/// The readers' door.
pub struct Door {
    pub stand: Arc<Stand>,
    /// For what is no printed page: search.
    pub router: Router,
    pub tls: Option<Tls>,
    pub manners: Manners,
    pub clock: Clock,
    /// Whose word on where a request comes from is believed.
    pub proxies: Arc<[IpAddr]>,
}

/// A door that is open. Dropping it leaves it open; [`Open::close`] closes it.
pub struct Open {
    pub address: SocketAddr,
    closing: watch::Sender<bool>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Open {
    /// Takes no new connection, lets requests under way end, and returns when all threads have.
    pub fn close(self) {
        let _ = self.closing.send(true);
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

/// Opens the door on `listener`.
pub fn open(door: Door, listener: TcpListener) -> Result<Open> {
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let acceptor = door.tls.as_ref().map(tls_acceptor).transpose()?;
    let (closing, closed) = watch::channel(false);
    let places = Arc::new(Semaphore::new(door.manners.connections));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let mut threads = Vec::new();
    let mut workers = Vec::new();
    for n in 0..count {
        let (send, receive) = mpsc::unbounded_channel();
        workers.push(send);
        let patience = door.manners.patience;
        let lane = Lane::new(door.clock.clone(), patience);
        let worker = Worker {
            stand: door.stand.clone(),
            router: door.router.clone(),
            acceptor: acceptor.clone(),
            lane,
            proxies: door.proxies.clone(),
            patience,
        };
        let closed = closed.clone();
        threads.push(thread(&format!("stand-{n}"), move || worker.work(receive, closed))?);
    }
    threads.push(thread("stand-door", move || accept(listener, workers, places, closed))?);
    Ok(Open { address, closing, threads })
}

/// A thread with a runtime of its own.
fn thread<F: Future<Output = ()>>(name: &str, work: impl FnOnce() -> F + Send + 'static) -> Result<std::thread::JoinHandle<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_park(go_round)
        // Files are read beside this thread, and give way to pages in memory.
        .on_thread_start(|| give_way(ASIDE))
        .build()?;
    let run = move || runtime.block_on(work());
    std::thread::Builder::new().name(name.into()).spawn(run).context("cannot start a thread for readers")
}

thread_local! {
    /// When a request of this thread last went aside, or came back.
    static WORK_ASIDE: Cell<Option<Instant>> = const { Cell::new(None) };
}

fn note_work_aside() {
    WORK_ASIDE.set(Some(Instant::now()));
}

/// A busy core goes round after each batch of requests: readers wait a fraction of a millisecond more, and none a whole slice of the scheduler's. While there is
/// work aside the core would be given to that instead, for a whole slice: then not.
fn go_round() {
    if WORK_ASIDE.get().is_none_or(|last| last.elapsed() > Duration::from_millis(10)) {
        std::thread::yield_now();
    }
}

/// Takes connections and deals them out in turn, so that no core has all the readers.
async fn accept(
    listener: TcpListener,
    workers: Vec<mpsc::UnboundedSender<(TcpStream, OwnedSemaphorePermit)>>,
    places: Arc<Semaphore>,
    mut closed: watch::Receiver<bool>,
) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(trouble) => return tracing::error!("the readers' door does not open: {trouble}"),
    };
    let mut turn = 0;
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            _ = closed.changed() => return,
        };
        let stream = match taken.and_then(|(stream, _)| stream.into_std()) {
            Ok(stream) => stream,
            Err(trouble) => {
                // Out of file descriptors, most likely: some connection will end.
                tracing::warn!("a connection could not be taken: {trouble}");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        turn = (turn + 1) % workers.len();
        if workers[turn].send((stream, place)).is_err() {
            return;
        }
    }
}

/// One core's share of the readers.
struct Worker {
    stand: Arc<Stand>,
    router: Router,
    acceptor: Option<TlsAcceptor>,
    lane: Lane,
    proxies: Arc<[IpAddr]>,
    patience: Duration,
}

/// How long requests under way may take when the door closes.
const GRACE: Duration = Duration::from_secs(5);

impl Worker {
    async fn work(self, mut arrivals: mpsc::UnboundedReceiver<(TcpStream, OwnedSemaphorePermit)>, mut closed: watch::Receiver<bool>) {
        let worker = Rc::new(self);
        // Every request looks whether the door closes, so each core has its own word of it.
        let (closing, closed_here) = watch::channel(false);
        let local = tokio::task::LocalSet::new();
        let readers = Arc::new(tokio::sync::RwLock::new(()));
        let by_the_clock = worker.clone();
        local.spawn_local(async move { by_the_clock.lane.keep_the_date().await });
        local
            .run_until(async {
                loop {
                    let (stream, place) = tokio::select! {
                        arrived = arrivals.recv() => match arrived {
                            Some(arrived) => arrived,
                            None => break,
                        },
                        _ = closed.changed() => break,
                    };
                    let (worker, closed, here) = (worker.clone(), closed_here.clone(), readers.clone().read_owned().await);
                    tokio::task::spawn_local(async move {
                        worker.attend(stream, closed).await;
                        drop((place, here));
                    });
                }
                let _ = closing.send(true);
                let _ = tokio::time::timeout(GRACE, readers.write()).await;
            })
            .await;
    }

    /// One connection from its beginning to its end. What goes wrong on it is the reader's line, and is not logged.
    async fn attend(self: &Rc<Self>, stream: TcpStream, closed: watch::Receiver<bool>) {
        let Ok(visitor) = stream.peer_addr().map(|address| Visitor(address.ip())) else { return };
        let Ok(stream) = tokio::net::TcpStream::from_std(stream) else { return };
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.patience));
        let stream = Box::pin(stream);
        match &self.acceptor {
            None => self.speak_http1(stream, visitor, closed).await,
            Some(acceptor) => {
                // In a box of its own: what a handshake needs is not kept while a connection rests.
                let Ok(Ok(stream)) = Box::pin(tokio::time::timeout(self.patience, acceptor.accept(stream))).await else { return };
                if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                    Box::pin(self.speak_http2(stream, visitor, closed)).await
                } else {
                    self.speak_http1(stream, visitor, closed).await
                }
            }
        }
    }

    /// The short way as far as it goes, and hyper from the first request that asks for more.
    async fn speak_http1(&self, stream: impl AsyncRead + AsyncWrite + Unpin, visitor: Visitor, mut closed: watch::Receiver<bool>) {
        let rest = Rest::default();
        let ended = {
            let mut lane = std::pin::pin!(self.lane.serve(&self.stand, stream, &rest));
            tokio::select! {
                ended = lane.as_mut() => ended,
                _ = closed.changed() => {
                    if rest.is_waiting() {
                        return;
                    }
                    rest.end_soon();
                    closed.mark_changed();
                    lane.await
                }
            }
        };
        if let End::More(stream) = ended {
            Box::pin(self.speak_at_length(stream, visitor, closed)).await;
        }
    }

    async fn speak_at_length(&self, stream: impl AsyncRead + AsyncWrite + Unpin, visitor: Visitor, mut closed: watch::Receiver<bool>) {
        let service = service_fn(|request| self.answer(request, visitor));
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.patience)
            .max_buf_size(HEADERS)
            .max_headers(HEADER_LINES)
            .pipeline_flush(true);
        let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
        tokio::select! {
            _ = connection.as_mut() => {}
            _ = closed.changed() => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }

    async fn speak_http2(
        self: &Rc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        visitor: Visitor,
        mut closed: watch::Receiver<bool>,
    ) {
        let worker = self.clone();
        let service = service_fn(move |request| {
            let worker = worker.clone();
            async move { worker.answer(request, visitor).await }
        });
        let mut http = hyper::server::conn::http2::Builder::new(Here);
        http.timer(TokioTimer::new())
            .keep_alive_interval(self.patience)
            .keep_alive_timeout(self.patience)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(HEADER_LIST);
        let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
        tokio::select! {
            _ = connection.as_mut() => {}
            _ = closed.changed() => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }

    async fn answer(&self, request: Request<Incoming>, visitor: Visitor) -> Result<Response<Body>, Infallible> {
        let visitor = visitor.behind(&self.proxies, request.headers());
        Ok(answer(&self.stand, &self.router, request, visitor).await)
    }
}

/// Runs what HTTP/2 does beside a connection on the same thread.
#[derive(Clone, Copy)]
struct Here;

impl<F: Future<Output = ()> + 'static> hyper::rt::Executor<F> for Here {
    fn execute(&self, task: F) {
        tokio::task::spawn_local(task);
    }
}

async fn answer(stand: &Stand, router: &Router, mut request: Request<Incoming>, visitor: Visitor) -> Response<Body> {
    let path = match decoded(request.uri().path()) {
        Some(path) => path,
        None => return ours(answer::plain(stand, StatusCode::BAD_REQUEST, "This address cannot be read.\n")),
    };
    let path = path.strip_prefix('/').unwrap_or(&path);
    let is_question = request.uri().query().is_some_and(|query| !query.is_empty()) && stand.is_form(path);
    let found = if is_question { Found::Nothing } else { answer::look(stand, &request, path) };
    let answered = match found {
        Found::Answer(answer) => return ours(answer),
        Found::Page(entry) if large::is_large(&entry) => match large::send(stand, &request, &entry).await {
            Ok(answer) => return answer.map(Either::Right),
            Err(trouble) => Err(trouble),
        },
        Found::Page(entry) => answer::fetch(stand, &request, &entry).await,
        Found::Object(hash) => answer::object(stand, hash).await,
        Found::Nothing => {
            let head = Request::builder().method(request.method().clone()).body(());
            let headers = request.headers().clone();
            let owned = path.to_owned();
            request.extensions_mut().insert(visitor);
            note_work_aside();
            let asked = aside::run(router.clone().oneshot(request.map(axum::body::Body::new))).await;
            note_work_aside();
            match asked {
                Ok(Ok(answer)) if answer.status() != StatusCode::NOT_FOUND => return answer.map(Either::Right),
                Err(trouble) => Err(trouble),
                Ok(_) => {
                    let mut head = head.unwrap_or_default();
                    *head.headers_mut() = headers;
                    answer::nothing(stand, &head, &owned).await
                }
            }
        }
    };
    ours(answered.unwrap_or_else(|trouble| {
        tracing::error!("a page could not be served: {trouble:#}");
        answer::plain(stand, StatusCode::INTERNAL_SERVER_ERROR, "Something is broken here. It has been noted; please try again later.\n")
    }))
}

fn ours(answer: Answer) -> Response<Body> {
    answer.map(Either::Left)
}

/// A path without its percent-encoding; `None` when it is no UTF-8 or holds a NUL.
fn decoded(path: &str) -> Option<std::borrow::Cow<'_, str>> {
    if !path.contains('%') {
        return Some(path.into());
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |n: usize| tail.get(n).and_then(|b| char::from(*b).to_digit(16));
        match (first, hex(0).zip(hex(1))) {
            (b'%', Some((high, low))) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|path| !path.contains('\0')).map(Into::into)
}

/// Reads the certificate and its key.
///
/// # Errors
/// Which of them cannot be read, or that they do not fit.
pub fn tls_acceptor(tls: &Tls) -> Result<TlsAcceptor> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let chain = CertificateDer::pem_file_iter(&tls.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("cannot read the certificate {}", tls.certificate.display()))?;
    anyhow::ensure!(
        !chain.is_empty(),
        "there is no certificate in {}: it takes a PEM file, which has a line “-----BEGIN CERTIFICATE-----”",
        tls.certificate.display()
    );
    let key = PrivateKeyDer::from_pem_file(&tls.key).with_context(|| format!("cannot read the private key {}", tls.key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .with_context(|| format!("the certificate {} and the private key {} do not fit", tls.certificate.display(), tls.key.display()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn an_address_is_decoded_once_and_nonsense_is_left_or_refused() {
        assert_eq!(decoded("/a%20b").as_deref(), Some("/a b"));
        assert_eq!(decoded("/%D1%8F").as_deref(), Some("/я"));
        assert_eq!(decoded("/100%").as_deref(), Some("/100%"));
        assert_eq!(decoded("/%252e").as_deref(), Some("/%2e"));
        assert_eq!(decoded("/%ff"), None);
        assert_eq!(decoded("/%00"), None);
    }
}

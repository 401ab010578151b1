//! A server that says what a test wants it to say.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use letter::smtp::{Relay, Security};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// How the server answers one command, or the end of a letter (`.`).
#[derive(Clone, Debug)]
pub enum Act {
    Say(String),
    /// Says it and hangs up.
    Last(String),
    /// Hangs up without a word.
    Drop,
    /// Says nothing and keeps the connection.
    Silence,
    Late(Duration, String),
    /// Says 354, takes so many bytes, says this, and hangs up.
    Interrupt(usize, String),
    /// The same bytes again and again, until the other side has had enough.
    Endless(String),
}

pub fn say(text: &str) -> Act {
    Act::Say(format!("{text}\r\n"))
}

type Script = dyn Fn(&str) -> Option<Act> + Send + Sync;

/// What the server has seen.
#[derive(Default)]
pub struct Seen {
    pub commands: Vec<String>,
    /// Letters as they were before dots were stuffed, with their last CRLF.
    pub letters: Vec<Vec<u8>>,
    pub connections: usize,
}

pub struct Server {
    pub port: u16,
    pub seen: Arc<Mutex<Seen>>,
    pub folder: TempDir,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

pub const OFFERS: &str = "250-fake.example\r\n250-PIPELINING\r\n250-SIZE 100000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";

impl Server {
    /// A server without faults, but where `script` knows an answer to a command line (`""` is the connection, `.` the end of a letter).
    pub async fn start(script: impl Fn(&str) -> Option<Act> + Send + Sync + 'static) -> Self {
        Self::start_with(false, "127.0.0.1", script).await
    }

    /// With TLS from the first byte if `implicit`, or after STARTTLS, and a certificate for `name` by an authority of its own.
    pub async fn start_with(implicit: bool, name: &str, script: impl Fn(&str) -> Option<Act> + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let acceptor = acceptor(name, &folder);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (script, shared): (Arc<Script>, _) = (Arc::new(script), seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                let (script, seen, acceptor) = (script.clone(), shared.clone(), acceptor.clone());
                tokio::spawn(async move {
                    if implicit {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            talk(stream, &*script, &seen, true).await;
                        }
                    } else if let Some(stream) = talk(stream, &*script, &seen, true).await
                        && let Ok(stream) = acceptor.accept(stream).await
                    {
                        talk(stream, &*script, &seen, false).await;
                    }
                });
            }
        });
        Self { port, seen, folder }
    }

    /// This server as a relay, with its own authority.
    pub fn relay(&self, security: Security) -> Relay {
        let authorities = Some(self.folder.path().join("authority.pem"));
        Relay { host: "127.0.0.1".into(), port: self.port, security, login: None, hello: "mail.example".into(), authorities }
    }

    pub fn letters(&self) -> Vec<Vec<u8>> {
        self.seen.lock().unwrap().letters.clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }
}

fn acceptor(name: &str, folder: &TempDir) -> TlsAcceptor {
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
    std::fs::write(folder.path().join("authority.pem"), ca.pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &ca).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// One dialogue. Gives the stream back after STARTTLS was answered with 220.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, script: &Script, seen: &Mutex<Seen>, greets: bool) -> Option<S> {
    if greets {
        let act = script("").unwrap_or_else(|| say("220 fake.example"));
        perform(&mut stream, act).await?;
    }
    let mut buffer = Vec::new();
    loop {
        let line = line(&mut stream, &mut buffer).await?;
        seen.lock().unwrap().commands.push(line.clone());
        let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let act = script(&line).unwrap_or_else(|| match verb.as_str() {
            "EHLO" => Act::Say(OFFERS.into()),
            "DATA" => say("354 go on"),
            "STARTTLS" => say("220 2.0.0 ready"),
            "AUTH" => say("235 2.7.0 welcome"),
            "QUIT" => Act::Last("221 2.0.0 bye\r\n".into()),
            _ => say("250 2.0.0 yes"),
        });
        let wants_letter = verb == "DATA" && matches!(&act, Act::Say(text) | Act::Late(_, text) if text.starts_with("354"));
        let secure = matches!(&act, Act::Say(text) if verb == "STARTTLS" && text.starts_with("220"));
        perform(&mut stream, act).await?;
        if secure {
            return Some(stream);
        }
        if wants_letter {
            let letter = letter(&mut stream, &mut buffer).await?;
            seen.lock().unwrap().letters.push(letter);
            perform(&mut stream, script(".").unwrap_or_else(|| say("250 2.0.0 taken"))).await?;
        }
    }
}

/// `None` when the dialogue is over.
async fn perform<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, act: Act) -> Option<()> {
    match act {
        Act::Say(text) => stream.write_all(text.as_bytes()).await.ok(),
        Act::Late(wait, text) => {
            tokio::time::sleep(wait).await;
            stream.write_all(text.as_bytes()).await.ok()
        }
        Act::Last(text) => {
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
            None
        }
        Act::Drop => None,
        Act::Silence => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            None
        }
        Act::Interrupt(bytes, text) => {
            stream.write_all(b"354 go on\r\n").await.ok()?;
            stream.read_exact(&mut vec![0; bytes]).await.ok()?;
            let _ = stream.write_all(text.as_bytes()).await;
            None
        }
        Act::Endless(text) => {
            while stream.write_all(text.as_bytes()).await.is_ok() {}
            None
        }
    }
}

async fn line<S: AsyncRead + Unpin>(stream: &mut S, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(2).position(|pair| pair == b"\r\n") {
            let line = String::from_utf8_lossy(&buffer[..end]).into_owned();
            buffer.drain(..end + 2);
            return Some(line);
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

/// The letter up to the final dot, by the words of RFC 5321 4.5.2.
async fn letter<S: AsyncRead + Unpin>(stream: &mut S, buffer: &mut Vec<u8>) -> Option<Vec<u8>> {
    loop {
        if buffer.starts_with(b".\r\n") {
            buffer.drain(..3);
            return Some(Vec::new());
        }
        if let Some(end) = buffer.windows(5).position(|bytes| bytes == b"\r\n.\r\n") {
            let stuffed: Vec<u8> = buffer.drain(..end + 5).take(end + 2).collect();
            let mut letter = Vec::new();
            for line in stuffed.split_inclusive(|byte| *byte == b'\n') {
                letter.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
            }
            return Some(letter);
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

/// Whether anybody can connect at all is not the question of a test, so a refused connection is made from a port that was just closed.
pub async fn nobody() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    port
}

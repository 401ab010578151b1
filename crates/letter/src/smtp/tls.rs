//! Which certificates are believed: those of Mozilla's list, or those of the relay's own file, and always for the relay's own name.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::wire::Duplex;
use super::{Relay, Trouble};

/// The settings of TLS for one relay. Its connections share one, so that they may resume each other's sessions.
#[derive(Clone)]
pub struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Reads the relay's file of authorities, if it has one. TLS 1.2 and 1.3; no way to turn verification off.
    pub fn of(relay: &Relay) -> Result<Self, Trouble> {
        let mut roots = RootCertStore::empty();
        match &relay.authorities {
            None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Some(file) => {
                for certificate in CertificateDer::pem_file_iter(file).map_err(|_| Trouble::Authorities)? {
                    roots.add(certificate.map_err(|_| Trouble::Authorities)?).map_err(|_| Trouble::Authorities)?;
                }
                if roots.is_empty() {
                    return Err(Trouble::Authorities);
                }
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|_| Trouble::Handshake)?;
        Ok(Self(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
    }

    /// The handshake over `stream`. The name must be in the certificate.
    pub(super) async fn over(&self, stream: Box<dyn Duplex>, host: &str) -> Result<Box<dyn Duplex>, Trouble> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Trouble::Certificate)?;
        match TlsConnector::from(self.0.clone()).connect(name, stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                Some(rustls::Error::InvalidCertificate(_)) => Trouble::Certificate,
                _ => Trouble::Handshake,
            }),
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls(…)")
    }
}

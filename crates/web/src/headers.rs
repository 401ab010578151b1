//! The strict header set for pages that only staff see.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

/// What a page may load and do. Everything else is forbidden, inline scripts always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// A page of the desk: own files only; scripts may not write HTML (Trusted Types).
    Page,
    /// A page in the paper's look inside one of ours: its styles stand in the page, and it has no script at all.
    Framed,
    /// A file: a picture, a style sheet.
    File,
}

impl Policy {
    fn content(self) -> &'static str {
        match self {
            Self::Page => {
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; \
                 form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
            }
            Self::Framed => {
                "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
            }
            Self::File => "default-src 'none'; frame-ancestors 'none'",
        }
    }
}

/// Puts the set on an answer. What a handler has set itself stays, of `Cache-Control` only.
pub fn put(headers: &mut HeaderMap, policy: Policy, https: bool) {
    let framing = if policy == Policy::Framed { "SAMEORIGIN" } else { "DENY" };
    let fixed = [
        (CONTENT_SECURITY_POLICY, policy.content()),
        // With `no-referrer` a browser says `Origin: null` of its own forms, and they could not be told from a stranger's.
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, framing),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
        ),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

//! Passkeys (W3C Web Authentication): registering one, signing in with one.
//!
//! Each is a ceremony of two steps, kept in memory between them for 5 minutes and good once. The bearer must be verified by the passkey itself (PIN, finger,
//! face), and passkeys are discoverable, so nobody types a name and the server tells nobody who exists.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Tx;
use url::Url;
use web::Secret;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Uuid, Webauthn,
    WebauthnBuilder,
};

use super::model::{Name, PasskeyId, Refusal, Role, Signed, StaffId};
use super::session::begin;
use super::{Code, Vault, audit, store as rows};

/// How long a ceremony waits for its second step.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// Ceremonies that wait at a time; the oldest makes room.
const MOST: usize = 500;

/// Names a ceremony to its second step.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ceremony(String);

/// The first step's answer: what the browser hands to `navigator.credentials`.
#[derive(Clone, Debug, Serialize)]
pub struct Challenge {
    pub ceremony: Ceremony,
    pub options: Value,
}

/// The makers of challenges, and the ceremonies under way.
pub(super) struct Keys {
    /// `None` where the desk has no host name.
    webauthn: Option<Webauthn>,
    waiting: Mutex<HashMap<Ceremony, (Timestamp, Step)>>,
}

enum Step {
    Join { code: [u8; 32], staff: StaffId, name: Name, role: Role, state: PasskeyRegistration },
    Add { staff: StaffId, state: PasskeyRegistration },
    SignIn { state: DiscoverableAuthentication },
}

impl Keys {
    pub(super) fn of(desk: &Url) -> Self {
        let host = desk.domain().unwrap_or_default();
        let builder = WebauthnBuilder::new(host, desk).ok().filter(|_| !host.is_empty());
        let webauthn = builder.and_then(|builder| builder.rp_name("Indelible").allow_any_port(host == "localhost").build().ok());
        Self { webauthn, waiting: Mutex::default() }
    }

    fn webauthn(&self) -> Result<&Webauthn, Refusal> {
        self.webauthn.as_ref().ok_or(Refusal::NoHostName)
    }

    fn keep(&self, now: Timestamp, step: Step) -> Ceremony {
        let ceremony = Ceremony(Secret::random().reveal());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, (since, _)| now.duration_since(*since) < PATIENCE);
        if waiting.len() >= MOST
            && let Some(oldest) = waiting.iter().min_by_key(|(_, (since, _))| *since).map(|(ceremony, _)| ceremony.clone())
        {
            waiting.remove(&oldest);
        }
        waiting.insert(ceremony.clone(), (now, step));
        ceremony
    }

    fn take(&self, now: Timestamp, ceremony: &Ceremony) -> Result<Step, Refusal> {
        let kept = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(ceremony);
        kept.filter(|(since, _)| now.duration_since(*since) < PATIENCE).map(|(_, step)| step).ok_or(Refusal::Late)
    }

    /// A passkey that the browser can find by itself, bound to this person.
    fn start(&self, staff: StaffId, name: &Name, known: &[Passkey]) -> Result<Result<(Value, PasskeyRegistration), Refusal>> {
        let webauthn = match self.webauthn() {
            Ok(webauthn) => webauthn,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let known = known.iter().map(|key| key.cred_id().clone()).collect();
        let (challenge, state) = webauthn.start_passkey_registration(handle(staff), name.as_str(), name.as_str(), Some(known))?;
        let mut options = serde_json::to_value(challenge)?;
        let selection = options.pointer_mut("/publicKey/authenticatorSelection").context("a challenge without authenticatorSelection")?;
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
        Ok(Ok((options, state)))
    }
}

/// What a passkey knows its bearer by.
pub(super) fn handle(staff: StaffId) -> Uuid {
    Uuid::from_u64_pair(staff.0 as u64, 0)
}

impl Vault {
    /// First step with an invitation's code.
    ///
    /// # Errors
    /// When something is broken; what is refused is inside.
    pub async fn start_joining(&self, code: &Code) -> Result<Result<Challenge, Refusal>> {
        let (code, now) = (code.hash(), self.0.clock.now());
        let found = self
            .0
            .db
            .read(move |tx| {
                let Some((name, role)) = rows::find_invitation(tx, &code, now)? else { return Ok(None) };
                let known = rows::staff_by_name(tx, &name)?.map(|known| known.id);
                let keys = known.map_or(Ok(Vec::new()), |id| rows::keys_of(tx, id))?;
                Ok(Some((name, role, known, keys)))
            })
            .await?;
        let Some((name, role, known, keys)) = found else { return Ok(Err(Refusal::Code)) };
        let staff = known.unwrap_or_else(StaffId::random);
        let (options, state) = match self.0.keys.start(staff, &name, &keys)? {
            Ok(started) => started,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let ceremony = self.0.keys.keep(now, Step::Join { code, staff, name, role, state });
        Ok(Ok(Challenge { ceremony, options }))
    }

    /// Second step: the code is spent, the passkey kept, every other session of this person ended, and a new one begun.
    ///
    /// # Errors
    /// When something is broken; what is refused is inside.
    pub async fn finish_joining(&self, ceremony: &Ceremony, answer: &RegisterPublicKeyCredential) -> Result<Result<Secret, Refusal>> {
        let now = self.0.clock.now();
        let (webauthn, step) = match (self.0.keys.webauthn(), self.0.keys.take(now, ceremony)) {
            (Ok(webauthn), Ok(step)) => (webauthn, step),
            (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
        };
        let Step::Join { code, staff, name, role, state } = step else { return Ok(Err(Refusal::Late)) };
        let Ok(key) = webauthn.finish_passkey_registration(answer, &state) else { return Ok(Err(Refusal::Passkey)) };
        let secret = Secret::random();
        let hash = secret.hash();
        let done = self
            .0
            .db
            .write(move |tx| {
                if !rows::use_invitation(tx, &code, now)? {
                    return Ok(Err(Refusal::Code));
                }
                match rows::staff_by_name(tx, &name)? {
                    Some(known) if known.revoked => rows::return_staff(tx, known.id, role)?,
                    Some(_) => {}
                    None => rows::put_staff(tx, staff, &name, role, now)?,
                }
                add(tx, staff, &name, &key, now)?;
                rows::end_other_sessions(tx, staff, None)?;
                begin(tx, &hash, staff, &name, false, now).map(Ok)
            })
            .await?;
        Ok(done.map(|_| secret))
    }

    /// First step of adding a passkey to those one has.
    ///
    /// # Errors
    /// When something is broken; what is refused is inside.
    pub async fn start_adding(&self, who: &Signed) -> Result<Result<Challenge, Refusal>> {
        let (staff, now) = (who.id, self.0.clock.now());
        let keys = self.0.db.read(move |tx| rows::keys_of(tx, staff)).await?;
        Ok(self.0.keys.start(staff, &who.name, &keys)?.map(|(options, state)| {
            let ceremony = self.0.keys.keep(now, Step::Add { staff, state });
            Challenge { ceremony, options }
        }))
    }

    /// Second step; every other session of this person ends.
    ///
    /// # Errors
    /// When something is broken; what is refused is inside.
    pub async fn finish_adding(
        &self,
        who: &Signed,
        ceremony: &Ceremony,
        answer: &RegisterPublicKeyCredential,
    ) -> Result<Result<(), Refusal>> {
        let now = self.0.clock.now();
        let (webauthn, step) = match (self.0.keys.webauthn(), self.0.keys.take(now, ceremony)) {
            (Ok(webauthn), Ok(step)) => (webauthn, step),
            (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
        };
        let Step::Add { staff, state } = step else { return Ok(Err(Refusal::Late)) };
        if staff != who.id {
            return Ok(Err(Refusal::Late));
        }
        let Ok(key) = webauthn.finish_passkey_registration(answer, &state) else { return Ok(Err(Refusal::Passkey)) };
        let (name, session) = (who.name.clone(), who.session);
        self.0
            .db
            .write(move |tx| {
                add(tx, staff, &name, &key, now)?;
                rows::end_other_sessions(tx, staff, Some(session))
            })
            .await
            .map(Ok)
    }

    /// First step of signing in. Nobody is named.
    ///
    /// # Errors
    /// When something is broken; what is refused is inside.
    pub fn start_signing_in(&self) -> Result<Result<Challenge, Refusal>> {
        let webauthn = match self.0.keys.webauthn() {
            Ok(webauthn) => webauthn,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (mut challenge, state) = webauthn.start_discoverable_authentication()?;
        // The browser asks at once, rather than when a name is typed into a field.
        challenge.mediation = None;
        let ceremony = self.0.keys.keep(self.0.clock.now(), Step::SignIn { state });
        Ok(Ok(Challenge { ceremony, options: serde_json::to_value(challenge)? }))
    }

    /// Second step: a new session.
    ///
    /// # Errors
    /// When something is broken; what is refused is inside.
    pub async fn finish_signing_in(&self, ceremony: &Ceremony, answer: &PublicKeyCredential) -> Result<Result<Secret, Refusal>> {
        let now = self.0.clock.now();
        let (webauthn, step) = match (self.0.keys.webauthn(), self.0.keys.take(now, ceremony)) {
            (Ok(webauthn), Ok(step)) => (webauthn, step),
            (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
        };
        let Step::SignIn { state } = step else { return Ok(Err(Refusal::Late)) };
        let Ok((bearer, credential)) = webauthn.identify_discoverable_authentication(answer) else { return Ok(Err(Refusal::Passkey)) };
        let credential = credential.to_vec();
        let Some((id, staff, mut key)) = self.0.db.read(move |tx| rows::find_passkey(tx, &credential)).await? else {
            return Ok(Err(Refusal::Passkey));
        };
        let outcome = webauthn.finish_discoverable_authentication_v2(answer, state, &key);
        let Some(outcome) = outcome.ok().filter(|outcome| outcome.user_verified() && handle(staff) == bearer) else {
            return Ok(Err(Refusal::Passkey));
        };
        key.update_credential(&outcome);
        let secret = Secret::random();
        let hash = secret.hash();
        let done = self
            .0
            .db
            .write(move |tx| {
                let members = rows::all_staff(tx)?;
                let Some(member) = members.into_iter().find(|member| member.id == staff && member.revoked_at.is_none()) else {
                    return Ok(Err(Refusal::Passkey));
                };
                rows::use_passkey(tx, id, &key, now)?;
                begin(tx, &hash, staff, &member.name, false, now).map(Ok)
            })
            .await?;
        Ok(done.map(|_| secret))
    }

    /// When each of one's own passkeys was added and last used.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn passkeys(&self, staff: StaffId) -> Result<Vec<(PasskeyId, Timestamp, Option<Timestamp>)>> {
        self.0.db.read(move |tx| rows::passkeys_of(tx, staff)).await
    }

    /// Removes one of one's own passkeys, but never the last; every other session ends.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn remove_passkey(&self, who: &Signed, id: PasskeyId) -> Result<Result<(), Refusal>> {
        let (staff, name, session, now) = (who.id, who.name.clone(), who.session, self.0.clock.now());
        self.0
            .db
            .write(move |tx| {
                if rows::count_passkeys(tx, staff)? < 2 {
                    return Ok(Err(Refusal::LastPasskey));
                }
                if !rows::drop_passkey(tx, id, staff)? {
                    return Ok(Err(Refusal::NotYours));
                }
                audit::note(tx, now, name.as_str(), "passkey-removed", "")?;
                rows::end_other_sessions(tx, staff, Some(session)).map(Ok)
            })
            .await
    }
}

fn add(tx: &mut Tx<'_>, staff: StaffId, name: &Name, key: &Passkey, now: Timestamp) -> Result<()> {
    audit::note(tx, now, name.as_str(), "passkey-added", "")?;
    rows::put_passkey(tx, staff, key, now)
}

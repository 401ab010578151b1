//! What couriers change.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use letter::bounce::Class;
use seal::VaultPublic;
use seal::sealing::ROW;

use super::admission::Refusal;
use super::messages::{Books, Brought, Noted, PAGE, Page, Paired, Pairing, Results};
use super::pairing::{Keys, Side};
use super::{Courier, CourierId, Couriers, LONGEST_NAME};
use crate::post::Post;
use crate::post::model::{IssueId, Week};
use crate::post::returns::{self, Came};
use crate::post::store::readers::{self, Arrival};
use crate::post::store::{arming, couriers, issues};

/// Vault keys that a courier may have.
const RING: usize = 32;

impl Post {
    /// Pairs a courier whose proof is right, and takes its vault key where there is none yet.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn pair(&self, house: &Couriers, asked: Pairing, now: Timestamp) -> Result<Result<Paired, Refusal>> {
        let (server, site) = (house.public().to_string(), house.site());
        let Pairing { code, name, courier, vault, replaces, proof } = asked;
        if !is_name(&name) || vault.len() > RING {
            return Ok(Err(Refusal::Unfit(
                "a courier's name has 1 to 40 letters, digits, spaces, dots or hyphens; its ring has 32 keys at most",
            )));
        }
        let keys = Keys { server: &server, courier: &courier, vault: &vault, name: &name, replaces };
        // Before anything else is looked at: whoever does not know the code learns nothing.
        let Some(code) = house.offers().take(&code, &keys, &proof, now) else { return Ok(Err(Refusal::Code)) };
        let Ok(public) = courier.parse() else { return Ok(Err(Refusal::Unfit("the courier's key is none"))) };
        let Some(newest) = ring(&vault).and_then(|ring| ring.into_iter().next()) else {
            return Ok(Err(Refusal::Unfit("there is no vault key in the courier's ring; make one with “indelible keys create”")));
        };
        let sealed_to = self.key();
        if let Some(old) = &sealed_to
            && !replaces
            && !vault.contains(&old.to_string())
        {
            return Ok(Err(Refusal::OtherKey(old.fingerprint())));
        }
        let paired = Courier { id: CourierId::random(), name: name.clone(), public, paired_at: now, revoked_at: None };
        let put = self.db().write(move |tx| {
            if couriers::is_taken(tx, &paired.name)? {
                return Ok(Err(Refusal::Name(paired.name)));
            }
            if couriers::by_key(tx, &paired.public)?.is_some() {
                return Ok(Err(Refusal::Unfit("this courier's key was paired before; have it make a new one")));
            }
            couriers::put(tx, &paired).map(Ok)
        });
        if let Err(refusal) = put.await? {
            return Ok(Err(refusal));
        }
        if sealed_to.is_none() || replaces {
            self.put_key(newest, now).await?;
        }
        let fingerprint = self.key().map(|key| key.fingerprint()).unwrap_or_default();
        Ok(Ok(Paired {
            proof: code.proof(Side::Server, &keys),
            newspaper: site.newspaper.clone(),
            site: site.url.clone(),
            fingerprint,
            is_till: site.is_till,
        }))
    }

    /// All couriers, revoked ones too.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn couriers(&self) -> Result<Vec<Courier>> {
        self.db().read(couriers::all).await
    }

    /// Believes a courier no more; whether there was one.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn revoke_courier(&self, name: String, now: Timestamp) -> Result<bool> {
        self.db().write(move |tx| couriers::revoke(tx, &name, now)).await
    }

    /// Seals to the newest key of a courier's ring from here on, if the present one is in it.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn rotate_key(&self, vault: Vec<String>, now: Timestamp) -> Result<Result<String, Refusal>> {
        let Some(ring) = ring(&vault) else { return Ok(Err(Refusal::Unfit("one of the vault keys is none"))) };
        let Some(newest) = ring.first().cloned() else { return Ok(Err(Refusal::Unfit("there is no vault key in the request"))) };
        if let Some(old) = self.key()
            && !ring.contains(&old)
        {
            return Ok(Err(Refusal::OtherKey(old.fingerprint())));
        }
        let fingerprint = newest.fingerprint();
        self.put_key(newest, now).await?;
        Ok(Ok(fingerprint))
    }

    /// A page of the chain behind a counter, and where the chain stands at that moment.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn page_after(&self, after: i64) -> Result<Page> {
        self.db().read(move |tx| Ok(Page { chain: readers::chain(tx)?, entries: readers::entries_after(tx, after, PAGE)? })).await
    }

    /// Notes what a courier has done.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn note_results(&self, results: Results, now: Timestamp) -> Result<Result<Noted, Refusal>> {
        let Some(refused) =
            results.refused.iter().map(|(row, issue, class)| Some((*row, *issue, known(class)?))).collect::<Option<Vec<_>>>()
        else {
            return Ok(Err(Refusal::Unfit("a letter was refused with a class that this server does not know")));
        };
        let Results { erase, settle, sent, .. } = results;
        let note = self.db().write(move |tx| {
            let mut noted = Noted { settled: settle.len(), ..Noted::default() };
            for id in erase {
                noted.erased += usize::from(readers::erase(tx, id)?);
            }
            for (row, issue, class) in refused {
                noted.suppressed += usize::from(returns::refused(tx, row, issue, class, Week::of(now))? == Came::Stopped);
            }
            for id in settle {
                readers::drop_order(tx, id)?;
            }
            for (issue, books) in sent {
                // What was not readied cannot have been sent.
                if issues::find(tx, issue)?.is_some_and(|issue| issue.readied_at.is_some()) {
                    issues::sent(tx, issue, now)?;
                    couriers::put_books(tx, issue, &books, now)?;
                    noted.sent += 1;
                }
            }
            Ok(noted)
        });
        let noted = note.await?;
        if noted.erased > 0 {
            self.sweep().await;
        }
        Ok(Ok(noted))
    }

    /// How an issue came out, when a courier has said so.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn books(&self, issue: IssueId) -> Result<Option<Books>> {
        self.db().read(move |tx| couriers::books(tx, issue)).await
    }

    /// Name of the machine that sends an issue by itself.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn sender_of(&self, issue: IssueId) -> Result<Option<String>> {
        Ok(self.db().read(move |tx| arming::sender(tx, issue)).await?.map(|(_, name)| name))
    }

    /// Takes rows that a courier has sealed, as confirmed. One that is there already is passed over. How many were new.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn bring(&self, rows: Vec<Brought>, now: Timestamp) -> Result<Result<usize, Refusal>> {
        let mut arrivals = Vec::with_capacity(rows.len());
        for row in rows {
            let sealed = STANDARD.decode(&row.sealed).unwrap_or_default();
            if sealed.len() != ROW {
                return Ok(Err(Refusal::Unfit("a sealed row is not of the size that sealed rows have")));
            }
            arrivals.push((row, sealed));
        }
        let bring = self.db().write(move |tx| {
            let (week, mut new) = (Week::of(now), 0);
            for (row, sealed) in &arrivals {
                if readers::find(tx, row.id)?.is_some() {
                    continue;
                }
                // Nobody has a link that confirms it: it is confirmed here.
                let confirmation = random()?;
                let arrival = Arrival { id: row.id, newsletter: row.newsletter, sealed, confirmation, token: row.token.0, week };
                readers::arrive(tx, &arrival)?;
                readers::confirm(tx, row.id, week)?;
                new += 1;
            }
            Ok(new)
        });
        Ok(Ok(bring.await?))
    }

    /// The secret behind Message-IDs and return paths of issues.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn letter_secret(&self) -> Result<[u8; 32]> {
        let fresh = random()?;
        self.db().write(move |tx| couriers::secret(tx, "letters", &fresh)).await
    }
}

fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the operating system gives no randomness")?;
    Ok(bytes)
}

fn ring(vault: &[String]) -> Option<Vec<VaultPublic>> {
    vault.iter().take(RING).map(|key| key.parse().ok()).collect()
}

fn known(class: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|known| known.name() == class)
}

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-');
    !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && name.chars().all(fits)
}

//! What readers have asked for who lost their link, or want to be erased: opened here, answered by a letter if the address is on a list, and settled either way.
//!
//! Both get the same letter. Anybody can type any address, so nobody is erased but by the link in their own mailbox: their page has the button, and leaving erases.

use std::sync::Arc;

use anyhow::{Result, bail};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kernel::{EmailAddress, Locale};
use seal::VaultKey;
use serde::Serialize;

use super::folder::Courier;
use super::settings::Settings;
use super::single::Sender;
use crate::post::courier::messages::{Order, Results};
use crate::post::letters::{Frame, Letters};
use crate::post::model::OrderId;
use crate::sending::carrier::Sent;
use crate::words::Words;

/// What became of work orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answered {
    pub orders: usize,
    /// Letters that were sent: to addresses that are on a list.
    pub letters: usize,
    /// Orders that no key of the ring opens. They stay.
    pub shut: usize,
    /// Orders whose letter the relay did not take. They stay.
    pub unsent: usize,
}

/// A subscription of one address.
#[derive(Serialize)]
struct Subscription {
    title: String,
    link: String,
}

#[derive(Serialize)]
struct Page {
    subscriptions: Vec<Subscription>,
}

/// Who asked, and with which orders.
struct Asking {
    address: EmailAddress,
    orders: Vec<OrderId>,
    locale: Option<Locale>,
    page: Page,
}

impl Courier {
    /// Answers all work orders that wait; `tell` is given how many letters are done, and of how many.
    ///
    /// # Errors
    /// [`super::server::Trouble`], [`super::opening::Shutout`], and the database's.
    pub async fn answer_orders(
        &self,
        ring: Arc<Vec<VaultKey>>,
        settings: &Settings,
        tell: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Answered> {
        let courier = self.clone();
        let (asking, mut answered, from) = tokio::task::spawn_blocking(move || courier.find_orders(&ring)).await??;
        let words = Words::load();
        let letters = Letters::load(&words)?;
        let (mut settle, all) = (Vec::new(), asking.len());
        for (at, one) in asking.into_iter().enumerate() {
            tell(at, all);
            let sent = one.page.subscriptions.is_empty() || self.send_links(&letters, &one, &from, settings).await.is_ok();
            if sent {
                answered.letters += usize::from(!one.page.subscriptions.is_empty());
                settle.extend(one.orders);
            } else {
                answered.unsent += one.orders.len();
            }
        }
        let courier = self.clone();
        tokio::task::spawn_blocking(move || courier.say(Results { settle, ..Results::default() })).await??;
        Ok(answered)
    }

    fn find_orders(&self, ring: &[VaultKey]) -> Result<(Vec<Asking>, Answered, String)> {
        let server = self.server()?;
        let (orders, status) = (server.get::<Vec<Order>>("orders")?, self.status()?);
        let mut answered = Answered { orders: orders.len(), ..Answered::default() };
        let mut asking: Vec<Asking> = Vec::new();
        for Order { id, sealed } in orders {
            let Ok(address) = Self::open_order(ring, id, &STANDARD.decode(sealed).unwrap_or_default()) else {
                answered.shut += 1;
                continue;
            };
            // Who asks ten times gets one letter.
            match asking.iter_mut().find(|one| one.address.normalised() == address.normalised()) {
                Some(one) => one.orders.push(id),
                None => asking.push(Asking { address, orders: vec![id], locale: None, page: Page { subscriptions: Vec::new() } }),
            }
        }
        if asking.is_empty() {
            return Ok((asking, answered, status.from));
        }
        let site = self.pinned()?.site;
        for newsletter in self.newsletters()? {
            let list = self.open_list(ring, newsletter.id, |_, _| {})?;
            for one in &mut asking {
                let wanted = one.address.normalised();
                // Who gets no letters because some came back has a row too, and a right to be rid of it.
                let mut listed = list.readers.iter().chain(&list.stopped);
                if let Some(reader) = listed.find(|reader| reader.address.normalised() == wanted) {
                    let link = format!("{site}/letters/manage/{}", URL_SAFE_NO_PAD.encode(&reader.token[..]));
                    one.page.subscriptions.push(Subscription { title: newsletter.title.clone(), link });
                    one.locale = one.locale.take().or_else(|| newsletter.locale.parse().ok());
                }
            }
        }
        Ok((asking, answered, status.from))
    }

    async fn send_links(&self, letters: &Letters, one: &Asking, from: &str, settings: &Settings) -> Result<()> {
        let pinned = self.pinned()?;
        let sender = Sender::new(&pinned.newspaper, from, from)?;
        let locale = one.locale.clone().unwrap_or_else(Locale::english);
        let frame = Frame::new(&locale, pinned.newspaper.clone(), pinned.site.clone());
        let written = letters.write("links", &frame, &one.page)?;
        let bytes = sender.bytes(&written, &one.address, &locale, self.clock().now(), settings)?;
        match sender.hand_over(&one.address, &bytes, settings).await? {
            // Whoever waits for the letter can ask again; two would be worse.
            Some(Sent::Accepted | Sent::Unknown) => Ok(()),
            _ => bail!("no relay took the letter"),
        }
    }
}

//! Billing portal sessions: a page where a payer changes the card or ends a subscription.

use serde_json::{Value, json};

use super::{Books, Object, Outcome, Params, Refusal, methods, sessions};
use crate::cards::Card;

#[derive(Clone, Debug)]
pub struct Portal {
    id: String,
    created: i64,
    pub customer: String,
    pub return_url: Option<String>,
    live: bool,
}

impl Object for Portal {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "billing_portal.session",
            "configuration": "bpc_1PretendBankOfTheTill00",
            "created": self.created,
            "customer": self.customer,
            "flow": null,
            "livemode": self.live,
            "locale": null,
            "on_behalf_of": null,
            "return_url": self.return_url,
            "url": format!("{}/portal/{}", books.url, self.id),
        })
    }
}

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    let customer = params.need("customer")?.to_owned();
    books.customer(&customer, "customer")?;
    let return_url = sessions::web_address(params, "return_url")?;
    let id = books.id("bps_");
    let portal = Portal { id: id.clone(), created: books.now, customer, return_url, live: books.live };
    let json = portal.json(books);
    books.portals.put(&id, portal);
    Ok(json)
}

impl Books {
    /// From now on a customer pays with another card, whatever was chosen before.
    pub fn swap_card(&mut self, customer: &str, card: &'static Card) -> Result<(), Refusal> {
        let (email, name) = self.customer(customer, "customer").map(|c| (c.email.clone(), c.name.clone()))?;
        let method = self.new_method(card, email.as_deref(), name.as_deref());
        methods::attach_to(self, &method, customer);
        if let Some(customer) = self.customers.get_mut(customer) {
            customer.default_method = Some(method.clone());
        }
        let theirs: Vec<String> =
            self.subscriptions.iter().filter(|s| s.customer == customer && s.is_alive()).map(|s| s.id().to_owned()).collect();
        for subscription in theirs {
            self.change_subscription(&subscription, |s| s.method = Some(method.clone()));
        }
        if let Some(json) = self.customers.get(customer).map(|c| c.json(self)) {
            self.tell("customer.updated", json);
        }
        Ok(())
    }
}

//! `indelible courier dkim`

use anyhow::Result;
use kernel::Domain;
use serde_json::json;

use super::Bench;
use crate::courier::dkim;

impl Bench {
    pub(super) fn dkim(&self, domain: Option<&str>, selector: &str) -> Result<()> {
        let domain = match domain {
            Some(typed) => Domain::parse(typed)?,
            None => self.courier.sender_domain()?,
        };
        let (dir, records) = (self.courier.dir(), dkim::make(self.courier.dir(), &domain, selector)?);
        let said: Vec<_> =
            records.iter().map(|record| json!({ "name": record.name, "text": record.text, "line": record.to_string() })).collect();
        crate::cli::show(self.json, &said, |_| {
            let mut said = format!("Letters from {} are signed by two keys in {}. DNS should hold\n\n", domain.as_str(), dir.display());
            records.iter().for_each(|record| said += &format!("{record}\n"));
            said + &format!("\nThen: indelible doctor mail --courier {}", dir.display())
        })
    }
}

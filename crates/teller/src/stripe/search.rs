//! Stripe's search language, as much as a reconciler needs: `metadata['attempt']:'7' AND status:'succeeded'`.

use super::{Metadata, Params, Refusal};

/// Conditions that must all hold.
pub struct Query(Vec<(Field, String)>);

enum Field {
    Metadata(String),
    Own(String),
}

impl Query {
    pub fn read(params: &Params) -> Result<Self, Refusal> {
        let text = params.need("query")?;
        let wrong = || {
            Refusal::invalid("This teller reads only conditions field:'value' and metadata['key']:'value', joined by AND.").param("query")
        };
        let conditions = text.split(" AND ").map(|part| condition(part.trim())).collect::<Option<Vec<_>>>();
        conditions.map(Self).ok_or_else(wrong)
    }

    /// `own` are the fields, besides metadata, that this kind of object is searched by.
    pub fn fits(&self, metadata: &Metadata, own: &[(&str, Option<&str>)]) -> bool {
        self.0.iter().all(|(field, value)| match field {
            Field::Metadata(key) => metadata.get(key).and_then(|v| v.as_str()) == Some(value),
            Field::Own(name) => own.iter().any(|(n, v)| n == name && *v == Some(value.as_str())),
        })
    }
}

fn condition(text: &str) -> Option<(Field, String)> {
    let at = text.find(':')?;
    let (field, value) = match text.strip_prefix("metadata[") {
        // The key may hold a colon.
        Some(rest) => {
            let (key, value) = rest.split_once("]:")?;
            (Field::Metadata(quoted(key)?), value)
        }
        None => (Field::Own(text[..at].to_owned()), &text[at + 1..]),
    };
    Some((field, quoted(value)?))
}

fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(inner.replace("\\'", "'").replace("\\\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_and_all_must_hold() {
        let params = Params::read(b"query=metadata%5B'attempt'%5D%3A'a%3A1'%20AND%20status%3A%22succeeded%22");
        let query = Query::read(&params).expect("a query");
        let mut metadata = Metadata::new();
        metadata.insert("attempt".into(), "a:1".into());
        assert!(query.fits(&metadata, &[("status", Some("succeeded"))]));
        assert!(!query.fits(&metadata, &[("status", Some("canceled"))]));
        assert!(!query.fits(&Metadata::new(), &[("status", Some("succeeded"))]));
    }
}

use proptest::prelude::*;

use super::{read, write};
use crate::arbitrary;

fn json(body: &crate::Body) -> String {
    serde_json::to_string(body).expect("JSON")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back_as_the_same_tree(body in arbitrary::body()) {
        let written = write(&body);
        let (again, losses) = read(&written);
        prop_assert!(again == body && losses.is_empty(), "{written}\nmeant: {}\nread:  {}\n{losses:?}", json(&body), json(&again));
    }
}

//! Lists and `expand`.

use serde_json::{Value, json};

use crate::desk::{NOW, open};

fn ids(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|thing| thing["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_cover_everything_once_in_both_directions() {
    let till = open().await;
    for n in 0..23 {
        till.post("/v1/customers", &format!("name=n{n}"));
    }
    let all = ids(&till.get("/v1/customers?limit=100"));
    assert_eq!(all.len(), 23);
    let (mut forth, mut after) = (Vec::new(), String::new());
    loop {
        let page = till.get(&format!("/v1/customers?limit=5{after}"));
        forth.extend(ids(&page));
        after = format!("&starting_after={}", forth.last().unwrap());
        if page["has_more"] == json!(false) {
            break;
        }
    }
    assert_eq!(forth, all);
    let back = till.get(&format!("/v1/customers?limit=5&ending_before={}", all[7]));
    assert_eq!((ids(&back), &back["has_more"]), (all[2..7].to_vec(), &json!(true)));
    for wrong in ["limit=0", "limit=101", "limit=x", "starting_after=cus_none", "colour=red"] {
        till.refused("GET", &format!("/v1/customers?{wrong}"), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_know_when() {
    let till = open().await;
    till.post("/v1/customers", "name=a");
    till.teller.advance(1);
    till.post("/v1/customers", "name=b");
    let count = |query: &str| ids(&till.get(&format!("/v1/customers?{query}"))).len();
    assert_eq!(
        (count(&format!("created[gt]={NOW}")), count(&format!("created[gte]={NOW}")), count(&format!("created[lte]={NOW}"))),
        (1, 2, 1)
    );
    assert_eq!(count(&format!("created={NOW}")), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_become_objects_where_it_is_asked() {
    let till = open().await;
    till.pay(&till.monthly(500), "4242424242424242");
    let list = till.get("/v1/checkout/sessions?expand[]=data.subscription.latest_invoice.payments&expand[]=data.customer");
    let session = &list["data"][0];
    assert_eq!(
        (&session["subscription"]["latest_invoice"]["payments"]["object"], &session["customer"]["object"]),
        (&json!("list"), &json!("customer"))
    );
    let (status, error) = till.refused("GET", "/v1/customers?expand[]=data.colour", "");
    assert_eq!((status, &error["param"]), (400, &json!("expand")));
    till.refused("GET", "/v1/charges?expand[]=data.a.b.c.d", "");
}

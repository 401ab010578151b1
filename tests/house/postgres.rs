//! A whole house on PostgreSQL. What each room keeps there is tried by the rooms' own tests on both databases.

use store::contract::Own;

use crate::harness::{House, report, report_at};

#[tokio::test(flavor = "multi_thread")]
async fn a_house_on_postgresql_publishes_withdraws_goes_back_and_opens_again() {
    let Some(database) = Own::postgres().expect("a database") else { return };
    let house = House::open_with(&[("storage.postgres", database.url())]).await;
    let first = report("first", "First of All");
    house.publish(first.clone()).await;
    let (old, front) = (house.edition(), house.get("/").await.sent);
    assert!(house.get("/2026/11/22/first/").await.text().contains("First of All"));
    house.publish(report_at("second", "Second Thoughts", 5)).await;
    house.withdraw(first.id).await;
    assert_eq!((house.get("/2026/11/22/first/").await.status, house.edition()), (410, old + 2));
    house.index().await;

    let house = house.reopen().await;
    assert_eq!((house.get("/2026/11/22/first/").await.status, house.edition()), (410, old + 2));
    assert_eq!(house.get("/2026/11/22/second/").await.status, 200);
    house.app.press.roll_back(old).await.expect("rolled back");
    assert_eq!(house.get("/").await.sent, front);
    assert_eq!((house.get("/2026/11/22/first/").await.status, house.get("/2026/11/22/second/").await.status), (200, 404));
    assert!(!house.dir().join("paper.db").exists(), "nothing of it is in SQLite");

    let to = house.dir().join("copy");
    let refused = indelible::backup::copy(house.dir(), &house.app.settings, &to, |_, _| {}).expect_err("a refusal");
    assert!(refused.to_string().contains("pg_dump") && !to.exists(), "{refused}");
    drop(house);
}

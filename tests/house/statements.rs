//! Every statement of every room fits both databases.

#[test]
fn every_statement_of_the_paper_is_understood_by_sqlite_and_postgresql() {
    store::contract::prepare_all(&indelible::paper::SCHEMA).expect("all statements");
}

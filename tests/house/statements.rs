//! Every statement of every room fits both databases.

#[test]
fn every_statement_of_every_room_is_understood_by_sqlite_and_postgresql() {
    for schema in [
        &indelible::paper::SCHEMA,
        &indelible::desk::SCHEMA,
        &indelible::post::SCHEMA,
        &indelible::fund::SCHEMA,
        &indelible::courier::SCHEMA,
        &indelible::vault::SCHEMA,
    ] {
        store::contract::prepare_all(schema).unwrap_or_else(|trouble| panic!("{}: {trouble:#}", schema.name));
    }
}

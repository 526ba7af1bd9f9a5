//! The API, tried through real HTTP on real PostgreSQL. Each test has a server and a database of its own.

// A helper that cannot do its work must fail the test that called it, on the spot.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accounts;
mod commands;
mod contract;
mod crowds;
mod cursors;
mod databases;
mod endpoints;
mod failures;
mod follows;
mod helpers;
mod imports;
mod interruptions;
mod lists;
mod live;
mod outages;
mod passwords;
mod people;
mod refusals;
mod search;
mod sessions;
mod site;
mod storms;
mod streams;
mod visitors;

//! The API, tried through real HTTP on real PostgreSQL. Each test has a server and a database of its own.

// A helper that cannot do its work must fail the test that called it, on the spot.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accounts;
mod blocks;
mod commands;
mod contract;
mod crowds;
mod cursors;
mod databases;
mod deletions;
mod endpoints;
mod exports;
mod failures;
mod filters;
mod follows;
mod helpers;
mod hiding;
mod imports;
mod interruptions;
mod known_followers;
mod list_import_failures;
mod list_imports;
mod lists;
mod live;
mod model;
mod outages;
mod passwords;
mod people;
mod privacy;
mod refusals;
mod removals;
mod repairs;
mod requests;
mod search;
mod sessions;
mod site;
mod storms;
mod streams;
mod suggestions;
mod tallies;
mod verification;
mod visitors;
mod waiting;

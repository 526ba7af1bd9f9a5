//! Names and places for people who are made up.

use common::rules::is_username_byte;
use fake::Fake;
use fake::faker::name::en::{FirstName, LastName};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use std::collections::HashSet;

/// Places people say they are in; most often none.
const PLACES: [&str; 24] = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "Accra",
    "Berlin",
    "Bogotá",
    "Brooklyn, NY",
    "Dublin",
    "İstanbul",
    "Kyiv",
    "Lagos",
    "Lisboa",
    "Nairobi",
    "São Paulo",
    "Seoul",
    "Toronto",
    "Wellington",
    "東京",
    "القاهرة",
];

/// The longest first-and-last name kept, so that a number still fits behind it.
const NAME_MAX: usize = 19;

fn full_name(rng: &mut StdRng) -> String {
    let (first, last): (&str, &str) = (FirstName().fake_with_rng(rng), LastName().fake_with_rng(rng));
    let separator = ["", ".", "_", "-"].choose(rng).copied().unwrap_or_default();
    let mut name = format!("{first}{separator}{last}").to_lowercase();
    name.retain(|letter| u8::try_from(letter).is_ok_and(is_username_byte));
    name.truncate(NAME_MAX);
    name
}

/// The name of a person known by a number only; another number never gets the same.
pub(super) fn for_number(number: u64) -> String {
    let name = full_name(&mut StdRng::seed_from_u64(number));
    let digits = number.to_string();
    format!("{}.{digits}", &name[..name.len().min(29 - digits.len())])
}

/// A name that is not among those taken, as people pick one.
pub(super) fn unused(rng: &mut StdRng, taken: &mut HashSet<String>) -> String {
    let mut name = full_name(rng);
    while !taken.insert(name.clone()) {
        name = format!("{}{}", full_name(rng), rng.random_range(1..10_000_000));
    }
    name
}

pub(crate) fn place(rng: &mut StdRng) -> String {
    PLACES.choose(rng).copied().unwrap_or_default().to_owned()
}

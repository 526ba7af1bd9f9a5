//! Answers with a page of a list, the same for all lists.

use crate::database::pagination;
use crate::guards::call::{Answer, answer};
use common::Endpoint;
use common::graph::lists::Page;
use common::people::person::Person;

/// Answers with a page of people, who come from its rows; `number` is the page's own.
pub(super) fn answer_page<'a, L>(page: &pagination::Page, people: Vec<Person<'a>>, number: i64) -> Answer
where
    L: for<'b> Endpoint<Success<'b> = Page<'b, L>>,
{
    let (next, cursor) = page.next(number);
    answer::<L>(&Page::new(people, next, page.total, cursor))
}

//! Lists of people, a page at a time.

use crate::pagination::{List, first_page, page_rows};
use crate::people::person::Person;
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeStruct};
use std::marker::PhantomData;

/// Which of a person's two lists of follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Who follows the person.
    Followers,
    /// Whom the person follows.
    #[default]
    Followed,
}

/// Asks for a page of one person's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ListRequest {
    /// A user_id or a username.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub user: String,
    /// Counts from 1; a page past the end is an empty list.
    #[serde(default = "first_page")]
    #[garde(custom(rules::page))]
    pub page: i64,
    /// 1–100, 30 where left out.
    #[serde(default = "page_rows")]
    #[garde(custom(rules::limit))]
    pub limit: i64,
    /// The `cursor` that came with the page before: nothing is then repeated or skipped, however the list changes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub cursor: Option<String>,
    /// Only those where each word typed begins a word of its own of the username, the name or the location, without regard to
    /// case and accents; `""` is everybody.
    /// A cursor goes on only under the prefix, filter and order that it came from.
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::prefix))]
    pub prefix: String,
    /// Only those who stand so to the list's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub filter: Option<Filter>,
    /// Which follow comes first.
    #[serde(default, skip_serializing_if = "Order::is_default")]
    #[garde(skip)]
    pub order: Order,
}

impl ListRequest {
    /// The first page of a whole list.
    pub fn new(user: impl Into<String>) -> Self {
        let (page, limit) = (first_page(), page_rows());
        let (prefix, filter, order) = (String::new(), None, Order::default());
        Self { user: user.into(), page, limit, cursor: None, prefix, filter, order }
    }

    /// Whether every row of the list is wanted.
    pub fn is_whole(&self) -> bool {
        self.prefix.trim().is_empty() && self.filter.is_none()
    }
}

/// How those in a list stand to its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Each follows the other.
    Mutual,
    /// They follow the owner, who does not follow them.
    NotFollowedBack,
    /// The owner follows them, and they do not follow the owner.
    NotFollowingBack,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The newest follow first.
    #[default]
    Newest,
    /// The oldest follow first.
    Oldest,
}

impl Order {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Asks for a page of one of the caller's own lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct OwnListRequest {
    /// Counts from 1; a page past the end is an empty list.
    #[serde(default = "first_page")]
    #[garde(custom(rules::page))]
    pub page: i64,
    /// 1–100, 30 where left out.
    #[serde(default = "page_rows")]
    #[garde(custom(rules::limit))]
    pub limit: i64,
    /// The `cursor` that came with the page before.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(inner(custom(rules::text)))]
    pub cursor: Option<String>,
}

impl Default for OwnListRequest {
    fn default() -> Self {
        Self { page: first_page(), limit: page_rows(), cursor: None }
    }
}

/// Asks who follows a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
pub struct Followers(#[garde(dive)] pub ListRequest);

/// Asks whom a person follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
pub struct Followed(#[garde(dive)] pub ListRequest);

impl List for Followers {
    const KEY: &'static str = "followers";
}

impl List for Followed {
    const KEY: &'static str = "followed";
}

/// One page of a list. No rows are written as `null`, and the next page under both of the contract's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<'a, L> {
    /// The rows, in the list's order.
    pub rows: Vec<Person<'a>>,
    /// The page to ask for next; `None` (on the wire `false`) at the end.
    pub next: Option<i64>,
    /// Rows in the whole list; `None` where counting would cost more than the page.
    pub total: Option<i64>,
    /// To be sent back with the request for the next page; `None` at the end.
    pub cursor: Option<String>,
    list: PhantomData<L>,
}

impl<'a, L> Page<'a, L> {
    /// A page of `rows`; `next` and `cursor` are `None` at the end of the list.
    pub fn new(rows: Vec<Person<'a>>, next: Option<i64>, total: Option<i64>, cursor: Option<String>) -> Self {
        Self { rows, next, total, cursor, list: PhantomData }
    }
}

/// A page number, or `false` where no page follows.
struct Next(Option<i64>);

impl Serialize for Next {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(page) => serializer.serialize_i64(page),
            None => serializer.serialize_bool(false),
        }
    }
}

impl<'de> Deserialize<'de> for Next {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PageOrFalse;
        impl de::Visitor<'_> for PageOrFalse {
            type Value = Next;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a page number or false")
            }
            fn visit_u64<E: de::Error>(self, page: u64) -> Result<Next, E> {
                i64::try_from(page).map(|page| Next(Some(page))).map_err(E::custom)
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Next, E> {
                Ok(Next(None))
            }
        }
        deserializer.deserialize_any(PageOrFalse)
    }
}

impl<L: List> Serialize for Page<'_, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 6)?;
        page.serialize_field("success", &Success)?;
        page.serialize_field(L::KEY, &Some(&self.rows).filter(|rows| !rows.is_empty()))?;
        page.serialize_field("next", &Next(self.next))?;
        page.serialize_field("next_page", &Next(self.next))?;
        page.serialize_field("total", &self.total)?;
        page.serialize_field("cursor", &self.cursor)?;
        page.end()
    }
}

impl<'de, L> Deserialize<'de> for Page<'_, L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(rename = "success")]
            _success: Success,
            #[serde(
                alias = "followers",
                alias = "followed",
                alias = "people",
                alias = "blocked",
                alias = "requests",
                alias = "requested",
                alias = "suggestions",
                alias = "known_followers"
            )]
            rows: Option<Vec<Person<'static>>>,
            next: Next,
            total: Option<i64>,
            cursor: Option<String>,
        }
        let page = Wire::deserialize(deserializer)?;
        Ok(Self::new(page.rows.unwrap_or_default(), page.next.0, page.total, page.cursor))
    }
}

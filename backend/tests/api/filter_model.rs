//! What a page of a searched, filtered and ordered list should show, by a plain filter in memory.

use crate::helpers::TestApp;
use crate::test_client::names;
use common::envelope::Credentials;
use common::graph::lists::{Filter, Followed, Followers, ListRequest, Order, Page};
use common::pagination::List;
use uuid::Uuid;

pub const TOO_DEEP: &str =
    "This page lies too deep to be found by its number. Go on with the cursor of the page before.";

/// A person in the lists of `star000`, who stands to them in both directions or in one.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    /// The name beside the username.
    pub shown: &'static str,
    pub location: &'static str,
    pub is_mutual: bool,
}

pub fn member(name: impl Into<String>, location: &'static str, is_mutual: bool) -> Member {
    Member { name: name.into(), shown: "", location, is_mutual }
}

impl Member {
    /// Whether a search for this text finds them.
    pub fn is_found(&self, typed: &str) -> bool {
        let words_typed = words(typed);
        match words_typed.is_empty() {
            true => typed.trim().is_empty(),
            false => has_own_words(&words_typed, &self.words()),
        }
    }

    /// What the username and the name both have counts once.
    fn words(&self) -> Vec<String> {
        let mut handle = words(&self.name);
        let mut all = handle.clone();
        for word in words(self.shown) {
            match handle.iter().position(|one| *one == word) {
                Some(known) => drop(handle.swap_remove(known)),
                None => all.push(word),
            }
        }
        all.extend(words(self.location));
        all
    }
}

/// Which of the two lists everybody is in; in the other one are only those who are mutual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Which {
    Followers,
    Followed,
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct View {
    pub prefix: &'static str,
    pub filter: Option<Filter>,
    pub order: Order,
    pub limit: i64,
}

impl View {
    pub fn asked(&self, page: i64, cursor: Option<String>) -> ListRequest {
        let View { prefix, filter, order, limit } = self.clone();
        let prefix = prefix.to_owned();
        ListRequest { page, limit, cursor, prefix, filter, order, ..ListRequest::new("star000") }
    }

    fn shows(&self, member: &Member, which: Which) -> bool {
        let stands = match self.filter {
            None => true,
            Some(Filter::Mutual) => member.is_mutual,
            Some(Filter::NotFollowedBack) => which == Which::Followers && !member.is_mutual,
            Some(Filter::NotFollowingBack) => which == Which::Followed && !member.is_mutual,
        };
        member.is_found(self.prefix) && stands
    }

    /// The names that are asked for, in their order.
    pub fn of(&self, members: &[Member], which: Which) -> Vec<String> {
        let shown = members.iter().filter(|member| self.shows(member, which));
        let mut names = shown.map(|member| member.name.clone()).collect::<Vec<_>>();
        if self.order == Order::Newest {
            names.reverse();
        }
        names
    }
}

/// Whether each word typed begins a word of its own, by trying all there are.
fn has_own_words(typed: &[String], words: &[String]) -> bool {
    let Some((first, others)) = typed.split_first() else { return true };
    (0..words.len()).filter(|n| words[*n].starts_with(first)).any(|taken| {
        let left = [&words[..taken], &words[taken + 1..]].concat();
        has_own_words(others, &left)
    })
}

/// The words of texts whose only marks are these.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['ã', 'å', 'ä'], "a").replace('ö', "o").replace('ë', "e");
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Makes people with names and locations.
async fn people(app: &TestApp, members: &[Member]) -> Vec<Uuid> {
    let ids = members.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let names = members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>();
    let locations = members.iter().map(|member| member.location).collect::<Vec<_>>();
    let sql = "INSERT INTO people (person_id, username, location)
               SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])";
    app.sql.execute(sql, &[&ids, &names, &locations]).await.expect("people");
    let shown = members.iter().map(|member| member.shown).collect::<Vec<_>>();
    let sql = "INSERT INTO profiles (person_id, name)
               SELECT * FROM unnest($1::uuid[], $2::text[]) AS profile (id, name) WHERE name <> ''";
    app.sql.execute(sql, &[&ids, &shown]).await.expect("names");
    app.note_words().await;
    ids
}

/// Makes `star000`, and puts these people into one of the star's lists in order, and those who are mutual into the other.
pub async fn populate(app: &TestApp, members: &[Member], which: Which) -> (Uuid, Vec<Uuid>) {
    let (star, ids) = (app.crowd("star", 1).await[0], people(app, members).await);
    let mutual = members.iter().zip(&ids).filter(|(member, _)| member.is_mutual).map(|(_, id)| *id);
    let mutual = mutual.collect::<Vec<_>>();
    let (followers, followed) = match which {
        Which::Followers => (&ids, &mutual),
        Which::Followed => (&mutual, &ids),
    };
    app.gather(followers, star).await;
    app.admire(star, followed).await;
    app.sql.batch_execute("ANALYZE").await.expect("statistics");
    (star, ids)
}

/// A page: its names, the next page, the total and the cursor; or the complaint about the cursor.
pub async fn page(
    app: &TestApp,
    by: &Credentials,
    which: Which,
    asked: ListRequest,
) -> Result<(Vec<String>, Option<i64>, Option<i64>, Option<String>), String> {
    fn parts<L: List>(page: Page<'_, L>) -> (Vec<String>, Option<i64>, Option<i64>, Option<String>) {
        (names(&page), page.next, page.total, page.cursor)
    }
    let found = match which {
        Which::Followers => app.call(&Followers(asked), by).await.map(parts),
        Which::Followed => app.call(&Followed(asked), by).await.map(parts),
    };
    found.map_err(|mut failure| failure.fields.remove("cursor").unwrap_or_else(|| panic!("{failure:?}")))
}

/// Reads a view by cursor and by page number, and holds both against what is expected. Tells whether the total was known.
pub async fn check(app: &TestApp, which: Which, view: &View, expected: &[String]) -> bool {
    check_as(app, &Credentials::default(), which, view, expected).await
}

/// As [`check`], for a viewer who may be signed in.
pub async fn check_as(
    app: &TestApp,
    by: &Credentials,
    which: Which,
    view: &View,
    expected: &[String],
) -> bool {
    let limit = view.limit as usize;
    let (mut seen, mut number, mut cursor, mut is_counted) = (Vec::new(), 1, None, true);
    loop {
        let (names, next, total, after) =
            page(app, by, which, view.asked(number, cursor)).await.expect("a page by cursor");
        assert!(names.len() <= limit, "{view:?}: {names:?}");
        assert_eq!(next.is_some(), after.is_some(), "{view:?}: both end together");
        assert!(total.is_none_or(|total| total == expected.len() as i64), "{view:?}: {total:?}");
        is_counted &= total.is_some();
        assert!(
            next.is_none() || total.is_none() || names.len() == limit,
            "{view:?}: a counted page is full"
        );
        seen.extend(names);
        assert!(seen.len() <= expected.len(), "{view:?}: the list comes to an end");
        let Some(next) = next else { break };
        assert_eq!(next, number + 1, "{view:?}");
        (number, cursor) = (next, after);
    }
    assert_eq!(seen, expected, "{which:?} by cursor, {view:?}");
    let last = expected.len().div_ceil(limit) + 1;
    for number in (1..=last).step_by(last.div_ceil(20)).chain([last]) {
        let shown = expected.iter().skip((number - 1) * limit).take(limit).cloned().collect::<Vec<_>>();
        match page(app, by, which, view.asked(number as i64, None)).await {
            Ok((names, next, ..)) => {
                let is_last = number * limit >= expected.len();
                assert!(
                    !is_counted || next.is_none() == is_last,
                    "{which:?}, page {number}, {view:?}: {next:?}"
                );
                if is_counted || names.len() == limit {
                    assert_eq!(names, shown, "{which:?}, page {number}, {view:?}");
                } else {
                    assert!(shown.starts_with(&names), "{which:?}, page {number}, {view:?}: {names:?}");
                    assert!(next.is_some() || names == shown, "a short page hides nobody: {view:?}");
                    break;
                }
            }
            Err(complaint) => {
                assert!(!is_counted && number > 1, "{view:?}: only where nobody counts");
                assert_eq!(complaint, TOO_DEEP);
                break;
            }
        }
    }
    is_counted
}

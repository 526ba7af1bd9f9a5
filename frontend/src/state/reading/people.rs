//! What everybody may see of people, and how they stand to each other.

use super::{Object, Read, read};
use common::follows::{FollowChanged, Relationship};
use common::lists::Page;
use common::live::{Kind, News};
use common::people::{Counts, Person, Profile};
use common::privacy::Privacy;
use common::profiles::Details;

/// The names that lists have for their rows.
const ROWS: [&str; 8] =
    ["followers", "followed", "people", "blocked", "requests", "requested", "suggestions", "known_followers"];

impl<L> Read for Page<'static, L> {
    fn read(object: &Object<'_>) -> Option<Self> {
        object.success()?;
        let rows = ROWS.into_iter().find(|name| object.field(name).is_some_and(|rows| rows != "null"));
        let rows = rows.map_or_else(|| Some(Vec::new()), |name| object.list(name, read))?;
        Some(Self::new(rows, object.number("next"), object.number("total"), object.text("cursor")))
    }
}

impl Read for Person<'static> {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            user_id: object.id("user_id")?,
            avatar: object.text("avatar")?.into(),
            username: object.text("username")?.into(),
            location: object.text("location")?.into(),
            relationship: object.inner("relationship"),
        })
    }
}

impl Read for Relationship {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            following: object.is("following"),
            followed_by: object.is("followed_by"),
            requested: object.is("requested"),
            requested_by: object.is("requested_by"),
            blocking: object.is("blocking"),
        })
    }
}

impl Read for Counts {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self { followers: object.number("followers")?, followed: object.number("followed")? })
    }
}

impl Read for Privacy {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self { locked: object.is("locked"), hides_lists: object.is("hides_lists") })
    }
}

impl Read for Details {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self { name: object.text("name")?, about: object.text("about")? })
    }
}

impl Read for Profile<'static> {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            person: object.inner("person")?,
            counts: object.inner("counts")?,
            privacy: object.inner("privacy").unwrap_or_default(),
            details: object.inner("details").unwrap_or_default(),
        })
    }
}

impl Read for FollowChanged {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            relationship: object.inner("relationship")?,
            counts: object.inner("counts")?,
        })
    }
}

impl Read for News<'static> {
    fn read(object: &Object<'_>) -> Option<Self> {
        let event = match object.field("event")? {
            r#""follower""# => Kind::Follower,
            r#""request""# => Kind::Request,
            r#""followed""# => Kind::Followed,
            _ => return None,
        };
        Some(Self {
            success: object.success()?,
            event,
            person: object.inner("person")?,
            counts: object.inner("counts")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{is_read, words};
    use super::*;
    use common::Success;
    use common::blocks::Blocked;
    use common::lists::{Followed, Followers};
    use common::people::SearchPeople;
    use common::requests::{Requested, Requests};
    use common::suggestions::{KnownFollowers, Suggestions};
    use uuid::Uuid;

    fn person() -> Person<'static> {
        let relationship = Relationship { following: true, requested_by: true, ..Relationship::default() };
        Person {
            user_id: Uuid::from_u128(7),
            avatar: words().into(),
            username: words().into(),
            location: "".into(),
            relationship: Some(relationship),
        }
    }

    fn page<L>(rows: Vec<Person<'static>>) -> Page<'static, L> {
        Page::new(rows, Some(2), Some(31), Some(words()))
    }

    #[test]
    fn lists_are_read_as_they_are_written_whatever_their_name() {
        let rows = || vec![person(), Person { relationship: None, ..person() }];
        is_read(page::<Followers>(rows()));
        is_read(page::<Followed>(rows()));
        is_read(page::<SearchPeople>(rows()));
        is_read(page::<Blocked>(rows()));
        is_read(page::<Requests>(rows()));
        is_read(page::<Requested>(rows()));
        is_read(page::<Suggestions>(rows()));
        is_read(page::<KnownFollowers>(rows()));
        is_read(Page::<Followers>::new(Vec::new(), None, None, None));
    }

    #[test]
    fn people_are_read_as_they_are_written() {
        let (success, counts) = (Success, Counts { followers: 3, followed: 4 });
        let relationship = Relationship { followed_by: true, blocking: true, ..Relationship::default() };
        let privacy = Privacy { locked: true, hides_lists: false };
        let details = Details { name: words(), about: words() };
        is_read(Profile { success, person: person(), counts, privacy, details });
        is_read(FollowChanged { success, relationship, counts });
        for event in [Kind::Follower, Kind::Request, Kind::Followed] {
            is_read(News { success, event, person: person(), counts });
        }
    }
}

//! Follows as the viewer asked for them and as the server knows them, and the counts that go with them: every part of
//! a page reads them here, so that no two parts disagree.

use crate::route::Direction;
use crate::state::standing::{Standing, growth};
use crate::state::wishes::Wish;
use common::follows::{FollowChanged, Relationship};
use common::people::{Counts, Profile};
use common::privacy::Privacy;
use uuid::Uuid;

/// What is known of follows beyond what the lists said. All of it counts for more than a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    standings: Vec<Standing>,
    profiles: Vec<Profile<'static>>,
    /// How many ask to follow the viewer, as the server last said.
    requests: i64,
}

impl Follows {
    /// How the viewer stands to a person of whom a list said `listed`; what was asked for shows at once.
    pub fn relationship(&self, person: Uuid, listed: Option<Relationship>) -> Relationship {
        let standing = self.standings.iter().find(|standing| standing.person == person);
        standing.map(Standing::wanted).or(listed).unwrap_or_default()
    }

    /// How the viewer stands to a person as the server has said, of whom a list said `listed`.
    pub fn known(&self, person: Uuid, listed: Option<Relationship>) -> Relationship {
        let standing = self.standings.iter().find(|standing| standing.person == person);
        standing.map(|standing| standing.known).or(listed).unwrap_or_default()
    }

    /// How many wait for the viewer's answer.
    pub fn requests(&self) -> i64 {
        let answered = |standing: &&Standing| standing.known.requested_by && !standing.wanted().requested_by;
        self.requests - self.standings.iter().filter(answered).count() as i64
    }

    /// Whether the viewer blocks a person, or does as far as the server has said: until then there is nothing to ask it for.
    pub fn is_blocking(&self, person: Uuid, listed: Option<Relationship>) -> bool {
        self.known(person, listed).blocking || self.relationship(person, listed).blocking
    }

    /// The profile of whoever goes by a username or a user_id, where it has been seen.
    pub fn profile(&self, user: &str) -> Option<&Profile<'static>> {
        let id = Uuid::try_parse(user).ok();
        let is_meant = |found: &&Profile<'_>| match id {
            Some(id) => found.person.user_id == id,
            None => found.person.username.eq_ignore_ascii_case(user),
        };
        self.profiles.iter().find(is_meant)
    }

    /// A person's counts as `viewer` is to see them: with all that is asked for, as if it were granted.
    pub fn counts(&self, profile: &Profile<'_>, viewer: Option<Uuid>) -> Counts {
        let Counts { mut followers, mut followed } = profile.counts;
        for standing in &self.standings {
            let (mine, theirs) = growth(standing.known, standing.wanted());
            if standing.person == profile.person.user_id {
                (followers, followed) = (followers + mine, followed + theirs);
            }
            if viewer == Some(profile.person.user_id) {
                (followers, followed) = (followers + theirs, followed + mine);
            }
        }
        Counts { followers, followed }
    }

    /// What to ask the server for next; one at a time for each person, so that the last one holds.
    pub fn next(&self) -> Option<(Uuid, Wish)> {
        self.standings.iter().find_map(|standing| Some((standing.person, standing.next()?)))
    }

    /// Notes a profile as the server has just told it.
    pub fn see(&mut self, profile: Profile<'static>) {
        self.profiles.retain(|known| known.person.user_id != profile.person.user_id);
        if let Some(told) = profile.person.relationship {
            self.told(profile.person.user_id, told);
        }
        self.profiles.push(profile);
    }

    /// Notes how the viewer stands to somebody of whom more is known already; not while a change is under way, which the
    /// answer may have overtaken.
    pub fn told(&mut self, person: Uuid, told: Relationship) {
        if let Some(standing) = self.find(person).filter(|standing| standing.is_idle()) {
            standing.known = told;
        }
    }

    /// Notes how the viewer stands to somebody, as a list says that is read once more: it counts for more than the list before.
    pub fn looked(&mut self, person: Uuid, told: Relationship) {
        self.standing(person, told);
        self.told(person, told);
    }

    /// Notes somebody's counts.
    pub fn count(&mut self, person: Uuid, counts: Counts) {
        if let Some(profile) = self.profile_of(person) {
            profile.counts = counts;
        }
    }

    /// Notes how long one of somebody's lists is.
    pub fn count_list(&mut self, person: Uuid, direction: Direction, rows: i64) {
        let Some(profile) = self.profile_of(person) else { return };
        match direction {
            Direction::Followers => profile.counts.followers = rows,
            Direction::Followed => profile.counts.followed = rows,
        }
    }

    /// Notes what `viewer` lets others see and do.
    pub fn choose(&mut self, viewer: Option<Uuid>, privacy: Privacy) {
        if let Some(mine) = viewer.and_then(|viewer| self.profile_of(viewer)) {
            mine.privacy = privacy;
        }
    }

    /// Notes how many ask to follow the viewer.
    pub fn count_requests(&mut self, total: i64) {
        self.requests = total;
    }

    /// Notes what somebody has done to the viewer.
    pub fn arrived(&mut self, person: Uuid, told: Relationship) {
        let known = &mut self.standing(person, told).known;
        (known.followed_by, known.requested_by) = (told.followed_by, told.requested_by);
    }

    /// The viewer asks for something; `listed` is how the page said before that the two stand.
    pub fn want(&mut self, person: Uuid, listed: Relationship, wish: Wish) {
        self.standing(person, listed).want(wish);
    }

    /// The call for a person is on its way.
    pub fn send(&mut self, person: Uuid) {
        self.find(person).into_iter().for_each(Standing::send);
    }

    /// The server granted `viewer` what was sent.
    pub fn granted(&mut self, person: Uuid, changed: FollowChanged, viewer: Option<Uuid>) {
        let Some(standing) = self.find(person) else { return };
        let (mine, theirs) = growth(standing.known, changed.relationship);
        let is_answered = standing.known.requested_by && !changed.relationship.requested_by;
        standing.granted(changed.relationship);
        self.requests -= i64::from(is_answered);
        self.count(person, changed.counts);
        if let Some(own) = viewer.and_then(|viewer| self.profile_of(viewer)) {
            own.counts.followed += mine;
            own.counts.followers += theirs;
        }
    }

    /// The server refused: what was asked for is taken back. Gives what is not as the viewer wants it because of that.
    pub fn refused(&mut self, person: Uuid) -> Vec<Wish> {
        self.find(person).map(Standing::refused).unwrap_or_default()
    }

    /// The call could not be made now; what was asked for is kept.
    pub fn held(&mut self, person: Uuid) {
        self.find(person).into_iter().for_each(Standing::held);
    }

    fn profile_of(&mut self, person: Uuid) -> Option<&mut Profile<'static>> {
        self.profiles.iter_mut().find(|profile| profile.person.user_id == person)
    }

    fn standing(&mut self, person: Uuid, told: Relationship) -> &mut Standing {
        let at = self.standings.iter().position(|standing| standing.person == person);
        let at = at.unwrap_or_else(|| {
            self.standings.push(Standing::new(person, told));
            self.standings.len() - 1
        });
        &mut self.standings[at]
    }

    fn find(&mut self, person: Uuid) -> Option<&mut Standing> {
        self.standings.iter_mut().find(|standing| standing.person == person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::Success;
    use common::people::Person;
    use common::privacy::Privacy;
    use common::profiles::Details;

    const ME: Uuid = Uuid::from_u128(1);
    const ADA: Uuid = Uuid::from_u128(2);
    const STRANGER: Relationship = Relationship {
        following: false,
        followed_by: false,
        requested: false,
        requested_by: false,
        blocking: false,
    };

    fn profile(user_id: Uuid, name: &'static str) -> Profile<'static> {
        let person = Person {
            user_id,
            avatar: "".into(),
            username: name.into(),
            location: "".into(),
            relationship: None,
        };
        let (counts, privacy) = (Counts { followers: 5, followed: 7 }, Privacy::default());
        Profile { success: Success, person, counts, privacy, details: Details::default() }
    }

    fn seen() -> Follows {
        let mut follows = Follows::default();
        follows.see(profile(ME, "me"));
        follows.see(profile(ADA, "Ada"));
        follows
    }

    /// Ada's followers and whom I follow, as a page shows them.
    fn shown(follows: &Follows) -> (i64, i64) {
        let counts = |user: &str| {
            follows.profile(user).map(|profile| follows.counts(profile, Some(ME))).unwrap_or_default()
        };
        (counts("ada").followers, counts(&ME.to_string()).followed)
    }

    fn changed(following: bool, followers: i64) -> FollowChanged {
        let counts = Counts { followers, followed: 7 };
        FollowChanged { success: Success, relationship: Relationship { following, ..STRANGER }, counts }
    }

    #[test]
    fn a_follow_shows_at_once_in_every_count() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        assert!(follows.relationship(ADA, None).following);
        assert_eq!(shown(&follows), (6, 8));
        follows.send(ADA);
        follows.granted(ADA, changed(true, 6), Some(ME));
        assert_eq!((shown(&follows), follows.next()), ((6, 8), None));
    }

    #[test]
    fn a_refusal_takes_it_back_everywhere() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        follows.send(ADA);
        follows.refused(ADA);
        assert!(!follows.relationship(ADA, None).following);
        assert_eq!((shown(&follows), follows.next()), ((5, 7), None));
    }

    #[test]
    fn quick_toggles_end_in_the_last_state_asked_for() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        follows.send(ADA);
        follows.want(ADA, STRANGER, Wish::Unfollow);
        assert_eq!(follows.next(), None, "one call at a time");
        follows.granted(ADA, changed(true, 6), Some(ME));
        assert_eq!((shown(&follows), follows.next()), ((5, 7), Some((ADA, Wish::Unfollow))));
        follows.send(ADA);
        follows.granted(ADA, changed(false, 5), Some(ME));
        assert_eq!((shown(&follows), follows.next()), ((5, 7), None));
    }

    #[test]
    fn a_change_taken_back_before_it_was_sent_is_never_sent() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        follows.want(ADA, STRANGER, Wish::Unfollow);
        assert_eq!((follows.next(), shown(&follows)), (None, (5, 7)));
    }

    #[test]
    fn what_could_not_be_asked_for_is_asked_for_later() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        follows.send(ADA);
        follows.held(ADA);
        assert_eq!((follows.next(), shown(&follows)), (Some((ADA, Wish::Follow)), (6, 8)));
    }

    #[test]
    fn what_a_list_tells_later_holds_but_not_against_a_change_under_way() {
        let followed = Relationship { following: true, ..STRANGER };
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        follows.send(ADA);
        follows.told(ADA, followed);
        follows.granted(ADA, changed(true, 6), Some(ME));
        assert_eq!(shown(&follows), (6, 8), "counted once");
        follows.told(ADA, STRANGER);
        assert!(!follows.relationship(ADA, None).following);
    }

    #[test]
    fn somebody_who_follows_me_is_noted_beside_what_i_asked_for() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        follows.arrived(ADA, Relationship { followed_by: true, ..STRANGER });
        assert!(follows.relationship(ADA, None).is_mutual());
    }

    #[test]
    fn to_ask_is_not_to_follow_and_counts_nothing() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, Wish::Follow);
        follows.send(ADA);
        let requested = Relationship { requested: true, ..STRANGER };
        follows.granted(ADA, FollowChanged { relationship: requested, ..changed(false, 5) }, Some(ME));
        assert_eq!((follows.relationship(ADA, None), shown(&follows)), (requested, (5, 7)));
        follows.want(ADA, STRANGER, Wish::Unfollow);
        assert_eq!((follows.relationship(ADA, None), shown(&follows)), (STRANGER, (5, 7)));
    }

    #[test]
    fn a_block_ends_both_follows_in_every_count_and_replaces_what_was_to_be_asked_for() {
        let mut follows = seen();
        let mutual = Relationship { following: true, followed_by: true, ..STRANGER };
        follows.want(ADA, mutual, Wish::Remove);
        follows.want(ADA, mutual, Wish::Block);
        assert_eq!(follows.next(), Some((ADA, Wish::Block)));
        assert_eq!(shown(&follows), (4, 6));
        let mine = follows.profile(&ME.to_string()).map(|me| follows.counts(me, Some(ME)).followers);
        assert_eq!(mine, Some(4));
    }

    #[test]
    fn until_it_is_granted_that_a_block_ends_there_is_nothing_to_see() {
        let mut follows = seen();
        let blocked = Relationship { blocking: true, ..STRANGER };
        follows.want(ADA, blocked, Wish::Unblock);
        follows.send(ADA);
        follows.want(ADA, blocked, Wish::Follow);
        assert!(follows.relationship(ADA, None).following && follows.is_blocking(ADA, None));
        follows.granted(ADA, changed(false, 5), Some(ME));
        assert_eq!((follows.is_blocking(ADA, None), follows.next()), (false, Some((ADA, Wish::Follow))));
    }

    #[test]
    fn an_answer_counts_as_soon_as_it_is_given_and_once() {
        let asks = Relationship { requested_by: true, ..STRANGER };
        let mut follows = seen();
        follows.count_requests(3);
        follows.want(ADA, asks, Wish::Reject);
        assert_eq!((follows.requests(), follows.known(ADA, None)), (2, asks));
        follows.send(ADA);
        follows.granted(ADA, changed(false, 5), Some(ME));
        assert_eq!((follows.requests(), follows.known(ADA, None)), (2, STRANGER));
        follows.want(ADA, asks, Wish::Accept);
        follows.refused(ADA);
        assert_eq!(follows.requests(), 2);
    }

    #[test]
    fn wishes_about_different_matters_are_all_sent_in_their_order() {
        let mut follows = seen();
        let asks = Relationship { requested_by: true, ..STRANGER };
        follows.want(ADA, asks, Wish::Accept);
        follows.want(ADA, asks, Wish::Follow);
        assert!(follows.relationship(ADA, None).is_mutual());
        assert_eq!(follows.next(), Some((ADA, Wish::Accept)));
        follows.send(ADA);
        let accepted = Relationship { followed_by: true, ..STRANGER };
        follows.granted(ADA, FollowChanged { relationship: accepted, ..changed(false, 5) }, Some(ME));
        assert_eq!(follows.next(), Some((ADA, Wish::Follow)));
    }
}

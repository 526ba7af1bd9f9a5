//! Follows as the viewer asked for them and as the server knows them, and the counts that go with them: every part of
//! a page reads them here, so that no two parts disagree.
//!
//! Calls overtake each other. What was read while a change was under way, or before the answer to it, may or may not have the
//! change in it: it is dropped, and read again once nothing is under way. An event may have been overtaken as well: it shows at
//! once, and what it tells of is read again.

#[cfg(test)]
mod tests;

use super::follow_actions::FollowAction;
use super::freshness::{Moment, Subject};
use super::standing::{Standing, growth};
use common::graph::follows::FollowChanged;
use common::graph::lists::Direction;
use common::people::person::Counts;
use common::people::privacy::Privacy;
use common::people::profiles::Profile;
use common::people::relationships::Relationship;
use uuid::Uuid;

/// What is known of follows beyond what the lists said. All of it counts for more than a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    standings: Vec<Standing>,
    profiles: Vec<Profile<'static>>,
    /// How many ask to follow the viewer, as the server last said.
    requests: i64,
    /// Grows with each call that begins or is answered, with each event, and with each doubt.
    now: Moment,
    /// When a call last began or was answered, or an event came.
    touched: Moment,
    /// When a call last began or was answered.
    written: Moment,
    /// Grows when a person comes onto a list of the viewer's without the viewer's doing.
    arrivals: u32,
    /// What is to be read again, in this order, and since when.
    doubtful: Vec<(Subject, Moment)>,
}

impl Follows {
    /// How the viewer stands to a person of whom a list said `listed`; what was asked for shows at once.
    pub fn relationship(&self, person: Uuid, listed: Option<Relationship>) -> Relationship {
        let standing = self.standings.iter().find(|standing| standing.person == person);
        standing.map(Standing::wanted).or(listed).unwrap_or_default()
    }

    /// How the viewer stands to a person as the server has said, of whom a list said `listed`.
    pub fn known(&self, person: Uuid, listed: Option<Relationship>) -> Relationship {
        self.standing(person).or(listed).unwrap_or_default()
    }

    /// How the viewer stands to a person as the server has said, where anything was asked for or told of them in this tab.
    pub fn standing(&self, person: Uuid) -> Option<Relationship> {
        self.standings.iter().find(|standing| standing.person == person).map(|standing| standing.known)
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

    /// The profile of the person with a username or a user_id, where it has been seen.
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
    pub fn next(&self) -> Option<(Uuid, FollowAction)> {
        self.standings.iter().find_map(|standing| Some((standing.person, standing.next()?)))
    }

    /// The present moment, for what is read from now on.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Grows when a person comes onto a list of the viewer's without the viewer's doing.
    pub fn arrivals(&self) -> u32 {
        self.arrivals
    }

    /// Since when a person's lists are as this tab's calls left them; `None` while one is under way that changes them.
    pub fn settled(&self, person: Uuid, viewer: Option<Uuid>) -> Option<Moment> {
        self.since(person, viewer, self.written, |standing| standing.written)
    }

    /// Since when what is read of a person holds; `None` while a call is under way that changes it.
    fn quiet(&self, person: Uuid, viewer: Option<Uuid>) -> Option<Moment> {
        self.since(person, viewer, self.touched, |standing| standing.touched)
    }

    /// A call about a person changes what is known of them and of the viewer.
    fn since(
        &self,
        person: Uuid,
        viewer: Option<Uuid>,
        mine: Moment,
        theirs: fn(&Standing) -> Moment,
    ) -> Option<Moment> {
        if viewer == Some(person) {
            return self.standings.iter().all(Standing::is_idle).then_some(mine);
        }
        let standing = self.standings.iter().find(|standing| standing.person == person);
        standing.map_or(Some(Moment::default()), |standing| standing.is_idle().then(|| theirs(standing)))
    }

    fn holds(&self, person: Uuid, viewer: Option<Uuid>, read: Moment) -> bool {
        self.quiet(person, viewer).is_some_and(|since| since <= read)
    }

    /// What to read again, as soon as no call is under way that would change it, and since when that is so.
    pub fn doubtful(&self, viewer: Option<Uuid>) -> Option<(Subject, Moment)> {
        self.doubtful.iter().find_map(|(subject, since)| {
            let person = match subject {
                Subject::Person(person) => *person,
                Subject::Requests => viewer?,
            };
            Some((*subject, self.quiet(person, viewer)?.max(*since)))
        })
    }

    /// Something is to be read again: it has changed, or cannot be relied on. What is being read is too old already.
    pub fn doubt(&mut self, subject: Subject) {
        self.now.0 += 1;
        self.read_again(subject);
    }

    /// It was read, or cannot be.
    pub fn settle(&mut self, subject: Subject, read: Moment) {
        self.doubtful.retain(|(doubtful, since)| *doubtful != subject || *since > read);
    }

    /// It could not be read just now. Unless it has been read since, it is to be read again, after all others: one that fails
    /// each time must not hold them up.
    pub fn put_off(&mut self, subject: Subject, read: Moment) {
        let before = self.doubtful.len();
        self.settle(subject, read);
        if self.doubtful.len() < before {
            self.doubt(subject);
        }
    }

    fn read_again(&mut self, subject: Subject) {
        let now = self.now;
        match self.doubtful.iter_mut().find(|(doubtful, _)| *doubtful == subject) {
            Some((_, since)) => *since = now,
            None => self.doubtful.push((subject, now)),
        }
    }

    fn read_again_if_seen(&mut self, person: Option<Uuid>) {
        if let Some(person) = person.filter(|person| self.profile_of(*person).is_some()) {
            self.read_again(Subject::Person(person));
        }
    }

    /// Of anybody else, nothing in this tab can be wrong: a file that is imported elsewhere would have thousands read.
    fn read_again_if_met(&mut self, person: Uuid) {
        if self.find(person).is_some() || self.profile_of(person).is_some() {
            self.read_again(Subject::Person(person));
        }
    }

    /// Notes a profile as the server told it to this viewer.
    pub fn see(&mut self, profile: Profile<'static>, viewer: Option<Uuid>, read: Moment) {
        let person = profile.person.user_id;
        if self.holds(person, viewer, read) {
            self.settle(Subject::Person(person), read);
        } else {
            self.read_again(Subject::Person(person));
            if self.profile_of(person).is_some() {
                return;
            }
        }
        if let Some(told) = profile.person.relationship {
            let before = self.profile_of(person).and_then(|known| known.person.relationship);
            // Changed elsewhere: it counts for more than the lists that were read before.
            if before.is_some_and(|before| before != told) {
                self.standing_with(person, told);
            }
            self.told(person, told, read);
        }
        self.profiles.retain(|known| known.person.user_id != person);
        self.profiles.push(profile);
    }

    /// Notes how the viewer stands to a person of whom more is known already, unless that has been overtaken.
    pub fn told(&mut self, person: Uuid, told: Relationship, read: Moment) {
        if self.holds(person, None, read)
            && let Some(standing) = self.find(person)
        {
            standing.known = told;
        }
    }

    /// Notes how the viewer stands to a person, as a list says that is read once more: it counts for more than the list before.
    pub fn looked(&mut self, person: Uuid, told: Relationship, read: Moment) {
        self.standing_with(person, told);
        self.told(person, told, read);
    }

    /// The viewer follows a person, as the server tells. Gives whether that is not known, and what is shown is to be read.
    pub fn followed(&mut self, person: Uuid, told: Relationship, viewer: Option<Uuid>) -> bool {
        let now = self.touch();
        // A call under way may have come before the follow, and end it in vain.
        let is_known = self.find(person).is_some_and(|now| now.is_idle() && now.known.following);
        // The viewer's own counts may be older. What is shown has them as well.
        if is_known {
            self.read_again_if_seen(viewer)
        } else {
            self.read_again_if_met(person)
        }
        self.standing_with(person, told).touched = now;
        !is_known
    }

    /// Notes a person's counts.
    fn count(&mut self, person: Uuid, counts: Counts) {
        if let Some(profile) = self.profile_of(person) {
            profile.counts = counts;
        }
    }

    /// Notes how long one of a person's lists is, as a page of it told this viewer, unless that has been overtaken.
    pub fn count_list(
        &mut self,
        person: Uuid,
        direction: Direction,
        rows: i64,
        viewer: Option<Uuid>,
        read: Moment,
    ) {
        if !self.holds(person, viewer, read) {
            return self.read_again_if_seen(Some(person));
        }
        let Some(profile) = self.profile_of(person) else { return };
        match direction {
            Direction::Followers => profile.counts.followers = rows,
            Direction::Followed => profile.counts.followed = rows,
        }
    }

    /// Notes what `viewer` lets others see and do, which has just been saved.
    pub fn choose(&mut self, viewer: Option<Uuid>, privacy: Privacy) {
        self.touch();
        if let Some(mine) = viewer.and_then(|viewer| self.profile_of(viewer)) {
            mine.privacy = privacy;
        }
    }

    /// Notes how many ask to follow the viewer, unless that has been overtaken.
    pub fn count_requests(&mut self, total: i64, viewer: Option<Uuid>, read: Moment) {
        if !viewer.is_some_and(|me| self.holds(me, viewer, read)) {
            return self.read_again(Subject::Requests);
        }
        self.settle(Subject::Requests, read);
        self.arrivals += u32::from(total != self.requests);
        self.requests = total;
    }

    /// Notes what a person has done to the viewer, and the viewer's counts by then.
    pub fn arrived(&mut self, person: Uuid, told: Relationship, counts: Counts, viewer: Option<Uuid>) {
        let now = self.touch();
        self.arrivals += 1;
        self.read_again_if_met(person);
        self.read_again_if_seen(viewer);
        if told.requested_by {
            self.read_again(Subject::Requests);
        }
        let standing = self.standing_with(person, told);
        (standing.known.followed_by, standing.known.requested_by) = (told.followed_by, told.requested_by);
        standing.touched = now;
        if let Some(viewer) = viewer {
            self.count(viewer, counts);
        }
    }

    /// The viewer asks for something; `listed` is how the page said before that the two stand.
    pub fn want(&mut self, person: Uuid, listed: Relationship, wish: FollowAction) {
        self.standing_with(person, listed).want(wish);
    }

    /// The call for a person is on its way.
    pub fn send(&mut self, person: Uuid) {
        self.write(person, Standing::send);
    }

    /// The server granted `viewer` what was sent. What comes of it for the viewer's own counts shows at once, and is read again:
    /// other calls may have changed them too.
    pub fn granted(&mut self, person: Uuid, changed: FollowChanged, viewer: Option<Uuid>) {
        let Some(known) = self.find(person).map(|standing| standing.known) else { return };
        self.write(person, |standing| standing.granted(changed.relationship));
        self.count(person, changed.counts);
        if known.requested_by && !changed.relationship.requested_by {
            self.requests -= 1;
            self.read_again(Subject::Requests);
        }
        let (mine, theirs) = growth(known, changed.relationship);
        if let Some(own) = viewer.and_then(|viewer| self.profile_of(viewer)) {
            own.counts.followed += mine;
            own.counts.followers += theirs;
        }
        self.read_again_if_seen(viewer);
    }

    /// The server refused, or did not answer: what was asked for is taken back, and whether it was done is read again. Gives what
    /// is not as the viewer wants it because of that.
    pub fn refused(&mut self, person: Uuid, viewer: Option<Uuid>) -> Vec<FollowAction> {
        let mut lost = Vec::new();
        self.write(person, |standing| lost = standing.refused());
        self.read_again(Subject::Person(person));
        self.read_again_if_seen(viewer);
        lost
    }

    /// The call could not be made now; what was asked for is kept.
    pub fn held(&mut self, person: Uuid) {
        self.write(person, Standing::held);
    }

    fn touch(&mut self) -> Moment {
        self.now.0 += 1;
        self.touched = self.now;
        self.now
    }

    /// A call about a person begins or ends.
    fn write(&mut self, person: Uuid, step: impl FnOnce(&mut Standing)) {
        let now = self.touch();
        self.written = now;
        if let Some(standing) = self.find(person) {
            (standing.touched, standing.written) = (now, now);
            step(standing);
        }
    }

    fn profile_of(&mut self, person: Uuid) -> Option<&mut Profile<'static>> {
        self.profiles.iter_mut().find(|profile| profile.person.user_id == person)
    }

    fn standing_with(&mut self, person: Uuid, told: Relationship) -> &mut Standing {
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

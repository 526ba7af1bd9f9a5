//! How the viewer and one other person stand: as the server has said, and with what the viewer asks for.

use super::follow_actions::FollowAction;
use super::freshness::Moment;
use common::people::relationships::Relationship;
use uuid::Uuid;

/// How the two stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The other.
    pub person: Uuid,
    /// As the server last said.
    pub known: Relationship,
    /// When something was last sent or answered about the two, or told by the server: what was read before does not hold.
    pub touched: Moment,
    /// When something was last sent or answered.
    pub written: Moment,
    /// What the viewer asked for and the server has not answered yet.
    sent: Option<FollowAction>,
    /// What the viewer asked for since; it waits for that answer.
    waiting: Vec<FollowAction>,
}

impl Standing {
    /// Nothing is asked for yet.
    pub fn new(person: Uuid, known: Relationship) -> Self {
        let (touched, written) = Default::default();
        Self { person, known, touched, written, sent: None, waiting: Vec::new() }
    }

    /// With all that is asked for, as if it were granted.
    pub fn wanted(&self) -> Relationship {
        self.sent.iter().chain(&self.waiting).fold(self.known, |now, wish| wish.granted(now))
    }

    /// No call is under way.
    pub fn is_idle(&self) -> bool {
        self.sent.is_none()
    }

    /// What to ask the server for next, once it has answered.
    pub fn next(&self) -> Option<FollowAction> {
        self.waiting.first().copied().filter(|_| self.is_idle())
    }

    /// Takes the place of what waits and is about the same, unless nothing would come of it.
    pub fn want(&mut self, wish: FollowAction) {
        self.waiting.retain(|earlier| !wish.replaces(*earlier));
        let now = self.wanted();
        if wish.granted(now) != now {
            self.waiting.push(wish);
        }
    }

    /// The call for what comes next is on its way.
    pub fn send(&mut self) {
        self.sent = (!self.waiting.is_empty()).then(|| self.waiting.remove(0));
    }

    /// It was granted, and the two stand so.
    pub fn granted(&mut self, now: Relationship) {
        (self.known, self.sent) = (now, None);
        // Some of what waits may have come true by that.
        std::mem::take(&mut self.waiting).into_iter().for_each(|wish| self.want(wish));
    }

    /// It was refused: all that is asked for is taken back. Gives what is not as the viewer wants it because of that.
    pub fn refused(&mut self) -> Vec<FollowAction> {
        let wanted = self.wanted();
        let wishes: Vec<_> = self.sent.take().into_iter().chain(std::mem::take(&mut self.waiting)).collect();
        if wanted == self.known { Vec::new() } else { wishes }
    }

    /// It could not be asked for now, and is kept.
    pub fn held(&mut self) {
        let sent = self.sent.take();
        self.waiting.splice(0..0, sent);
    }
}

/// How many more the viewer follows, and how many more follow the viewer.
pub fn growth(before: Relationship, after: Relationship) -> (i64, i64) {
    let grown = |before: bool, after: bool| i64::from(after) - i64::from(before);
    (grown(before.following, after.following), grown(before.followed_by, after.followed_by))
}

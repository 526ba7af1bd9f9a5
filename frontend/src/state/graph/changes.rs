//! What can happen to what is known of follows, by the viewer's doing and the server's telling.

use super::follow_actions::FollowAction;
use super::freshness::{Moment, Subject};
use common::graph::follows::FollowChanged;
use common::graph::lists::Direction;
use common::graph::live::News;
use common::people::privacy::Privacy;
use common::people::profiles::Profile;
use common::people::relationships::Relationship;
use uuid::Uuid;

/// What can happen to what is known of follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A profile came.
    Seen(Moment, Profile<'static>),
    /// A page of a list came, and told how the viewer stands to people.
    Listed(Moment, Vec<(Uuid, Relationship)>),
    /// A page was read once more, and tells how the viewer stands to people by now.
    Looked(Moment, Vec<(Uuid, Relationship)>),
    /// The viewer, of whom a page said that they stand to this person so, asks for something.
    Wanted(Uuid, Relationship, FollowAction),
    /// That call has begun.
    Sent(Uuid),
    /// It was granted.
    Granted(Uuid, FollowChanged),
    /// What was refused before is asked for again.
    Again(Uuid, Vec<FollowAction>),
    /// It could not be made now, and is to be made later.
    Held(Uuid),
    /// A page of a list told how long the list is.
    Counted(Moment, Uuid, Direction, i64),
    /// The viewer lets others see and do so much.
    Private(Privacy),
    /// So many ask to follow the viewer.
    Requests(Moment, i64),
    /// A person follows the viewer, or asks to; or the viewer follows a person.
    Arrived(News<'static>),
    /// Something is to be read again.
    Doubted(Subject),
    /// It cannot be read.
    Unreadable(Moment, Subject),
    /// It could not be read just now.
    PutOff(Moment, Subject),
}

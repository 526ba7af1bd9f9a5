//! When something was read, and what is to be read again.

use uuid::Uuid;

/// A moment in this tab: so many calls that change something had begun or were answered by then, and so many events had come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u32);

/// What is read anew when it can no longer be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person's profile: their counts, and how the viewer stands to them.
    Person(Uuid),
    /// How many ask to follow the viewer.
    Requests,
}

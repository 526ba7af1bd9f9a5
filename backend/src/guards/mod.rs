//! Parsing at the edge: what reaches a handler has the right shape, obeys the rules and is who it says.

mod body;
mod call;
mod costly;
mod device;
mod head;
mod large_bodies;
mod mail;
mod tries;
mod upload;
mod viewer;

pub(crate) use call::{Answer, Call, answer, refusal};
pub(crate) use costly::Costly;
pub(crate) use device::Device;
pub(crate) use large_bodies::LargeBodies;
pub(crate) use tries::Try;
pub(crate) use upload::Upload;
pub(crate) use viewer::{Anybody, SignedIn, Viewer};

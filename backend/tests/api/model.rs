//! What the graph should be: the rules of follows, requests and blocks, in memory and one at a time.

use common::people::relationships::Relationship;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What one person does to another; each by their number.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub who: usize,
    pub whom: usize,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Follow,
    Unfollow,
    Remove,
    Block,
    Unblock,
    Accept,
    Reject,
}

/// Follows come more often than what undoes them, so that there is something to undo.
pub fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        8 => Just(What::Follow),
        3 => Just(What::Unfollow),
        2 => Just(What::Remove),
        1 => Just(What::Block),
        2 => Just(What::Unblock),
        4 => Just(What::Accept),
        1 => Just(What::Reject),
    ]
}

/// Pairs of who and whom.
type Pairs = BTreeSet<(usize, usize)>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    pub locked: BTreeSet<usize>,
    pub follows: Pairs,
    pub requests: Pairs,
    pub blocks: Pairs,
}

impl Model {
    /// Does what is wished for, and tells whether that is allowed.
    pub fn grant(&mut self, Wish { who, whom, what }: Wish) -> bool {
        let (there, back) = ((who, whom), (whom, who));
        let apart = self.blocks.contains(&there) || self.blocks.contains(&back);
        if self.is_hidden(whom, who) {
            return false;
        }
        match what {
            What::Follow if self.follows.contains(&there) => return true,
            What::Follow if apart => return false,
            What::Follow if self.locked.contains(&whom) => {
                self.requests.insert(there);
            }
            What::Follow => {
                self.requests.remove(&there);
                self.follows.insert(there);
            }
            What::Unfollow => {
                self.follows.remove(&there);
                self.requests.remove(&there);
            }
            What::Remove => {
                self.follows.remove(&back);
            }
            What::Block => {
                self.blocks.insert(there);
                for pairs in [&mut self.follows, &mut self.requests] {
                    pairs.remove(&there);
                    pairs.remove(&back);
                }
            }
            What::Unblock => {
                self.blocks.remove(&there);
            }
            What::Accept => {
                let asked = self.requests.remove(&back);
                if asked {
                    self.follows.insert(back);
                }
                return asked || self.follows.contains(&back);
            }
            What::Reject => {
                self.requests.remove(&back);
            }
        }
        true
    }

    /// Whether a person cannot be found by a viewer: they block the viewer, who does not block them.
    pub fn is_hidden(&self, person: usize, viewer: usize) -> bool {
        self.blocks.contains(&(person, viewer)) && !self.blocks.contains(&(viewer, person))
    }

    /// Forgets a person.
    pub fn forget(&mut self, gone: usize) {
        for pairs in [&mut self.follows, &mut self.requests, &mut self.blocks] {
            pairs.retain(|&(who, whom)| who != gone && whom != gone);
        }
        self.locked.remove(&gone);
    }

    /// How `who` and `whom` stand, as `who` is told.
    pub fn relationship(&self, who: usize, whom: usize) -> Relationship {
        let (there, back) = ((who, whom), (whom, who));
        Relationship {
            following: self.follows.contains(&there),
            followed_by: self.follows.contains(&back),
            requested: self.requests.contains(&there),
            requested_by: self.requests.contains(&back),
            blocking: self.blocks.contains(&there),
        }
    }

    /// The followers of a person.
    pub fn followers(&self, whom: usize) -> BTreeSet<usize> {
        self.follows.iter().filter(|pair| pair.1 == whom).map(|pair| pair.0).collect()
    }

    /// The people whom a person follows.
    pub fn followed(&self, who: usize) -> BTreeSet<usize> {
        self.follows.iter().filter(|pair| pair.0 == who).map(|pair| pair.1).collect()
    }
}

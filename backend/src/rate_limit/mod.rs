//! How much a network or a person may ask for.

pub(crate) mod costly_reads;
pub(crate) mod fair_share;
pub(crate) mod network;

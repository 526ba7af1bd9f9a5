//! How much of the pool is in use.

use super::Db;

/// Connections, and those who want one, at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Connections there may be.
    pub(crate) max: usize,
    /// Connections there are, or that are being made.
    pub(crate) open: usize,
    pub(crate) in_use: usize,
    /// Requests and tasks that wait for one.
    pub(crate) awaited: usize,
}

impl Load {
    /// Whether a further request would have to wait.
    pub(crate) fn is_full(&self) -> bool {
        self.in_use >= self.max
    }
}

impl Db {
    /// How much of the pool is in use.
    pub(crate) fn load(&self) -> Load {
        let status = self.0.status();
        let in_use = status.size.saturating_sub(status.available);
        Load { max: status.max_size, open: status.size, in_use, awaited: status.waiting }
    }
}

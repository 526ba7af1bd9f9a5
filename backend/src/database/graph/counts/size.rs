//! How large the parts of a tally are.

/// Uncounted rows at which a list is folded. Counting so many takes less time than reading the page beside them.
pub(crate) const LOOSE: i64 = 256;

/// How much the tallies of one level sum up.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Follows in a block.
    pub block: i64,
    /// Blocks in a chapter.
    pub chapter: i64,
}

/// As the server keeps them: a page skips 31 chapters of a million follows, 31 blocks and 999 follows at the most.
pub const SIZE: Size = Size { block: 1_000, chapter: 32 };

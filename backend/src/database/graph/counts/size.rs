//! How large segments and super-segments are.

/// Uncounted rows at which a list is compacted. Counting that many takes less time than reading a page.
pub(crate) const UNCOUNTED: i64 = 256;

/// How much one count of each level covers.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Follows in a segment.
    pub segment: i64,
    /// Segments in a super-segment.
    pub super_segment: i64,
}

/// As the server keeps them: in a list of a million follows a page skips 31 super-segments, 31 segments and 999 follows at the most.
pub const SIZE: Size = Size { segment: 1_000, super_segment: 32 };

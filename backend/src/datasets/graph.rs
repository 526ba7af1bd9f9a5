//! A whole follow graph.

/// A person who is not in the database yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// Valid by the rules of input.
    pub username: String,
    /// May be empty.
    pub location: String,
}

/// People and their follows, oldest follow first.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// In no special order.
    pub people: Vec<NewPerson>,
    /// Who follows whom, as indexes into `people`; none twice, none onto itself.
    pub follows: Vec<(u32, u32)>,
}

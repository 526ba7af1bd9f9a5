//! Pages about who follows whom.

pub mod own_list;

//! What is compared by where it is.

use std::rc::Rc;

/// Something shared that equals itself and no other: cheap to compare, so that rows once drawn are not drawn again.
#[derive(Clone)]
pub struct PtrEq<T>(pub Rc<T>);

impl<T> PartialEq for PtrEq<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_the_same_is_equal() {
        let shared = PtrEq(Rc::new("Ada"));
        assert!(shared == shared.clone());
        assert!(shared != PtrEq(Rc::new("Ada")));
    }
}

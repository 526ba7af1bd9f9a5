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

//! Reads answers field by field. What `common` derives for that would be 15 KB more to download: it knows for each type what
//! is wrong with an answer, and here it is enough that it is.

mod account;
mod failure;
mod people;
mod transfers;

pub use account::{Event, Events};

use common::Success;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use uuid::Uuid;

/// The fields of a JSON object, each as it is written.
pub struct Object<'a>(Vec<(&'a str, &'a RawValue)>);

/// Something that an object tells.
pub trait Read: Sized {
    /// `None` where the object tells something else.
    fn read(object: &Object<'_>) -> Option<Self>;
}

/// Reads a text as an object.
pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&Object::of(text)?)
}

impl<'a> Object<'a> {
    fn of(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// What a field tells, where it holds an object.
    fn inner<T: Read>(&self, name: &str) -> Option<T> {
        read(self.field(name)?)
    }

    fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn field(&self, name: &str) -> Option<&'a str> {
        self.raw(name).map(RawValue::get)
    }

    fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.field(name)?).ok()
    }

    fn is(&self, name: &str) -> bool {
        self.field(name) == Some("true")
    }

    fn success(&self) -> Option<Success> {
        self.is("success").then_some(Success)
    }

    fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.field(name)?.parse().ok()
    }

    fn id(&self, name: &str) -> Option<Uuid> {
        self.text(name)?.parse().ok()
    }

    fn list<T>(&self, name: &str, read: fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let items: Vec<&RawValue> = serde_json::from_str(self.field(name)?).ok()?;
        items.into_iter().map(|item| read(item.get())).collect()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Object<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Object(fields))
    }
}

/// A text by itself.
fn text(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::Done;
    use serde::Serialize;
    use std::fmt::Debug;

    /// What the server writes is read as it was.
    pub fn is_read<T: Read + Serialize + PartialEq + Debug>(written: T) {
        let text = serde_json::to_string(&written).expect("JSON");
        assert_eq!(read::<T>(&text), Some(written), "{text}");
    }

    pub fn words() -> String {
        "a \"\\ é\n".to_owned()
    }

    #[test]
    fn what_is_no_object_tells_nothing() {
        for text in ["", "[]", "null", "7", "{", r#"{"success":true}"#] {
            assert_eq!(read::<Done>(text), None, "{text}");
        }
    }
}

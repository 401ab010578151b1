//! The four kinds of column, and the parameters of a statement.

use jiff::Timestamp;

/// A value on its way into a statement or out of a row. Text and bytes are borrowed, never copied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl Value<'_> {
    /// What it is, in a word, for errors; never the value itself.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Integer(_) => "an integer",
            Self::Real(_) => "a real number",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytes",
        }
    }
}

/// A named value for a statement; see [`params!`](crate::params!).
#[derive(Clone, Copy, Debug)]
pub struct Param<'a> {
    pub(crate) name: &'static str,
    pub(crate) value: Value<'a>,
}

impl<'a> Param<'a> {
    /// `name` as it stands in the statement, without the colon.
    pub fn new(name: &'static str, value: impl Into<Value<'a>>) -> Self {
        Self { name: name.strip_prefix("r#").unwrap_or(name), value: value.into() }
    }
}

/// The parameters of a statement by name, in any order: `&params! { id: piece.id.0, body: &bytes[..], at: clock.now() }`.
///
/// Takes `i64` and narrower integers, `f64`, `bool` (stored as 0 or 1), `&str`, `&String`, `&[u8]`, `&Vec<u8>`, a [`Timestamp`] (stored as milliseconds
/// since 1970-01-01T00:00Z, rounded down), and an `Option` of any of them. A name alone stands for a variable of that name.
#[macro_export]
macro_rules! params {
    ($($name:ident $(: $value:expr)?),* $(,)?) => {
        [$($crate::Param::new(stringify!($name), $crate::params!(@value $name $($value)?))),*]
    };
    (@value $name:ident) => { $name };
    (@value $name:ident $value:expr) => { $value };
}

macro_rules! from {
    ($($type:ty => |$it:ident| $value:expr),* $(,)?) => {
        $(impl<'a> From<$type> for Value<'a> {
            fn from($it: $type) -> Self {
                $value
            }
        })*
    };
}

from! {
    i64 => |n| Value::Integer(n),
    i32 => |n| Value::Integer(n.into()),
    u32 => |n| Value::Integer(n.into()),
    u16 => |n| Value::Integer(n.into()),
    u8 => |n| Value::Integer(n.into()),
    bool => |yes| Value::Integer(yes.into()),
    f64 => |x| Value::Real(x),
    Timestamp => |at| Value::Integer(at.as_nanosecond().div_euclid(1_000_000) as i64),
    &'a str => |text| Value::Text(text),
    &'a String => |text| Value::Text(text),
    &'a [u8] => |bytes| Value::Blob(bytes),
    &'a Vec<u8> => |bytes| Value::Blob(bytes),
    &'a Option<String> => |text| text.as_deref().into(),
    &'a Option<Vec<u8>> => |bytes| bytes.as_deref().into(),
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Value::Blob(bytes)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or(Value::Null, T::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::clock::moment;

    #[test]
    fn parameters_keep_their_names_and_borrow_what_they_hold() {
        let (slug, body, at) = (String::from("lamp"), vec![1u8, 2], moment(-1));
        let byline: Option<String> = None;
        let r#type = 7;
        let params = params! { slug: &slug, body: &body[..], at, byline: &byline, seen: true, r#type };
        let pairs: Vec<_> = params.iter().map(|param| (param.name, param.value)).collect();
        assert_eq!(
            pairs,
            [
                ("slug", Value::Text("lamp")),
                ("body", Value::Blob(&[1, 2])),
                ("at", Value::Integer(-1)),
                ("byline", Value::Null),
                ("seen", Value::Integer(1)),
                ("type", Value::Integer(7)),
            ]
        );
    }

    #[test]
    fn a_moment_between_two_milliseconds_is_stored_as_the_earlier_before_and_after_1970() {
        let at = |ns| Value::from(Timestamp::from_nanosecond(ns).expect("a moment"));
        assert_eq!((at(1_999_999), at(-1)), (Value::Integer(1), Value::Integer(-1)));
    }
}

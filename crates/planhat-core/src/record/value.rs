//! The places that fields are read into and the views that they are written from.

use serde_json::Value;

use super::Record;
use crate::{Date, DateTime, Day, Id, Number, Object};

/// The JSON shapes a type can be read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape(u8);

impl Shape {
    /// A string.
    pub const TEXT: Shape = Shape(1);
    /// A number.
    pub const NUMBER: Shape = Shape(2);
    /// True or false.
    pub const BOOLEAN: Shape = Shape(4);
    /// An array.
    pub const ARRAY: Shape = Shape(8);
    /// An object.
    pub const OBJECT: Shape = Shape(16);
    /// Any of them.
    pub const ANY: Shape = Shape(31);

    /// Either of both.
    pub const fn or(self, other: Shape) -> Shape {
        Shape(self.0 | other.0)
    }

    /// Whether the other is among these.
    pub const fn has(self, other: Shape) -> bool {
        self.0 & other.0 != 0
    }
}

/// The type of a field.
pub trait FieldValue: Sized {
    /// The JSON shapes it can be read from.
    const ACCEPTS: Shape;
    /// The place as a slot.
    fn slot(place: &mut Option<Self>) -> Slot<'_>;
    /// The value as a view.
    fn view(&self) -> View<'_>;
}

/// The place of a field as a slot; generated code calls this.
pub fn slot<T: FieldValue>(place: &mut Option<T>) -> Slot<'_> {
    T::slot(place)
}

/// The value of a field as a view, if it has one; generated code calls this.
pub fn view<T: FieldValue>(value: &Option<T>) -> Option<View<'_>> {
    value.as_ref().map(T::view)
}

/// A place that a value is read into.
pub enum Slot<'a> {
    /// No such field.
    None,
    /// Text, or what is made of text.
    Text(&'a mut dyn TextSlot),
    /// Any number.
    Number(&'a mut Option<Number>),
    /// A whole number.
    Integer(&'a mut Option<i64>),
    /// True or false.
    Boolean(&'a mut Option<bool>),
    /// A day number.
    Day(&'a mut Option<Day>),
    /// An array of values of one type.
    List(&'a mut dyn ListSlot),
    /// An object with values of one type.
    Map(&'a mut dyn MapSlot),
    /// An object with known members.
    Record(&'a mut dyn RecordSlot),
    /// One of two types.
    Choice(&'a mut dyn ChoiceSlot),
    /// An object with any members.
    Object(&'a mut Option<Object>),
    /// Anything.
    Json(&'a mut Option<Value>),
}

/// What became of reading one value.
#[derive(Debug)]
pub enum Step {
    /// It stands in its slot.
    Filled,
    /// It is null.
    Null,
    /// It has an unexpected type.
    Odd(Value),
    /// There was none: the end of an array.
    End,
    /// The text is no JSON; the reader holds the error.
    Failed,
}

/// A place for what is made of text.
pub trait TextSlot {
    /// Takes the text; false when nothing can be made of it.
    fn set(&mut self, text: &str) -> bool;
    /// Empties the place.
    fn clear(&mut self);
}

/// A place for an array.
pub trait ListSlot {
    /// Takes all items.
    fn fill(&mut self, items: &mut dyn Items) -> Step;
    /// Empties the place.
    fn clear(&mut self);
}

/// A place for an object with values of one type.
pub trait MapSlot {
    /// Takes all entries.
    fn fill(&mut self, entries: &mut dyn Entries) -> Step;
    /// Empties the place.
    fn clear(&mut self);
}

/// A place for a record.
pub trait RecordSlot {
    /// A fresh record in this place.
    fn open(&mut self) -> &mut dyn Record;
    /// Empties the place.
    fn clear(&mut self);
}

/// A place for one of two types.
pub trait ChoiceSlot {
    /// Lets the value of this shape be read into the type that fits.
    fn fill(&mut self, shape: Shape, read: &mut dyn FnMut(Slot<'_>) -> Step) -> Step;
    /// Empties the place.
    fn clear(&mut self);
}

/// The items of an array being read.
pub trait Items {
    /// Reads the next one.
    fn next(&mut self, slot: Slot<'_>) -> Step;
}

/// The entries of an object being read.
pub trait Entries {
    /// Reads the next key.
    fn key(&mut self) -> Option<String>;
    /// Reads its value.
    fn value(&mut self, slot: Slot<'_>) -> Step;
    /// Whether the text proved to be no JSON.
    fn failed(&self) -> bool;
}

/// A value to be written.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Text.
    Text(&'a str),
    /// A number.
    Number(Number),
    /// True or false.
    Boolean(bool),
    /// An array.
    List(&'a dyn ListView),
    /// An object with values of one type.
    Map(&'a dyn MapView),
    /// A record.
    Record(&'a dyn Record),
    /// An object with any members.
    Object(&'a Object),
    /// Anything.
    Json(&'a Value),
    /// A moment; text that may name none.
    Moment(&'a DateTime),
    /// A day; text that may name none.
    Date(&'a Date),
}

/// An array to be written.
pub trait ListView {
    /// How many items.
    fn len(&self) -> usize;
    /// One of them.
    fn item(&self, at: usize) -> View<'_>;
}

/// A map to be written.
pub trait MapView {
    /// All entries.
    fn entries(&self) -> Vec<(&str, View<'_>)>;
    /// What was read beside them.
    fn odd(&self) -> &Object;
}

impl Slot<'_> {
    /// Empties the place.
    pub fn clear(self) {
        match self {
            Slot::None => {}
            Slot::Text(place) => place.clear(),
            Slot::Number(place) => *place = None,
            Slot::Integer(place) => *place = None,
            Slot::Boolean(place) => *place = None,
            Slot::Day(place) => *place = None,
            Slot::List(place) => place.clear(),
            Slot::Map(place) => place.clear(),
            Slot::Record(place) => place.clear(),
            Slot::Choice(place) => place.clear(),
            Slot::Object(place) => *place = None,
            Slot::Json(place) => *place = None,
        }
    }
}

/// A type that is made of text.
pub trait MadeOfText: Sized {
    /// The value; nothing when none can be made of the text.
    fn make(text: &str) -> Option<Self>;
}

impl<T: MadeOfText> TextSlot for Option<T> {
    fn set(&mut self, text: &str) -> bool {
        *self = T::make(text);
        self.is_some()
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// Types that are made of text: `$make` gives an option.
macro_rules! text_value {
    (impl [$($generic:tt)*] $type:ty, $make:expr, $view:expr) => {
        impl $($generic)* MadeOfText for $type {
            fn make(text: &str) -> Option<Self> {
                let make: fn(&str) -> Option<$type> = $make;
                make(text)
            }
        }
        impl $($generic)* FieldValue for $type {
            const ACCEPTS: Shape = Shape::TEXT;
            fn slot(place: &mut Option<Self>) -> Slot<'_> {
                Slot::Text(place)
            }
            fn view(&self) -> View<'_> {
                let view: fn(&$type) -> View<'_> = $view;
                view(self)
            }
        }
    };
}

text_value!(impl [] String, |text| Some(text.to_owned()), |value| View::Text(value));
text_value!(impl [] DateTime, DateTime::lenient, |value| View::Moment(value));
text_value!(impl [] Date, Date::lenient, |value| View::Date(value));
text_value!(impl [<R>] Id<R>, |text| Some(Id::new(text)), |value| View::Text(value.as_str()));

/// Values that a slot of their own takes.
macro_rules! plain_value {
    ($type:ty, $shape:expr, $slot:ident, $view:expr) => {
        impl FieldValue for $type {
            const ACCEPTS: Shape = $shape;
            fn slot(place: &mut Option<Self>) -> Slot<'_> {
                Slot::$slot(place)
            }
            fn view(&self) -> View<'_> {
                let view: fn(&$type) -> View<'_> = $view;
                view(self)
            }
        }
    };
}

plain_value!(Number, Shape::NUMBER, Number, |value| View::Number(*value));
plain_value!(i64, Shape::NUMBER, Integer, |value| View::Number(
    Number::Integer(*value)
));
plain_value!(bool, Shape::BOOLEAN, Boolean, |value| View::Boolean(*value));
plain_value!(Day, Shape::NUMBER, Day, |value| View::Number(
    Number::Integer(value.number())
));
plain_value!(Object, Shape::OBJECT, Object, |value| View::Object(value));
plain_value!(Value, Shape::ANY, Json, |value| View::Json(value));

impl<T: FieldValue> ListSlot for Option<Vec<T>> {
    fn fill(&mut self, items: &mut dyn Items) -> Step {
        let mut list: Vec<T> = Vec::new();
        loop {
            let mut item = None;
            match items.next(T::slot(&mut item)) {
                Step::Filled => list.extend(item),
                Step::End => {
                    *self = Some(list);
                    return Step::Filled;
                }
                Step::Null => return odd_list(&list, Value::Null, items),
                Step::Odd(value) => return odd_list(&list, value, items),
                Step::Failed => return Step::Failed,
            }
        }
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// An array with an item of an unexpected type is kept whole, as JSON.
fn odd_list<T: FieldValue>(read: &[T], odd: Value, items: &mut dyn Items) -> Step {
    let mut all: Vec<Value> = read.iter().map(|item| item.view().to_value()).collect();
    all.push(odd);
    loop {
        let mut item = None;
        match items.next(Slot::Json(&mut item)) {
            Step::Filled => all.extend(item),
            Step::Null => all.push(Value::Null),
            Step::Odd(value) => all.push(value),
            Step::End => return Step::Odd(Value::Array(all)),
            Step::Failed => return Step::Failed,
        }
    }
}

impl<T: FieldValue> ListView for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&self, at: usize) -> View<'_> {
        self[at].view()
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    const ACCEPTS: Shape = Shape::ARRAY;

    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::List(place)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<R: Record + Default> RecordSlot for Option<R> {
    fn open(&mut self) -> &mut dyn Record {
        self.insert(R::default())
    }

    fn clear(&mut self) {
        *self = None;
    }
}

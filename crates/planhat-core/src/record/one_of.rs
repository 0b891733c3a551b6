//! A value that is sometimes of one type and sometimes of another.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{ChoiceSlot, FieldValue, Shape, Slot, Step, View};

/// A value that reads show in two shapes, such as an id here and an object there.
#[derive(Debug, Clone, PartialEq)]
pub enum OneOf<A, B> {
    /// The declared type.
    Usual(A),
    /// The other shape.
    Other(B),
}

impl<A, B> OneOf<A, B> {
    /// The value if it has the declared type.
    pub fn usual(&self) -> Option<&A> {
        match self {
            OneOf::Usual(value) => Some(value),
            OneOf::Other(_) => None,
        }
    }

    /// The value if it has the other shape.
    pub fn other(&self) -> Option<&B> {
        match self {
            OneOf::Usual(_) => None,
            OneOf::Other(value) => Some(value),
        }
    }
}

impl<A: FieldValue, B: FieldValue> ChoiceSlot for Option<OneOf<A, B>> {
    fn fill(&mut self, shape: Shape, read: &mut dyn FnMut(Slot<'_>) -> Step) -> Step {
        if A::ACCEPTS.has(shape) {
            let mut place = None;
            let step = read(A::slot(&mut place));
            *self = place.map(OneOf::Usual);
            return match step {
                Step::Odd(value) if B::ACCEPTS.has(shape) => self.second(value),
                step => step,
            };
        }
        let mut place = None;
        let step = read(B::slot(&mut place));
        *self = place.map(OneOf::Other);
        step
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// Where both types take a shape, the second is tried when the first could not make anything of
/// the value.
trait Second {
    fn second(&mut self, value: Value) -> Step;
}

impl<A: FieldValue, B: FieldValue> Second for Option<OneOf<A, B>> {
    fn second(&mut self, value: Value) -> Step {
        let mut place = None;
        let step = super::read::fill_from_value(B::slot(&mut place), value);
        *self = place.map(OneOf::Other);
        step
    }
}

impl<A: FieldValue, B: FieldValue> FieldValue for OneOf<A, B> {
    const ACCEPTS: Shape = A::ACCEPTS.or(B::ACCEPTS);

    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Choice(place)
    }

    fn view(&self) -> View<'_> {
        match self {
            OneOf::Usual(value) => value.view(),
            OneOf::Other(value) => value.view(),
        }
    }
}

impl<A: FieldValue, B: FieldValue> Serialize for OneOf<A, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

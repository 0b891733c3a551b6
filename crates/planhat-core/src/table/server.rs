//! What the server does by itself. The client needs none of it; a server that stands in for
//! Planhat, such as the sandbox, goes by it.

/// How the server fills a field, whatever is sent for it when its access is `read`, and where
/// nothing is sent otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill {
    /// The moment the record was made.
    Created,
    /// The moment of its last change.
    Updated,
    /// How often it was changed.
    Version,
    /// The value of another field.
    Same(&'static str),
    /// The text of another field without markup.
    Text(&'static str),
    /// The day of another field.
    Day(&'static str),
    /// The texts of other fields, joined by spaces.
    Join(&'static [&'static str]),
    /// What the record that a reference points to has in a field.
    Of {
        /// The reference.
        reference: &'static str,
        /// The field of the record it points to.
        field: &'static str,
        /// Whether it is filled when the record is made and stays.
        once: bool,
    },
    /// The records that a list of ids points to, as the members of this field's objects.
    Resolve(&'static str),
    /// The first record of the field's resource (it is a reference) with the same value.
    Matching {
        /// The field of this record.
        field: &'static str,
        /// The field there.
        key: &'static str,
    },
    /// All records of a resource that point to this one.
    Having {
        /// The resource.
        resource: &'static str,
        /// Their reference to this record.
        by: &'static str,
    },
    /// The name of the highest step that a number reaches; steps stand highest first.
    Band {
        /// The number.
        field: &'static str,
        /// Least number and name of each step.
        steps: &'static [(f64, &'static str)],
    },
    /// A field of the record that an external id and the name of a model point to.
    Found {
        /// The field with the name of the model.
        model: &'static str,
        /// The field with the external id.
        key: &'static str,
        /// The field to take of that record; the record's own id where it is itself of the resource
        /// that this field refers to.
        field: &'static str,
    },
}

/// What becomes of a value that the server does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fallback {
    /// The values it knows.
    pub known: &'static [&'static str],
    /// What is stored in place of any other.
    pub to: &'static str,
}

/// What a query parameter does to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Keeps records whose field, or an item of it, equals one of the values.
    Equals(&'static str),
    /// Keeps records whose field holds the text.
    Contains(&'static str),
    /// Keeps records whose field is not below the value.
    From(&'static str),
    /// Keeps records whose field is not above the value.
    To(&'static str),
    /// Records whose field is true are left out unless the parameter is true.
    Reveals(&'static str),
    /// Records whose field is true are left out; with the parameter, those that differ from it.
    Selects(&'static str),
}

/// What else happens when a write changes a field of a record to a value.
#[derive(Debug)]
pub struct Effect {
    /// The field.
    pub field: &'static str,
    /// The value, as JSON text.
    pub value: &'static str,
    /// What is set in the record.
    pub sets: &'static [(&'static str, Source)],
    /// The record that is made besides: its resource, and what it holds.
    pub makes: Option<(&'static str, &'static [(&'static str, Source)])>,
}

/// Where an effect takes a value from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A constant, as JSON text.
    Value(&'static str),
    /// A field of the record that was written.
    Field(&'static str),
    /// The moment.
    Now,
}

/// How many records a made-up tenant has, and what they are like. The resource that has no `per` and
/// that most others are `per` (or `per` one that is) is the one that a tenant is sized by: of it there
/// are so many for each company that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The resource of which each record has so many; without one, the tenant has them.
    pub per: Option<&'static str>,
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
    /// A field of the record of `per`, and the values, as JSON texts, without which there are none.
    pub when: Option<(&'static str, &'static [&'static str])>,
    /// Groups of cases: a record follows one of each group, the later ones first.
    pub cases: &'static [&'static [Case]],
    /// Where the records define the tenant's own fields, how they do.
    pub defines: Option<Defines>,
}

/// Several fields that go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// How often it comes up next to the others of its group. A group of equal weights is gone
    /// through in turn, so that records of one parent differ.
    pub weight: u32,
    /// What fields hold. The creation of the record goes by what `_id` holds.
    pub fields: &'static [(&'static str, Demo)],
    /// What a field that the record defines holds elsewhere.
    pub holds: Option<Demo>,
}

/// How a record defines one of the tenant's own fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defines {
    /// The field with the name that values stand under.
    pub name: &'static str,
    /// The field with the name of the resource, in whatever letter case.
    pub of: &'static str,
    /// The field that says what sort of values it holds.
    pub kind: Option<&'static str>,
    /// The field with the choices.
    pub values: Option<&'static str>,
    /// The field that says whether values are worked out by the server.
    pub computed: Option<&'static str>,
}

/// What a field holds in a made-up tenant.
///
/// A name in it is a field of the record, or `resource.field`: of the record of that resource that
/// this one refers to or, where it refers to none, of one that belongs to the same parent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Demo {
    /// Words of a kind, such as `company` or `first_name`.
    Words(&'static str),
    /// One of these, as JSON texts; null is nothing.
    Values(&'static [&'static str]),
    /// A number in this range; whole where both ends are.
    Range(f64, f64),
    /// A moment, so many days from now at least and at most; negative before now.
    Days(i32, i32),
    /// A text in which `{name}` stands for what is under the name, `{word}` for a word of the kind,
    /// and `{#}` for the number of the record. A placeholder alone gives the value as it is.
    Text(&'static str),
    /// A number under a name, times a factor in this range.
    Times(&'static str, f64, f64),
    /// A moment, so many days after the one under a name at least and at most. The one under `_id` is
    /// the creation of the record.
    After(&'static str, i32, i32),
    /// The sum of a field, `resource.field`, over all records that belong to this one.
    Sum(&'static str),
    /// Nothing.
    Nothing,
}

//! All records: first what the tenant has by itself, then one company after the other.

use std::collections::VecDeque;

use planhat_core::table::Api;
use serde_json::{Map, Value};

use super::make::{self, Start};
use super::moment;
use super::people::Firm;
use super::plan::Plans;
use super::random::{Random, number};
use super::source::Source;
use super::value;

/// A record that was made.
#[derive(Debug)]
pub(super) struct Record {
    at: usize,
    parent: Option<Place>,
    /// What its choices, and those of what belongs to it, go by; no matter at what moment.
    pub(super) seed: u64,
    pub(super) id: String,
    pub(super) created: i64,
    pub(super) doc: Map<String, Value>,
}

/// Where a record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// With those of the tenant.
    Tenant(usize),
    /// With those of the company under way.
    Company(usize),
}

/// Records, and by the places of the resources which are whose.
#[derive(Debug, Default)]
struct Pool {
    records: Vec<Record>,
    of: Vec<Vec<usize>>,
}

/// What there is when a record is made.
pub(super) struct World<'a> {
    pub(super) seed: u64,
    pub(super) now: i64,
    tenant: &'a Pool,
    /// Empty while the tenant's own are made.
    company: &'a Pool,
}

impl World<'_> {
    pub(super) fn record(&self, place: Place) -> &Record {
        match place {
            Place::Tenant(at) => &self.tenant.records[at],
            Place::Company(at) => &self.company.records[at],
        }
    }

    /// The nearest record of a resource that one belongs to, beginning with its parent.
    pub(super) fn ancestor(&self, parent: Option<Place>, resource: usize) -> Option<Place> {
        let mut next = parent;
        while let Some(place) = next {
            let record = self.record(place);
            if record.at == resource {
                return Some(place);
            }
            next = record.parent;
        }
        None
    }

    /// Some record of a resource, of the same company where it has any.
    pub(super) fn some(&self, resource: usize, random: &mut Random) -> Option<Place> {
        let here = self.company.of.get(resource).filter(|ids| !ids.is_empty());
        if let Some(ids) = here {
            return random.one(ids).map(|at| Place::Company(*at));
        }
        let ids = self.tenant.of.get(resource)?;
        random.one(ids).map(|at| Place::Tenant(*at))
    }
}

/// The records of a made-up tenant.
pub(super) struct Growth {
    plans: Plans,
    seed: u64,
    now: i64,
    left: std::ops::Range<usize>,
    tenant: Pool,
    numbers: Vec<usize>,
    ids: u64,
    ready: VecDeque<(&'static str, Map<String, Value>)>,
}

impl Growth {
    pub(super) fn new(api: &'static Api, companies: usize, seed: u64, now: i64) -> Self {
        let plans = Plans::new(api);
        let mut growth = Growth {
            numbers: vec![0; api.resources.len()],
            plans,
            seed,
            now,
            left: 0..companies,
            tenant: Pool::default(),
            ids: 0,
            ready: VecDeque::new(),
        };
        // The tenant's own firm comes before those of its customers.
        let pool = growth.pool(&Firm::numbered(seed, 0), false);
        let records = pool.records.iter();
        let records = records.map(|record| {
            (
                growth.name(record.at),
                whole(&record.id, record.doc.clone()),
            )
        });
        growth.ready = records.collect();
        growth.tenant = pool;
        growth
    }

    fn name(&self, at: usize) -> &'static str {
        let plan = self.plans.of.get(at).and_then(Option::as_ref);
        plan.map_or("", |plan| plan.resource.name)
    }

    /// The records of a company, or those of the tenant itself.
    fn pool(&mut self, firm: &Firm, company: bool) -> Pool {
        let mut pool = Pool {
            records: Vec::new(),
            of: vec![Vec::new(); self.numbers.len()],
        };
        let order = self.plans.order.iter();
        let order: Vec<usize> = order
            .copied()
            .filter(|at| self.plans.inside(*at) == company)
            .collect();
        for at in order {
            let parents = self.parents(at, &pool, company);
            for parent in parents {
                for turn in 0..self.share(at, parent, &pool) {
                    self.add(&mut pool, firm, at, parent, turn, company);
                }
            }
        }
        self.add_up(&mut pool);
        pool
    }

    /// The records that have some of a resource, nothing standing for the tenant.
    fn parents(&self, at: usize, pool: &Pool, company: bool) -> Vec<Option<Place>> {
        let Some(plan) = &self.plans.of[at] else {
            return Vec::new();
        };
        let Some(per) = plan.per else {
            return vec![None];
        };
        let has = |at: &&usize| match &plan.when {
            None => true,
            Some((field, values)) => {
                let value = pool.records[**at].doc.get(*field).unwrap_or(&Value::Null);
                values.contains(value)
            }
        };
        let parents = pool.of[per].iter().filter(has);
        let place = |at: &usize| {
            Some(if company {
                Place::Company(*at)
            } else {
                Place::Tenant(*at)
            })
        };
        parents.map(place).collect()
    }

    fn share(&self, at: usize, parent: Option<Place>, pool: &Pool) -> usize {
        let Some(plan) = &self.plans.of[at] else {
            return 0;
        };
        let own = match parent {
            Some(Place::Company(at) | Place::Tenant(at)) => pool.records[at].seed,
            None => u64::try_from(self.numbers[at]).unwrap_or_default(),
        };
        let mut random = Random::new(&[self.seed, own, number(plan.resource.name)]);
        let count = random.between(plan.share.least.into(), plan.share.most.into());
        usize::try_from(count).unwrap_or_default()
    }

    fn add(
        &mut self,
        pool: &mut Pool,
        firm: &Firm,
        at: usize,
        parent: Option<Place>,
        turn: usize,
        company: bool,
    ) {
        let Some(plan) = &self.plans.of[at] else {
            return;
        };
        self.numbers[at] += 1;
        self.ids += 1;
        let none = Pool::default();
        let (tenant, company) = if company {
            (&self.tenant, &*pool)
        } else {
            (&*pool, &none)
        };
        let world = World {
            seed: self.seed,
            now: self.now,
            tenant,
            company,
        };
        let number = self.numbers[at];
        let start = Start {
            world: &world,
            plan,
            number,
            turn,
            parent,
            firm,
        };
        let made = make::make(start);
        pool.of[at].push(pool.records.len());
        pool.records.push(Record {
            at,
            parent,
            seed: made.seed,
            id: moment::id(made.created, self.seed, self.ids),
            created: made.created,
            doc: made.doc,
        });
    }

    /// Works out what is a sum over records that belong to others: they are all there only now.
    fn add_up(&self, pool: &mut Pool) {
        for at in 0..pool.records.len() {
            let Some(plan) = &self.plans.of[pool.records[at].at] else {
                continue;
            };
            for slot in &plan.fields {
                if let Source::Sum(resource, field) = slot.source {
                    let total = total(pool, at, resource, field);
                    let doc = &mut pool.records[at].doc;
                    doc.insert(slot.kept.to_owned(), value::rounded(total));
                }
            }
        }
    }
}

/// The sum of a field over the records of a resource that belong to one.
fn total(pool: &Pool, owner: usize, resource: usize, field: &str) -> f64 {
    let belongs = |at: usize| {
        let mut next = pool.records[at].parent;
        while let Some(Place::Company(at) | Place::Tenant(at)) = next {
            if at == owner {
                return true;
            }
            next = pool.records[at].parent;
        }
        false
    };
    let mine = pool.of[resource].iter().copied().filter(|at| belongs(*at));
    let values = mine.filter_map(|at| pool.records[at].doc.get(field)?.as_f64());
    values.sum()
}

impl Iterator for Growth {
    type Item = (&'static str, Map<String, Value>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            let company = self.left.next()?;
            self.plans.anchor?;
            let firm = Firm::numbered(self.seed, company + 1);
            let records = self.pool(&firm, true).records.into_iter();
            let records =
                records.map(|record| (self.name(record.at), whole(&record.id, record.doc)));
            self.ready = records.collect();
        }
        self.ready.pop_front()
    }
}

/// A record with its id in front.
fn whole(id: &str, doc: Map<String, Value>) -> Map<String, Value> {
    let mut record = Map::new();
    record.insert("_id".to_owned(), id.into());
    record.extend(doc);
    record
}

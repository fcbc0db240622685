//! Reports over visits, as one object counts them (`insight::table`): turn after turn, as a population is (`population`).

use insight::catalogue::dimension;
use insight::population::{Filter, columns_of, verdicts};
use insight::table::{Ask, Label, Table};
use model::facts::{Fact, FactSet};
use model::money::Currency;
use model::time::{EpochMs, Zone};
use segment::compile::{Compiled, Target, compile_of};
use segment::definition::Segment;
use segment::engine::Engine;
use segment::verdict::Verdict;
use worker::Result;

use insight::block::end_facts;

use super::blocks::{self, Listed, Place, Span};
use super::population::{BLOCKS_TURN, asks_orders, each_open_visit};
use super::shoppers::Shelves;

/// Which visits, and by what they are told apart.
#[derive(Clone)]
pub struct Question {
    /// Names of dimensions (`insight::catalogue`), two at most.
    pub by: Vec<String>,
    /// What counts alone: names of dimensions with a label; `*` any that is known.
    pub only: Vec<(String, String)>,
    /// JSON: the segment whose visits are counted, behind it those that it asks for; empty: all visits.
    pub segments: String,
    pub from: EpochMs,
    pub to: EpochMs,
    pub zone: Zone,
    pub currency: Currency,
    /// Blocks up to this number were answered before.
    pub after: u32,
}

/// What an object found in one turn.
#[derive(Default)]
pub struct Part {
    pub table: Table,
    /// The turn ended behind this block: ask on from there. None: that was all.
    pub next: Option<u32>,
}

impl Part {
    /// Takes in a later turn of the same object, or another object's part.
    pub fn merge(&mut self, other: Self) {
        self.table.merge(other.table);
    }
}

/// One turn.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn turn(place: &Place<'_>, question: &Question) -> Result<Part> {
    let by = question.by.iter().filter_map(|name| dimension(name)).map(|named| named.dimension).collect();
    let wanted = |label: &String| if label == "*" { None } else { Some(Label::Text(label.clone())) };
    let only = question.only.iter().filter_map(|(name, label)| Some((dimension(name)?.dimension, wanted(label)))).collect();
    let ask = Ask { by, only, currency: question.currency };
    let compiled: Option<Compiled> = match question.segments.as_str() {
        "" => None,
        json => {
            let all: Vec<Segment> = serde_json::from_str(json)?;
            Some(compile_of(&all, all.iter().take(1), Target::Full))
        }
    };
    let span = Span::Time(question.from, question.to);
    let listed: Vec<Listed> = blocks::listed(place.sql, span)?.into_iter().filter(|block| block.number > question.after).collect();
    let mut columns = ask.columns();
    columns.extend(compiled.iter().flat_map(columns_of));
    columns.sort_unstable();
    columns.dedup();
    let mut part = Part::default();
    for block in listed.iter().take(BLOCKS_TURN) {
        let found = blocks::one(place, block, &columns, |block, is_hidden| {
            let filter = Filter { from: question.from, to: question.to, is_hidden };
            let verdicts =
                compiled.as_ref().map(|compiled| verdicts(compiled, &block, &question.zone)).transpose().map_err(blocks::broken)?;
            let first: Option<Vec<Verdict>> = verdicts.map(|all| all.into_iter().next().unwrap_or_default());
            Table::of_block(&ask, &block, first.as_deref(), &filter, &question.zone).map_err(blocks::broken)
        })?;
        part.table.merge(found);
    }
    if let Some(last) = listed.get(BLOCKS_TURN - 1).filter(|_| listed.len() > BLOCKS_TURN) {
        part.next = Some(last.number);
        return Ok(part);
    }
    open(place, question, &ask, compiled.as_ref(), &mut part.table)?;
    if question.after == 0 {
        part.table.settle();
    }
    Ok(part)
}

/// Counts the visits that are not sealed.
fn open(place: &Place<'_>, question: &Question, ask: &Ask, compiled: Option<&Compiled>, table: &mut Table) -> Result<()> {
    let mut engine = compiled.map(|compiled| Engine::new(compiled.program()));
    let orders_in = Some(question.currency).filter(|_| compiled.is_some_and(asks_orders) || ask.columns().contains(&(Fact::Orders as u16)));
    each_open_visit(place, Span::Time(question.from, question.to), orders_in, &question.zone, |open| {
        if let Some(engine) = &mut engine {
            engine.update(&end_facts(&open.here.visit, &open.person), &question.zone, &[], FactSet::ALL);
            if engine.verdicts().first() != Some(&Verdict::Yes) {
                return Ok(());
            }
        }
        let tape = open.shopper.tape(open.at, &mut Shelves { sql: place.sql, bucket: open.bucket, visitor: open.visitor })?;
        table.add(ask, &open.visitor, &open.here.visit, &open.person, &tape, &question.zone);
        Ok(())
    })?;
    Ok(())
}

model::wire!(struct Question { by, only, segments, from, to, zone, currency, after });
model::wire!(struct Part { table, next });

//! Every way that a dispatch can go: at each request the provider may carry it out or not, now or late, and its answer may be lost; whoever asks
//! may break off at each step; somebody may stop the run. All of it is gone through, with up to so many faults in one dispatch.

#![allow(clippy::panic, reason = "a test")]

use std::collections::{BTreeMap, HashSet};

use crm::dispatch::{Dispatch, Heard, Recovery, Request, Stage};
use model::time::EpochMs;
use model::wire::{read, written};

/// Most faults in one dispatch: lost or late answers, refusals, look-ups that do not find what is there. One more with LONG=1.
fn faults_max() -> u8 {
    if std::env::var_os("LONG").is_some() { 4 } else { 3 }
}
const PERMIT_MS: i64 = 60_000;
/// A request that is on its way so long does not arrive any more.
const LATE_MS: i64 = 120_000;
/// How long the provider knows a key.
const KEY_MS: i64 = 600_000;
/// How long an answer takes, or its absence.
const TAKES_MS: [i64; 2] = [1_000, 31_000];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Group {
    Open(u8),
    Sent,
    Deleted,
}

/// All that there is: what is stored here, what is on the line, and the provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    how: Recovery,
    stored: Vec<u8>,
    out: Option<Request>,
    late: Vec<(Request, i64)>,
    groups: Vec<Group>,
    key_at: Option<i64>,
    /// How often the people have got it.
    sent: u8,
    now: i64,
    faults: u8,
    may_stop: bool,
}

impl World {
    fn new(how: Recovery) -> Self {
        let stored = written(&Dispatch::new(how, EpochMs(PERMIT_MS)));
        Self { how, stored, out: None, late: vec![], groups: vec![], key_at: None, sent: 0, now: 0, faults: faults_max(), may_stop: true }
    }

    fn dispatch(&self) -> Dispatch {
        read(&self.stored).unwrap_or_else(|error| panic!("what was stored cannot be read: {error:?}"))
    }

    fn with(mut self, dispatch: &Dispatch) -> Self {
        self.stored = written(dispatch);
        self
    }

    fn fault(mut self) -> Option<Self> {
        self.faults = self.faults.checked_sub(1)?;
        Some(self)
    }

    fn after(mut self, ms: i64) -> Self {
        self.now += ms;
        self
    }

    fn heard(mut self, heard: &Heard) -> Self {
        self.out = None;
        let dispatch = self.dispatch().heard(heard, EpochMs(self.now));
        self.with(&dispatch)
    }

    /// The provider carries a request out.
    fn carry_out(mut self, request: &Request) -> Vec<(Self, Heard)> {
        let at = |id: &str| id.parse().unwrap_or(usize::MAX);
        let heard = match request {
            Request::Open => {
                self.groups.push(Group::Open(0));
                Heard::Made((self.groups.len() - 1).to_string())
            }
            Request::Fill(id) => match self.groups.get_mut(at(id)) {
                Some(Group::Open(messages)) => {
                    *messages += 1;
                    Heard::Added
                }
                _ => Heard::Refused,
            },
            Request::Send(Some(id)) => match self.groups.get_mut(at(id)) {
                Some(group @ Group::Open(1..)) => {
                    let Group::Open(messages) = std::mem::replace(group, Group::Sent) else { unreachable!() };
                    self.sent += messages;
                    Heard::Taken
                }
                _ => Heard::Refused,
            },
            Request::Send(None) if self.how == Recovery::Key && self.key_at.is_some_and(|at| self.now - at < KEY_MS) => Heard::Seen,
            Request::Send(None) => {
                self.key_at = Some(self.now);
                self.sent += 1;
                Heard::Taken
            }
            Request::Fence(id) => match self.groups.get_mut(at(id)) {
                Some(Group::Sent) => Heard::TooLate,
                Some(group) => {
                    *group = Group::Deleted;
                    Heard::Deleted
                }
                None => Heard::Deleted,
            },
            Request::Look if self.sent > 0 => {
                let blind = self.clone().fault().map(|world| (world, Heard::NotFound));
                return [(self, Heard::Found)].into_iter().chain(blind).collect();
            }
            Request::Look => Heard::NotFound,
        };
        vec![(self, heard)]
    }

    /// All worlds that may come of this one; none where it has ended.
    fn next(&self) -> Vec<Self> {
        let mut worlds = Vec::new();
        for (at, (request, left)) in self.late.iter().enumerate() {
            let mut world = self.clone();
            world.late.remove(at);
            if self.now <= *left {
                worlds.extend(world.carry_out(request).into_iter().map(|(world, _)| world));
            }
        }
        let dispatch = self.dispatch();
        if self.may_stop && !dispatch.stage().is_end() {
            worlds.push(Self { may_stop: false, ..self.clone() }.with(&dispatch.stop()));
        }
        let Some(request) = &self.out else {
            worlds.extend(self.ask());
            return worlds;
        };
        assert_eq!(dispatch.next(EpochMs(self.now)), (dispatch.clone(), None), "two who ask do no harm");
        for ms in TAKES_MS {
            let world = self.clone().after(ms);
            for (done, heard) in world.clone().carry_out(request) {
                worlds.extend(done.clone().fault().map(|lost| lost.heard(&Heard::Nothing)));
                worlds.push(done.heard(&heard));
            }
            let Some(bad) = world.fault() else { continue };
            worlds.push(bad.clone().heard(&Heard::Nothing));
            worlds.push(bad.clone().heard(&Heard::Busy));
            if !matches!(request, Request::Look | Request::Fence(_)) {
                worlds.push(bad.clone().heard(&Heard::Refused));
            }
            let mut late = bad;
            late.late.push((request.clone(), self.now + LATE_MS));
            worlds.push(late.heard(&Heard::Nothing));
        }
        worlds
    }

    /// Nothing is out: what is done next, or when.
    fn ask(&self) -> Option<Self> {
        let before = self.dispatch();
        let (dispatch, request) = before.next(EpochMs(self.now));
        let mut world = self.clone().with(&dispatch);
        if matches!(request, Some(Request::Send(_))) {
            assert!(self.now <= PERMIT_MS, "it leaves after its permit: {self:?}");
        }
        if request.is_none() && dispatch == before {
            let due = dispatch.due()?;
            assert!(due.0 > self.now, "there is something to do, and it is not done: {self:?}");
            world.now = due.0;
        }
        world.out = request;
        Some(world)
    }

    fn check(&self) {
        assert!(self.sent <= 1, "twice: {self:?}");
        let stage = self.dispatch().stage();
        match stage {
            Stage::Accepted => assert_eq!(self.sent, 1, "nobody has it: {self:?}"),
            Stage::Refused | Stage::Lapsed | Stage::Stopped => assert_eq!(self.sent, 0, "{stage:?}, and somebody has it: {self:?}"),
            Stage::Unknown => assert_ne!(self.how, Recovery::Fence, "a fence leaves nothing unknown: {self:?}"),
            _ => {}
        }
    }
}

/// Goes through all worlds. How many ends there are of each kind, with all faults and with none.
fn explore(how: Recovery) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
    let (mut seen, mut open) = (HashSet::new(), vec![World::new(how)]);
    let (mut ends, mut clean) = (BTreeMap::new(), BTreeMap::new());
    while let Some(world) = open.pop() {
        world.check();
        assert!(world.now < 3_600_000, "it never ends: {world:?}");
        let stage = world.dispatch().stage();
        let next = world.next();
        if stage.is_end() && world.late.is_empty() {
            *ends.entry(format!("{stage:?}")).or_default() += 1;
            if world.faults == faults_max() && world.may_stop {
                *clean.entry(format!("{stage:?}")).or_default() += 1;
            }
        }
        open.extend(next.into_iter().filter(|world| seen.insert(world.clone())));
    }
    println!("{how:?}: {} worlds, ends {ends:?}", seen.len());
    (ends, clean)
}

#[test]
fn never_twice_and_nobody_forgotten() {
    for (how, possible) in [
        (Recovery::Fence, ["Accepted", "Lapsed", "Refused", "Stopped"].as_slice()),
        (Recovery::Key, &["Accepted", "Lapsed", "Refused", "Stopped", "Unknown"]),
        (Recovery::LookUp, &["Accepted", "Lapsed", "Refused", "Stopped", "Unknown"]),
        (Recovery::None, &["Accepted", "Lapsed", "Refused", "Stopped", "Unknown"]),
    ] {
        let (ends, clean) = explore(how);
        assert_eq!(ends.keys().map(String::as_str).collect::<Vec<_>>(), possible, "{how:?}");
        assert!(clean.keys().all(|stage| stage == "Accepted" || stage == "Lapsed"), "without a fault: {clean:?}");
        assert!(clean.contains_key("Accepted"));
    }
}

/// An answer that comes when nobody waits for it changes nothing; a receipt finds what was unknown.
#[test]
fn answers_to_no_question() {
    let new = Dispatch::new(Recovery::None, EpochMs(PERMIT_MS));
    let all = [
        Heard::Made("g".into()),
        Heard::Added,
        Heard::Taken,
        Heard::Seen,
        Heard::Refused,
        Heard::Busy,
        Heard::Deleted,
        Heard::TooLate,
        Heard::Found,
        Heard::NotFound,
        Heard::Nothing,
    ];
    for heard in &all {
        assert_eq!(new.heard(heard, EpochMs(0)), new, "{heard:?}");
    }
    let (going, request) = new.next(EpochMs(0));
    assert_eq!(request, Some(Request::Send(None)));
    let lost = going.heard(&Heard::Nothing, EpochMs(1_000));
    let due = lost.due().unwrap_or_default();
    let (unknown, request) = lost.next(due);
    assert_eq!((unknown.stage(), request), (Stage::Unknown, None));
    for heard in &all {
        let stage = if *heard == Heard::Found { Stage::Accepted } else { Stage::Unknown };
        assert_eq!(unknown.heard(heard, EpochMs(9_000)).stage(), stage, "{heard:?}");
    }
}

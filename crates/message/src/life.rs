//! The life of a message: which status may follow which, and what of a configuration is in force at a moment.

use model::time::EpochMs;

use crate::definition::{Config, Message, Status};

/// What may follow each status. Nothing follows the end: an ended message is copied, so that its numbers stay its own.
pub const STEPS: [(Status, &[Status]); 5] = [
    (Status::Draft, &[Status::Preview, Status::Active]),
    (Status::Preview, &[Status::Draft, Status::Active]),
    (Status::Active, &[Status::Paused, Status::Ended]),
    (Status::Paused, &[Status::Active, Status::Ended]),
    (Status::Ended, &[]),
];

impl Status {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Preview => "preview",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        STEPS.into_iter().map(|(status, _)| status).find(|status| status.name() == name)
    }

    /// What may come next.
    #[must_use]
    pub fn next(self) -> &'static [Self] {
        STEPS.into_iter().find(|(status, _)| *status == self).map_or(&[], |(_, next)| next)
    }

    /// Whether this status may become that one; staying is no step.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        self == next || self.next().contains(&next)
    }

    /// Whether a publication takes the message along: what is still being written stays at home.
    #[must_use]
    pub const fn is_published(self) -> bool {
        !matches!(self, Self::Draft | Self::Preview)
    }
}

impl Message {
    /// Its status at a moment: paused before its start, ended from its end on.
    #[must_use]
    pub fn status_at(&self, at: EpochMs) -> Status {
        match self.status {
            Status::Active if self.start.is_some_and(|start| at < start) => Status::Paused,
            Status::Active if self.end.is_some_and(|end| at >= end) => Status::Ended,
            status => status,
        }
    }
}

impl Config {
    /// The configuration with each message's status as it is at a moment: its own time and its group's switch.
    #[must_use]
    pub fn in_force(&self, at: EpochMs) -> Self {
        let mut config = self.clone();
        for message in &mut config.messages {
            let is_off = message.group.as_ref().is_some_and(|id| self.groups.iter().any(|group| group.id == *id && group.paused));
            let status = message.status_at(at);
            message.status = if is_off && status == Status::Active { Status::Paused } else { status };
        }
        config
    }

    /// When the next message begins or ends by its own time, if one does.
    #[must_use]
    pub fn next_due(&self, after: EpochMs) -> Option<EpochMs> {
        let active = self.messages.iter().filter(|message| message.status == Status::Active);
        active.flat_map(|message| [message.start, message.end]).flatten().filter(|due| *due > after).min()
    }
}

//! Requests to the provider: carried out with where they stand stored first, what was heard of them, and looked at where nobody tells what became of them.

use crm::dispatch::{Heard, Request, Stage};
use crm::provider::{Batch as Messages, Intake, Message, Provider};
use model::time::EpochMs;

use super::batches::{self, Batch};
use super::carry;
use super::cost;
use super::fallback;
use super::letters::{self, Letters};
use super::outbox::state as row;
use super::outbox::{self, Received};
use super::runs::{self, state};
use super::work::{Turn, now};
use crate::hooks;
use crate::problem::Problem;
use crate::secret::sha256_hex;
use crate::site_keys::SiteKeys;

/// How long after a request was taken it is looked what has become of its messages, where nobody tells; seconds after the look before.
const LOOKS_S: [i64; 9] = [20, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400];

impl Turn<'_> {
    /// Goes on with a request: stores what is to be asked, asks, stores what was heard.
    pub(super) async fn carry(&self, mut batch: Batch) -> Result<(), Problem> {
        if batches::is_broken_off(&batch) {
            batch.dispatch = batch.dispatch.heard(&Heard::Nothing, now());
            batches::store(self.sql, &batch, now())?;
        }
        let Some(provider) = Provider::named(&batch.provider) else { return Err(Problem::Internal("a provider that is none".into())) };
        let needs = |request: &Option<Request>| match request {
            Some(Request::Fill(_) | Request::Send(None) | Request::Look) => true,
            Some(Request::Open | Request::Send(Some(_)) | Request::Fence(_)) | None => false,
        };
        // Before it is stored that it is asked: what cannot be made is no request that is out.
        let Some(credentials) = self.credentials().await?.filter(|credentials| credentials.provider() == provider) else {
            return self.disconnected(batch);
        };
        let has = needs(&batch.dispatch.next(now()).1);
        let messages = if has { self.messages(&mut batch).await? } else { Vec::new() };
        // Meanwhile somebody may have stopped the run, and the permit may be over. From here to where it is stored nothing is waited for.
        let Some(stored) = batches::load(self.sql, batch.id)? else { return Ok(()) };
        batch.dispatch = stored.dispatch;
        let (next, request) = batch.dispatch.next(now());
        if needs(&request) && !has {
            return Ok(());
        }
        if has && messages.is_empty() && matches!(request, Some(Request::Fill(_) | Request::Send(None))) && next.stage() != Stage::Repeating
        {
            // Nobody is left to whom it could go, and nothing has left.
            batch.dispatch = batch.dispatch.stop().next(now()).0;
            return self.settle(&mut batch, None, Vec::new(), &[]);
        }
        batch.dispatch = next;
        let Some(request) = request else { return self.settle(&mut batch, None, Vec::new(), &[]) };
        let key = self.key_of(&batch);
        let of = Messages { key: &key, at: batch.made, messages: &messages };
        let calls = provider.calls(&request, &of);
        if matches!(request, Request::Fill(_) | Request::Send(None)) {
            let whole: String = calls.iter().map(|call| call.body.to_string()).collect();
            batches::asked(self.sql, batch.id, &sha256_hex(whole.as_bytes()))?;
        }
        batches::store(self.sql, &batch, now())?;
        let mut answers = Vec::new();
        for call in &calls {
            answers.push(carry::make(self.env, &credentials, call, now().0).await?);
        }
        let heard = provider.heard(&request, &answers, &of);
        let intakes = provider.intakes(&request, &answers, &of);
        // While it was out somebody may have stopped the run.
        if let Some(stored) = batches::load(self.sql, batch.id)? {
            batch.dispatch = stored.dispatch;
        }
        self.settle(&mut batch, Some(&heard), intakes, &answers)
    }

    /// Stores what was heard, and what follows for its people when it has ended.
    fn settle(
        &self,
        batch: &mut Batch,
        heard: Option<&Heard>,
        intakes: Vec<Intake>,
        answers: &[crm::provider::Answer],
    ) -> Result<(), Problem> {
        let now = now();
        if let Some(heard) = heard {
            batch.dispatch = batch.dispatch.heard(heard, now);
        }
        if !intakes.is_empty() {
            self.intakes.borrow_mut().insert(batch.id, intakes);
        }
        let stage = batch.dispatch.stage();
        let intakes = if stage.is_end() { self.intakes.borrow_mut().remove(&batch.id).unwrap_or_default() } else { Vec::new() };
        self.sql.transaction(|| {
            batches::store(self.sql, batch, now)?;
            let Some(outcome) = batches::outcome(stage) else { return Ok::<_, Problem>(()) };
            let mut failed = Vec::new();
            if stage == Stage::Accepted {
                for refused in intakes.iter().filter(|intake| intake.is_refused) {
                    failed.extend(outbox::refused(self.sql, &id_of(&refused.send), &refused.code, now)?);
                }
            }
            let stays = matches!(outcome, row::ACCEPTED | row::UNKNOWN);
            if stays {
                let first = LOOKS_S.first().map(|wait| EpochMs(now.0 + wait * 1_000));
                batches::look_again(self.sql, batch.id, first, None, 0)?;
            }
            outbox::end_batch(self.sql, batch.id, batch.range, outcome, stays, now)?;
            failed.extend(outbox::receive_early(self.sql, batch.range)?);
            failed.into_iter().try_for_each(|n| fallback::plan(self.sql, self.site_id, n, now))?;
            if outcome == row::PLANNED {
                runs::open_again_from(self.sql, batch.run, batch.range.0)?;
            }
            if stage == Stage::Refused {
                let why = format!("provider: {}", carry::words(answers));
                runs::turn(self.sql, batch.run, &[state::SENDING], state::HELD, &why, now)?;
            }
            Ok(())
        })?;
        if stage.is_end() {
            self.prepared.borrow_mut().remove(&batch.id);
            // Its run goes on at once.
            self.sql.run("UPDATE run SET wake_ms = 0 WHERE id = ?", &[batch.run.into()])?;
        }
        Ok(())
    }

    /// Looks what has become of the messages of a request, as far as no webhook has told: a page of them.
    pub(super) async fn look(&self, batch: &Batch, page: Option<String>, looks: u32) -> Result<(), Problem> {
        // Whatever happens below: not at once again.
        let again = LOOKS_S.get(looks as usize + 1).map(|wait| EpochMs(now().0 + wait * 1_000));
        batches::look_again(self.sql, batch.id, again, None, looks.saturating_add(1))?;
        if outbox::untold(self.sql, batch.id, batch.range)? == 0 {
            batches::look_again(self.sql, batch.id, None, None, looks)?;
            return Ok(());
        }
        let Some(provider) = Provider::named(&batch.provider) else { return Ok(()) };
        let key = self.key_of(batch);
        let of = Messages { key: &key, at: batch.made, messages: &[] };
        let Some(call) = provider.listing(&of, batch.dispatch.group(), page.as_deref()) else { return Ok(()) };
        let Some(credentials) = self.credentials().await?.filter(|credentials| credentials.provider() == provider) else { return Ok(()) };
        let answer = carry::make(self.env, &credentials, &call, now().0).await?;
        let Ok(listed) = provider.listed(&answer, outbox::channel::of(batch.channel)) else { return Ok(()) };
        let now = now();
        self.sql.transaction(|| {
            for found in &listed.items {
                let id = id_of(&found.intake.send);
                if found.intake.is_refused {
                    if let Some(n) = outbox::refused(self.sql, &id, &found.intake.code, now)? {
                        fallback::plan(self.sql, self.site_id, n, now)?;
                    }
                } else {
                    outbox::found(self.sql, &id, now)?;
                }
                let receipt = found.receipt.as_ref().and_then(|receipt| hooks::taken(receipt, now.0));
                let received = receipt.map_or(Ok(Received::Known), |receipt| outbox::receive(self.sql, &receipt))?;
                if let Received::Failed(n) = received {
                    fallback::plan(self.sql, self.site_id, n, now)?;
                }
            }
            if let Some(next) = &listed.next {
                batches::look_again(self.sql, batch.id, Some(now), Some(next), looks)?;
            }
            cost::keep(self.sql, batch.run)?;
            Ok::<_, Problem>(())
        })
    }

    /// The messages of a batch: as they were made, or made anew.
    async fn messages(&self, batch: &mut Batch) -> Result<Vec<Message>, Problem> {
        if let Some(made) = self.prepared.borrow().get(&batch.id) {
            return Ok(made.iter().map(|(_, message)| message.clone()).collect());
        }
        let Some(run) = runs::load(self.sql, batch.run)? else { return Ok(Vec::new()) };
        let frozen = run.frozen()?;
        let people = self.people()?;
        let keys = SiteKeys::of(&self.keys, &self.db, self.site_id, now().0).await?;
        let rows = outbox::of_batch(self.sql, batch.id, batch.range)?;
        let Letters { ready, not } = letters::make(&people, &keys, self.sql, &frozen, rows).await?;
        if !not.is_empty() && matches!(batch.dispatch.stage(), Stage::Ready | Stage::Open) {
            let now = now();
            self.sql.transaction(|| {
                for (row, state, code) in &not {
                    outbox::set(self.sql, row.n, *state, code, now)?;
                }
                cost::as_made(self.sql, &ready)
            })?;
        }
        batch.people = u32::try_from(ready.len()).unwrap_or(u32::MAX);
        let messages = ready.iter().map(|(_, message)| message.clone()).collect();
        self.prepared.borrow_mut().insert(batch.id, ready);
        Ok(messages)
    }

    /// The same for each try of a batch, and for no other.
    fn key_of(&self, batch: &Batch) -> String {
        let whole = format!("batch\n{}\n{}\n{}", self.site_id, batch.run, batch.id);
        sha256_hex(whole.as_bytes()).chars().take(32).collect()
    }

    /// Its provider is not there any more: what has not left is planned again, and the run held; of what may have left nobody can be asked for now.
    fn disconnected(&self, mut batch: Batch) -> Result<(), Problem> {
        if !matches!(batch.dispatch.stage(), Stage::Ready | Stage::Open | Stage::Filled) {
            return Err(Problem::NotFound);
        }
        let now = now();
        batch.dispatch = batch.dispatch.stop().next(now).0;
        if !batch.dispatch.stage().is_end() {
            return Err(Problem::NotFound);
        }
        self.sql.transaction(|| {
            batches::store(self.sql, &batch, now)?;
            outbox::end_batch(self.sql, batch.id, batch.range, row::PLANNED, false, now)?;
            runs::open_again_from(self.sql, batch.run, batch.range.0)?;
            runs::turn(self.sql, batch.run, &[state::SENDING], state::HELD, "no_provider", now)?;
            Ok(())
        })
    }
}

fn id_of(send: &str) -> outbox::Index {
    crate::secret::unhex(send).and_then(|id| id.try_into().ok()).unwrap_or_default()
}

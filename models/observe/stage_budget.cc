#include "models/observe/stage_budget.h"

namespace rpmsg_sim {

namespace {

void accumulate(StageParts& sum, const StageParts& parts) {
  sum.executing += parts.executing;
  sum.waiting += parts.waiting;
  sum.queueing += parts.queueing;
  sum.idle += parts.idle;
}

}  // namespace

void StageBudget::add(std::size_t stage, const StageParts& parts) {
  StageFigures& figures = stages_[stage];
  const Picoseconds time = parts.total();
  figures.time.add(time);
  if (time == 0) {
    ++figures.empty;
  } else {
    accumulate(figures.parts, parts);
  }
}

void StageBudget::add_read(const MessageLife& life) {
  const StageRow row = stages_of(life);
  for (std::size_t stage = 0; stage + 1 < kStages; ++stage) add(stage, row[stage]);
  StageParts sum;
  for (std::size_t stage = kFirstOneWayStage; stage < kEndOfOneWayStages; ++stage) {
    accumulate(sum, row[stage]);
  }
  one_way_.total.add(sum.total());
  one_way_.executing.add(sum.executing);
  one_way_.waiting.add(sum.waiting);
  one_way_.queueing.add(sum.queueing);
  one_way_.idle.add(sum.idle);
}

void StageBudget::add_returned(const MessageLife& life) {
  add(kStages - 1, last_stage_of(life));
  life_.add(whole_life(life));
}

}  // namespace rpmsg_sim

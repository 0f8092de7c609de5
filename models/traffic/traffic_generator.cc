#include "models/traffic/traffic_generator.h"

#include <algorithm>
#include <cassert>

namespace rpmsg_sim {

TrafficGenerator::TrafficGenerator(const TrafficParameters& parameters, unsigned burst_bytes)
    : parameters_(parameters),
      burst_bytes_(burst_bytes),
      window_bursts_(parameters.window_size / burst_bytes),
      random_state_(parameters.seed),
      under_way_(parameters.outstanding, 0) {
  assert(window_bursts_ >= 2 && parameters.outstanding > 0 && parameters.write_percent <= 100);
  assert(parameters.pattern != TrafficPattern::kBursty || parameters.active > 0);
  if (parameters.rate > 0) prepare();
}

// When the rate asks for a burst, in exact arithmetic so that no rounding adds up.
Picoseconds TrafficGenerator::wanted(std::uint64_t burst) const {
  __extension__ using Wide = unsigned __int128;
  const auto busy =
      static_cast<Picoseconds>(Wide{burst} * burst_bytes_ * 1'000'000'000'000u / parameters_.rate);
  if (parameters_.pattern != TrafficPattern::kBursty) return parameters_.start + busy;
  return parameters_.start + busy + busy / parameters_.active * parameters_.idle;
}

// splitmix64: the generator recommended for seeding others, and enough for addresses.
std::uint64_t TrafficGenerator::random() {
  std::uint64_t z = random_state_ += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

BackgroundMaster::Burst TrafficGenerator::choose(std::uint64_t burst) {
  std::uint64_t place = burst % window_bursts_;
  bool write = false;
  if (parameters_.pattern == TrafficPattern::kCopy) {
    const std::uint64_t half = window_bursts_ / 2;
    write = burst % 2 == 1;
    place = burst / 2 % half + (write ? half : 0);
  } else {
    if (parameters_.pattern == TrafficPattern::kRandom) place = random() % window_bursts_;
    if (parameters_.write_percent > 0) write = random() % 100 < parameters_.write_percent;
  }
  return {parameters_.window_base + place * burst_bytes_, write};
}

void TrafficGenerator::prepare() {
  burst_ = choose(count_);
  arrival_ =
      std::max({arrival_ == kNever ? 0 : arrival_, wanted(count_), under_way_[count_ % under_way_.size()]});
}

void TrafficGenerator::served(Picoseconds done) {
  under_way_[count_ % under_way_.size()] = done;
  ++count_;
  prepare();
}

}  // namespace rpmsg_sim

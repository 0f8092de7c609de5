// Seeded random hosts and remotes against a naive account of what they did; and memory full of rubbish.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "models/observe/message_metrics.h"
#include "models/observe/vring_observer.h"
#include "tests/unit/observe/ring_bench.h"

namespace rpmsg_sim {
namespace {

using testing_support::Geometry;
using testing_support::kHost;
using testing_support::kRemote;
using testing_support::RingBench;

// What truly happened, kept the slow and obvious way.
class Account {
 public:
  struct Entry {
    unsigned ring;
    std::uint32_t src, dst;
    Picoseconds published;
    enum { kWaiting, kRead, kDropped, kLost } state = kWaiting;
    int answers = -1;  // index of the request
    bool answered = false;
  };

  int publish(unsigned ring, std::uint32_t src, std::uint32_t dst, Picoseconds time) {
    entries.push_back({ring, src, dst, time});
    const int index = static_cast<int>(entries.size()) - 1;
    const auto pair = std::minmax(src, dst);
    const unsigned requester = requesters.emplace(pair, ring).first->second;
    if (ring == requester) return index;
    for (int i = 0; i < index; ++i) {
      Entry& request = entries[static_cast<std::size_t>(i)];
      const bool open = request.state == Entry::kWaiting || request.state == Entry::kRead;
      if (std::minmax(request.src, request.dst) != pair || request.ring == ring || request.answered || !open)
        continue;
      request.answered = true;
      entries.back().answers = i;
      break;
    }
    return index;
  }
  void read(int index, Picoseconds time) {
    Entry& entry = at(index);
    if (entry.state != Entry::kWaiting) return;
    entry.state = Entry::kRead;
    one_way[entry.ring].push_back(time - entry.published);
    if (entry.answers >= 0) round_trips.push_back(time - at(entry.answers).published);
  }
  void give_back(int index) {
    if (at(index).state == Entry::kWaiting) at(index).state = Entry::kDropped;
  }
  void lose(int index) {
    if (at(index).state == Entry::kWaiting) at(index).state = Entry::kLost;
  }
  std::uint64_t count(int state) const {
    return static_cast<std::uint64_t>(std::count_if(entries.begin(), entries.end(), [&](const Entry& e) {
      return e.state == state && e.src != 53 && e.dst != 53;
    }));
  }
  Entry& at(int index) { return entries[static_cast<std::size_t>(index)]; }

  std::vector<Entry> entries;
  std::map<std::pair<std::uint32_t, std::uint32_t>, unsigned> requesters;
  std::vector<Picoseconds> one_way[2];
  std::vector<Picoseconds> round_trips;
};

void expect_same(const Summary& summary, std::vector<Picoseconds> samples) {
  ASSERT_EQ(summary.count(), samples.size());
  if (samples.empty()) return;
  std::sort(samples.begin(), samples.end());
  EXPECT_EQ(summary.min(), samples.front());
  EXPECT_EQ(summary.max(), samples.back());
  EXPECT_EQ(summary.percentile(500), samples[(samples.size() + 1) / 2 - 1]);
}

// A host and a remote that send, read, hold and give back in any order that the protocol allows.
class Traffic {
 public:
  Traffic(unsigned seed, unsigned n) : bench(geometry(n)), random_(seed), count_(n) {
    bench.log.add_sink(metrics);
    start();
  }

  void step() {
    switch (pick(40)) {
      case 0:
        if (pick(20) == 0) restart();
        break;
      default:
        if (pick(2) == 0) {
          host_step();
        } else {
          remote_step();
        }
    }
  }

  void check() {
    bench.log.flush();
    const MessageTotals totals = metrics.totals();
    EXPECT_EQ(totals.received, account.count(Account::Entry::kRead));
    EXPECT_EQ(totals.in_flight, account.count(Account::Entry::kWaiting));
    EXPECT_EQ(totals.dropped.at("not_read"), account.count(Account::Entry::kDropped));
    EXPECT_EQ(totals.lost, account.count(Account::Entry::kLost));
    EXPECT_EQ(totals.sent, totals.received + totals.in_flight + totals.dropped.at("not_read") + totals.lost);
    expect_same(metrics.round_trip(), account.round_trips);
    expect_same(metrics.remote_to_host(), account.one_way[0]);
    expect_same(metrics.host_to_remote(), account.one_way[1]);
    EXPECT_TRUE(bench.findings.ids.empty()) << bench.findings.texts.front();
  }

  RingBench bench;
  MessageMetrics metrics;
  Account account;

 private:
  struct Held {
    unsigned buffer;
    std::uint16_t head;
    std::uint16_t length;
    int index;
  };

  static Geometry geometry(unsigned n) {
    Geometry g;
    g.count = n;
    g.buffer_size = 80;  // so that neighbours share granules
    return g;
  }
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  template <typename T>
  T take(std::vector<T>& from) {
    const std::size_t i = pick(static_cast<unsigned>(from.size()));
    const T value = from[i];
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(i));
    return value;
  }

  void start() {
    bench.prime();
    free_heads_.clear();
    free_buffers_.clear();
    offered_.clear();
    at_remote_.clear();
    at_host_.clear();
    host_heads_.clear();
    for (unsigned i = 0; i < count_; ++i) {
      free_heads_.push_back(static_cast<std::uint16_t>(i));
      free_buffers_.push_back(i);
      offered_.push_back({i, static_cast<std::uint16_t>(i), 0, -1});
    }
  }

  // Clears vring0 from its beginning, then vring1: messages are lost the moment their ring starts anew.
  void restart() {
    for (const Held& held : at_host_) account.lose(held.index);
    for (const Held& held : at_remote_) account.lose(held.index);
    start();
  }

  // Few addresses, so that pairs are shared between exchanges; 53 is never one of them.
  std::pair<std::uint32_t, std::uint32_t> addresses() { return {1 + pick(2), 1 + pick(2)}; }

  void host_step() {
    switch (pick(4)) {
      case 0: {
        if (free_heads_.empty() || free_buffers_.empty()) return;
        const std::uint16_t head = take(free_heads_);
        const unsigned buffer = take(free_buffers_);
        const auto length = static_cast<std::uint16_t>(pick(17) * 4);
        const auto [src, dst] = addresses();
        bench.write_message(kHost, bench.buffer(1, buffer), src, dst, length);
        bench.write_desc(1, head, bench.buffer(1, buffer), 16U + length, 0);
        bench.push_avail(1, head);
        at_remote_.push_back({buffer, head, length, account.publish(1, src, dst, bench.now)});
        break;
      }
      case 1:
      case 2:
        read_one(kHost, 0, at_host_);
        break;
      default: {
        if (at_host_.empty()) return;
        const Held held = take(at_host_);
        host_heads_.push_back(held.head);
        const std::uint16_t head = take(host_heads_);  // not necessarily the one it came with
        bench.write_desc(0, head, bench.buffer(0, held.buffer), bench.geometry.buffer_size, 2);
        bench.host_return(head);
        account.give_back(held.index);
        offered_.push_back({held.buffer, head, 0, -1});
      }
    }
  }

  void remote_step() {
    switch (pick(4)) {
      case 0: {
        if (offered_.empty()) return;
        Held held = take(offered_);
        held.length = static_cast<std::uint16_t>(pick(17) * 4);
        const auto [src, dst] = addresses();
        bench.write_message(kRemote, bench.buffer(0, held.buffer), src, dst, held.length);
        bench.push_used(0, held.head, bench.geometry.buffer_size);
        held.index = account.publish(0, src, dst, bench.now);
        at_host_.push_back(held);
        break;
      }
      case 1:
      case 2:
        read_one(kRemote, 1, at_remote_);
        break;
      default: {
        if (at_remote_.empty()) return;
        const Held held = take(at_remote_);
        bench.push_used(1, held.head, 80);
        account.give_back(held.index);
        free_heads_.push_back(held.head);
        free_buffers_.push_back(held.buffer);
      }
    }
  }

  void read_one(SourceId core, unsigned ring, const std::vector<Held>& held) {
    if (held.empty()) return;
    const Held& message = held[pick(static_cast<unsigned>(held.size()))];
    const std::uint64_t at = bench.buffer(ring, message.buffer);
    bench.read(core == kHost ? kRemote : kHost, at, 80);  // the other side's reads mean nothing
    bench.read(core, at, 16);
    if (message.length == 0) account.read(message.index, bench.now);
    if (message.length == 0 || pick(3) == 0) return;
    bench.read(core, at + 16 + 4 * pick(message.length / 4U), 4);
    account.read(message.index, bench.now);
  }

  std::mt19937 random_;
  unsigned count_;
  std::vector<std::uint16_t> free_heads_;
  std::vector<unsigned> free_buffers_;
  std::vector<Held> offered_;
  std::vector<Held> at_remote_;
  std::vector<Held> at_host_;
  std::vector<std::uint16_t> host_heads_;
};

class RandomTraffic : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomTraffic, MatchesTheNaiveAccount) {
  Traffic traffic(GetParam(), 2U << GetParam() % 4);
  for (int i = 0; i < 4000; ++i) {
    traffic.step();
    if (i % 400 == 0) traffic.check();
  }
  traffic.check();
  EXPECT_GT(traffic.account.round_trips.size(), 20u);
  EXPECT_GT(traffic.account.count(Account::Entry::kDropped), 20u);
  EXPECT_GT(traffic.account.count(Account::Entry::kLost), 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTraffic, ::testing::Range(1u, 25u));

// Whatever lies in memory and whoever touches what: no crash, no endless loop, the account balances. (Run
// under AddressSanitizer, this is the test that the observer never leaves the memory it was given.)
TEST(HostileMemory, RandomAccessesToRandomContents) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    Geometry g;
    g.count = 1U << seed % 9;
    RingBench bench(g);
    MessageMetrics metrics;
    bench.log.add_sink(metrics);
    for (std::size_t i = 0; i < 0x20000; ++i) {
      bench.memory.at(bench.memory.base())[i] = static_cast<std::uint8_t>(random());
    }
    const std::uint64_t hot[] = {bench.avail(0) + 2, bench.avail(1) + 2, bench.used(0) + 2,
                                 bench.used(1) + 2};
    for (int i = 0; i < 20000; ++i) {
      const auto core = static_cast<SourceId>(1 + random() % 3);
      const bool index = random() % 2 == 0;
      const std::uint64_t address = index ? hot[random() % 4] : bench.memory.base() + random() % 0xF0000;
      if (random() % 4 == 0) {
        bench.read(core, address, static_cast<unsigned>(random() % 4097));
      } else if (index && random() % 2 == 0) {
        bench.write(core, address,
                    static_cast<std::uint16_t>(bench.load<std::uint16_t>(address) + random() % 5));
      } else if (random() % 2 == 0) {
        // A descriptor of some sense, so that messages come about.
        const std::uint64_t at = bench.base(random() % 2) + 16 * (random() % g.count);
        bench.write(core, at, bench.memory.base() + random() % 0x110000);
        bench.write(core, at + 8, static_cast<std::uint32_t>(random() % 1024));
      } else {
        bench.write(core, address, static_cast<std::uint64_t>(random()) * random());
      }
    }
    bench.log.flush();
    const MessageTotals totals = metrics.totals();
    EXPECT_EQ(totals.sent, totals.received + totals.in_flight + totals.dropped.at("not_read") + totals.lost);
    EXPECT_EQ(bench.findings.count("UNKNOWN ID"), 0u);
    EXPECT_LE(totals.in_flight, 4u * g.count);
  }
}

TEST(HostileMemory, ExtremeAccesses) {
  RingBench bench;
  bench.prime();
  for (const std::uint64_t address : {std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0} - 4000,
                                      bench.base(0), bench.base(0) - 4096, bench.buffer(0, 0)}) {
    for (const unsigned size : {0u, 1u, 4096u}) {
      bench.observer.on_read(kHost, address, size, 1);
      bench.observer.on_write(kHost, address, size, 1);
      bench.observer.on_write(kRemote, address, size, 1);
    }
  }
}

// Buffers scattered over all of memory cost a bounded amount of tables.
TEST(HostileMemory, ScatteredBuffers) {
  class Endless : public SharedMemoryView {
   public:
    Endless() : ring_(0x10000), blank_(0x20000) {}
    const std::uint8_t* host_pointer(std::uint64_t address, std::uint64_t) const override {
      return address < ring_.size() ? ring_.data() + address : blank_.data();
    }
    std::vector<std::uint8_t> ring_;
    std::vector<std::uint8_t> blank_;
  } memory;
  EventLog log;
  testing_support::FindingRecorder findings;
  VringObserver observer(log, findings, memory);
  LinkDescription link;
  link.host = kHost;
  link.remote = kRemote;
  link.vring0 = 0;
  link.vring1 = 0x8000;
  link.count = 256;
  observer.add_link(link);
  std::uint16_t idx = 0;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const std::uint64_t buffer = (i + 1) << 24;  // beyond 64 GiB from 4096 on
    std::memcpy(&memory.ring_[0x8000], &buffer, 8);
    ++idx;
    std::memcpy(&memory.ring_[0x9002], &idx, 2);
    observer.on_write(kHost, 0x9002, 2, i);
  }
  EXPECT_LE(observer.published(), GranuleMap::kMaximumPages);
  EXPECT_GE(findings.count("ring_buffer_outside"), 20000 - GranuleMap::kMaximumPages);
}

}  // namespace
}  // namespace rpmsg_sim
